import { type Kysely, sql } from 'kysely';

/**
 * Booking a slot is one statement, so that workers on many machines share a bucket by one row lock and one round trip.
 * The commit doesn't wait for the disk: a forgotten booking costs at worst a 429, while a page costs its reader this wait.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
-- Books the next slot of a budget and returns its booking and the milliseconds until it may be sent; booking 0 when the
-- slot lies further ahead than p_ahead_ms: ask again then. Level, cost and size in drips. Without a key nothing is booked
-- (strict): a plan may call the function before it looks at a condition beside it. Until a reply has told the true limits,
-- few requests may be on their way, since the assumed ones may be too high.
create function book_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  out booking bigint, out wait_ms double precision
) language plpgsql strict as $$
declare
  b budget%rowtype;
  moment timestamptz;
  level_now double precision;
  send timestamptz;
  burst_allowed integer;
  burst_from timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  select * into strict b from budget where key = p_key for update;
  moment := clock();
  if not b.learned and b.burst < 100000 and 8 <= (
    select count(*) from booking as pending where pending.budget_key = p_key and answered_at is null and forget_at > moment
  ) then
    booking := 0;
    wait_ms := p_ahead_ms + 50;
    return;
  end if;
  level_now := greatest(0, b.level_drips - b.drip_per_second * extract(epoch from moment - b.level_at));
  send := moment + make_interval(secs => greatest(0, (level_now + p_cost - greatest(b.size_drips, p_cost)) / b.drip_per_second));
  if b.throttled_until > send then send := b.throttled_until; end if;
  burst_allowed := greatest(1, floor(coalesce(b.burst, 1e9) * 0.8));
  if burst_allowed < 100000 then
    select send_at + interval '1 second' into burst_from from booking
      where budget_key = p_key order by send_at desc offset burst_allowed - 1 limit 1;
    if burst_from > send then send := burst_from; end if;
  end if;
  wait_ms := greatest(0, extract(epoch from send - moment) * 1000);
  if wait_ms > p_ahead_ms then
    booking := 0;
    return;
  end if;
  update budget set level_drips = level_now + p_cost, level_at = moment where key = p_key;
  insert into booking (budget_key, cost_drips, lane, send_at, forget_at)
    values (p_key, p_cost, p_lane, send, send + make_interval(secs => p_forget_ms / 1000))
    returning id into booking;
end $$;

-- Takes in what a reply told. Requests overtake each other on their way: a reply surely counts only those that were answered
-- before its request left. So level = the header's level + cost of all that were on their way beside it or still are.
create function take_reading(
  p_key text, p_booking bigint, p_level double precision, p_size double precision, p_drip double precision,
  p_burst double precision
) returns void language plpgsql as $$
declare
  b budget%rowtype;
  sent timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  select * into b from budget where key = p_key for update;
  update booking set answered_at = coalesce(answered_at, clock()) where id = p_booking returning send_at into sent;
  if p_level is not null and p_booking > b.last_answered then
    update budget set
      level_drips = p_level + coalesce((select sum(cost_drips) from booking where budget_key = p_key and id <> p_booking
        and (answered_at is null and forget_at > clock() or answered_at > sent)), 0),
      level_at = clock(),
      size_drips = p_size,
      drip_per_second = coalesce(p_drip, drip_per_second),
      burst = coalesce(p_burst, burst),
      learned = true,
      last_answered = p_booking
    where key = p_key;
  end if;
end $$;

-- Takes in answers: of each budget the newest reading, of each grant its use, and that the connections are online. A use of
-- a token settles doubts about the pairs before it, not about its own replacement; then its spare may go. Rows that say the
-- same as 10 s ago are left alone. Budgets and connections come in order, so that two processes never wait for each other.
create function note_answers(p_answers jsonb) returns void language plpgsql as $$
declare
  one record;
  status_before text;
begin
  perform set_config('synchronous_commit', 'off', true);
  for one in
    select distinct on (key) * from jsonb_to_recordset(p_answers) as a(key text, booking bigint, "levelDrips" float8,
      "sizeDrips" float8, "dripPerSecond" float8, burst float8)
    order by key, booking desc
  loop
    perform 1 from budget where key = one.key for update;
    update booking set answered_at = clock() - make_interval(secs => a."agoMs" / 1000)
      from jsonb_to_recordset(p_answers) as a(key text, booking bigint, "agoMs" float8)
      where id = a.booking and a.key = one.key;
    perform take_reading(one.key, one.booking, one."levelDrips", one."sizeDrips", one."dripPerSecond", one.burst);
    delete from booking where budget_key = one.key and (forget_at < clock() or answered_at < least(
      clock() - interval '2 seconds',
      (select min(send_at) from booking where budget_key = one.key and answered_at is null and forget_at > clock())));
  end loop;
  for one in
    select distinct "connectionId" as id, generation
    from jsonb_to_recordset(p_answers) as a("connectionId" uuid, generation integer) order by 1, 2
  loop
    update "grant" set last_used_at = clock(), first_used_at = coalesce(first_used_at, clock()),
        unknown_since = case when unknown_since >= issued_at then unknown_since end,
        spare_pair = null, spare_generation = null
      where connection_id = one.id and generation = one.generation
        and (first_used_at is null or unknown_since < issued_at or last_used_at < clock() - interval '10 seconds');
    select status into status_before from connection where id = one.id;
    update connection set status = 'online', reason = null, reason_detail = null, offline_since = null,
        next_probe_at = null, probes = 0, last_call_at = clock()
      where id = one.id and status <> 'unauthorized'
        and (status <> 'online' or last_call_at is null or last_call_at < clock() - interval '10 seconds');
    if found and status_before <> 'online' then
      perform pg_notify('connection', one.id::text);
    end if;
  end loop;
end $$;

-- A 429 came anyway: nothing is sent before p_wait_ms have passed.
create function take_throttle(p_key text, p_booking bigint, p_wait_ms double precision) returns void language plpgsql as $$
begin
  update booking set answered_at = coalesce(answered_at, clock()) where id = p_booking;
  update budget set
    throttled_until = greatest(throttled_until, clock() + make_interval(secs => p_wait_ms / 1000)),
    too_many_requests = case when too_many_requests_on = clock()::date then too_many_requests + 1 else 1 end,
    too_many_requests_on = clock()::date
  where key = p_key;
end $$;
`)
    .execute(db);
}
