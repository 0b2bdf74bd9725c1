import { type Kysely, sql } from 'kysely';

/** What answered requests change, many in one round trip: the budget, the grant's last use, the connection's status. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
-- As before, but leaves the tidying up to note_answers: booking is what a page waits for.
create or replace function book_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  out booking bigint, out wait_ms double precision
) language plpgsql as $$
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

-- As before; forgotten bookings that were not tidied up yet don't count.
create or replace function take_reading(
  p_key text, p_booking bigint, p_level double precision, p_size double precision, p_drip double precision,
  p_burst double precision
) returns void language plpgsql as $$
declare
  newest boolean;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform 1 from budget where key = p_key for update;
  update booking set answered = true where id = p_booking;
  select p_booking > last_answered into newest from budget where key = p_key;
  if newest and p_level is not null then
    update budget set
      level_drips = p_level + coalesce((select sum(cost_drips) from booking where budget_key = p_key and not answered
        and forget_at > clock()), 0),
      level_at = clock(),
      size_drips = p_size,
      drip_per_second = coalesce(p_drip, drip_per_second),
      burst = coalesce(p_burst, burst),
      learned = true,
      last_answered = p_booking
    where key = p_key;
  end if;
end $$;

-- Takes in a reply to a request of this booking, sent with this generation's token. Rows that say the same as 10 s ago are
-- left alone. Nothing here must survive a power cut, so the commit doesn't wait for the disk.
create function note_answer(
  p_connection uuid, p_generation integer, p_key text, p_booking bigint, p_level double precision,
  p_size double precision, p_drip double precision, p_burst double precision
) returns void language plpgsql as $$
declare
  status_before text;
begin
  perform take_reading(p_key, p_booking, p_level, p_size, p_drip, p_burst);
  update "grant" set last_used_at = clock(), first_used_at = coalesce(first_used_at, clock()), unknown_since = null
    where connection_id = p_connection and generation = p_generation
      and (first_used_at is null or unknown_since is not null or last_used_at < clock() - interval '10 seconds');
  select status into status_before from connection where id = p_connection;
  update connection set status = 'online', reason = null, reason_detail = null, offline_since = null,
      next_probe_at = null, probes = 0, last_call_at = clock()
    where id = p_connection
      and status <> 'unauthorized'
      and (status <> 'online' or last_call_at is null or last_call_at < clock() - interval '10 seconds');
  if found and status_before <> 'online' then
    perform pg_notify('connection', p_connection::text);
  end if;
end $$;

-- Takes in answers in the order of the list, and tidies up what their budgets have behind them.
create function note_answers(p_answers jsonb) returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  delete from booking where budget_key in (select distinct a->>'key' from jsonb_array_elements(p_answers) a)
    and ((answered and send_at < clock() - interval '2 seconds') or forget_at < clock());
  perform note_answer(a."connectionId", a.generation, a.key, a.booking, a."levelDrips", a."sizeDrips", a."dripPerSecond", a.burst)
    from jsonb_to_recordset(p_answers) as a("connectionId" uuid, generation integer, key text, booking bigint,
      "levelDrips" float8, "sizeDrips" float8, "dripPerSecond" float8, burst float8);
end $$;
`)
    .execute(db);
}
