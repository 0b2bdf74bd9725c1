import { type Kysely, sql } from 'kysely';

/**
 * Requests leave and arrive later than booked, each by another while: a busy process wakes late, a new connection takes its
 * handshake. What is booked leaves room for half a second of that, and a slot tells when it was booked, so that a process
 * finds out that it is later than this (requests/booked-slot.ts).
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop function book_slot(text, double precision, text, double precision, double precision);

-- Books the next slot of a budget and returns its booking, the milliseconds until it may be sent, and the moment they count
-- from (milliseconds since 1970 by clock()); booking 0 when the slot lies further ahead than p_ahead_ms: ask again then. Level,
-- cost and size in drips. Without a key nothing is booked (strict): a plan may call the function before it looks at a
-- condition beside it. Until a reply has told the true limits, few requests may be on their way, since the assumed ones may
-- be too high. Half a second of lateness is allowed for: a second of the burst limiter counts what was booked in one and a
-- half, and of the bucket that much of its drain is left free. The level is that of the moment the newest request is sent:
-- what drains before it does not drain from it.
create function book_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  out booking bigint, out wait_ms double precision, out moment_ms double precision
) language plpgsql strict as $$
declare
  late constant interval := interval '500 milliseconds';
  late_seconds constant double precision := 0.5;
  b budget%rowtype;
  moment timestamptz;
  level_now double precision;
  room double precision;
  send timestamptz;
  burst_allowed integer;
  burst_from timestamptz;
begin
  perform set_config('synchronous_commit', 'off', true);
  select * into strict b from budget where key = p_key for update;
  moment := clock();
  moment_ms := extract(epoch from moment) * 1000;
  if not b.learned and b.burst < 100000 and 8 <= (
    select count(*) from booking as pending where pending.budget_key = p_key and answered_at is null and forget_at > moment
  ) then
    booking := 0;
    wait_ms := p_ahead_ms + 50;
    return;
  end if;
  level_now := greatest(0, b.level_drips - b.drip_per_second * extract(epoch from moment - b.level_at));
  room := greatest(b.size_drips - b.drip_per_second * late_seconds, p_cost);
  send := moment + make_interval(secs => greatest(0, (level_now + p_cost - room) / b.drip_per_second));
  if b.throttled_until > send then send := b.throttled_until; end if;
  burst_allowed := greatest(1, floor(coalesce(b.burst, 1e9) * 0.8));
  if burst_allowed < 100000 then
    select send_at + interval '1 second' + late into burst_from from booking
      where budget_key = p_key order by send_at desc offset burst_allowed - 1 limit 1;
    if burst_from > send then send := burst_from; end if;
  end if;
  wait_ms := greatest(0, extract(epoch from send - moment) * 1000);
  if wait_ms > p_ahead_ms then
    booking := 0;
    return;
  end if;
  update budget set
    level_drips = greatest(0, level_now - b.drip_per_second * extract(epoch from send - moment)) + p_cost,
    level_at = send
  where key = p_key;
  insert into booking (budget_key, cost_drips, lane, send_at, forget_at)
    values (p_key, p_cost, p_lane, send, send + make_interval(secs => p_forget_ms / 1000))
    returning id into booking;
end $$;

-- Takes in what a reply told. Requests overtake each other on their way: a reply surely counts only those that were answered
-- before its request left. So level = the header's level + cost of all that were on their way beside it or still are; those
-- that are booked for later add theirs when they are sent.
create or replace function take_reading(
  p_key text, p_booking bigint, p_level double precision, p_size double precision, p_drip double precision,
  p_burst double precision
) returns void language plpgsql as $$
declare
  b budget%rowtype;
  sent timestamptz;
  level double precision;
  level_time timestamptz := clock();
  drip double precision;
  later record;
begin
  perform set_config('synchronous_commit', 'off', true);
  select * into b from budget where key = p_key for update;
  update booking set answered_at = coalesce(answered_at, clock()) where id = p_booking returning send_at into sent;
  if p_level is null or p_booking <= b.last_answered then
    return;
  end if;
  drip := coalesce(p_drip, b.drip_per_second);
  level := p_level + coalesce((select sum(cost_drips) from booking where budget_key = p_key and id <> p_booking
    and (answered_at is null and send_at <= level_time and forget_at > level_time or answered_at > sent)), 0);
  for later in
    select cost_drips, send_at from booking
      where budget_key = p_key and id <> p_booking and answered_at is null and send_at > level_time order by send_at
  loop
    level := greatest(0, level - drip * extract(epoch from later.send_at - level_time)) + later.cost_drips;
    level_time := later.send_at;
  end loop;
  update budget set
    level_drips = level,
    level_at = level_time,
    size_drips = p_size,
    drip_per_second = drip,
    burst = coalesce(p_burst, burst),
    learned = true,
    last_answered = p_booking
  where key = p_key;
end $$;
`)
    .execute(db);
}
