import { type Kysely, sql } from 'kysely';

/**
 * Booking a slot is one statement, so that workers on many machines share a bucket by one row lock and one round trip.
 * The commit doesn't wait for the disk: a forgotten booking costs at worst a 429, while a page costs its reader this wait.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
-- Books the next slot of a budget and returns its booking and the milliseconds until it may be sent; booking 0 when the
-- slot lies further ahead than p_ahead_ms: ask again then. Level, cost and size in drips.
create function book_slot(
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
  delete from booking where budget_key = p_key and (
    (answered and send_at < moment - interval '2 seconds') or forget_at < moment
  );
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

-- Takes in what a reply told: level = the header's level + cost of the unanswered. A reply to a request booked before one
-- that was answered already tells an older level, and is not taken.
create function take_reading(
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
      level_drips = p_level + coalesce((select sum(cost_drips) from booking where budget_key = p_key and not answered), 0),
      level_at = clock(),
      size_drips = p_size,
      drip_per_second = coalesce(p_drip, drip_per_second),
      burst = coalesce(p_burst, burst),
      learned = true,
      last_answered = p_booking
    where key = p_key;
  end if;
end $$;

-- A 429 came anyway: nothing is sent before p_until_ms (epoch), and the bucket counts as full.
create function take_throttle(p_key text, p_booking bigint, p_wait_ms double precision) returns void language plpgsql as $$
begin
  update booking set answered = true where id = p_booking;
  update budget set
    throttled_until = greatest(throttled_until, clock() + make_interval(secs => p_wait_ms / 1000)),
    too_many_requests = case when too_many_requests_on = clock()::date then too_many_requests + 1 else 1 end,
    too_many_requests_on = clock()::date
  where key = p_key;
end $$;
`)
    .execute(db);
}
