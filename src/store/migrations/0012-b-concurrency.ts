import { type Kysely, sql } from 'kysely';

/**
 * How many requests of a connection are on their way at once, in all processes: at most its target, and fewer for a while
 * after a 429. A connection may borrow the budget of another: both then stand in one queue. Bookings say in whose.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table connection
  add column target_concurrency integer not null default 25 check (target_concurrency between 1 and 25),
  add column auto_recover boolean not null default true,
  add column borrow_from_connection_id uuid references connection on delete restrict check (borrow_from_connection_id <> id);
create index connection_borrower on connection (borrow_from_connection_id) where borrow_from_connection_id is not null;

-- The queue is the lender's of a connection that borrows; null once a request is no longer on its way, and in tests.
alter table booking add column queue_id uuid;
-- Until when replies are taken for those of several accounts, see 'take_bucket_reading'.
alter table budget add column lent_until timestamptz;
-- Whether the window's end was told, and not only concluded.
alter table budget_window add column told_reset boolean not null default false;

-- A queue that met a 429. It may have so many requests on their way until as many of them were answered well; only those
-- booked after the last step count. Hits: 429s in a row, of which each was booked after the drop that the one before caused.
create table recovery (
  connection_id uuid primary key references connection on delete cascade,
  concurrency integer not null,
  dropped_booking bigint not null,
  stepped_booking bigint not null,
  successes integer not null default 0,
  hits integer not null default 1
);

-- Who spent a budget, by the minute.
create table budget_use (
  budget_key text not null,
  minute timestamptz not null,
  connection_id uuid not null,
  flow_id uuid not null,
  lane text not null,
  requests integer not null,
  drips double precision not null,
  primary key (budget_key, minute, connection_id, flow_id, lane)
);

drop function book_slot(text, double precision, text, double precision, double precision);
drop function book_bucket_slot(text, double precision, text, double precision, double precision);
drop function book_window_slot(text, text, double precision, double precision);
drop function take_throttle(text, bigint, double precision, boolean);

-- Whether a queue has as many requests on their way as it may. What its own process knows to be answered (p_answered) and has
-- not stored yet is not on its way.
create function is_queue_full(p_key text, p_queue uuid, p_answered bigint[], moment timestamptz) returns boolean
language sql volatile as $$
  select least(c.target_concurrency, r.concurrency) <= (
      select count(*) from booking k where k.budget_key = p_key and k.queue_id = c.id
        and k.answered_at is null and k.forget_at > moment and k.id <> all(p_answered))
    from connection c left join recovery r on r.connection_id = c.id where c.id = p_queue
$$;

-- Books the next slot of a bucket: booking, the milliseconds until it may be sent, and the moment they count from (milliseconds
-- since 1970 by clock()); booking 0 when the slot lies further ahead than p_ahead_ms: ask again then. Level, cost and size in
-- drips. Until a reply has told the true limits, few requests may be on their way, since the assumed ones may be too high.
-- Half a second of lateness is allowed for: a second of the burst limiter counts what was booked in one and a half, and of
-- the bucket that much of its drain is left free. The level is that of the moment the newest request is sent: what drains
-- before it does not drain from it.
create function book_bucket_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision, p_queue uuid,
  out booking bigint, out wait_ms double precision, out moment_ms double precision
) language plpgsql as $$
declare
  late constant interval := most_late();
  late_seconds constant double precision := extract(epoch from late);
  b budget%rowtype;
  moment timestamptz := clock();
  level_now double precision;
  room double precision;
  send timestamptz;
  burst_allowed integer;
  burst_from timestamptz;
begin
  select * into strict b from budget where key = p_key;
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
  insert into booking (budget_key, cost_drips, lane, send_at, forget_at, queue_id)
    values (p_key, p_cost, p_lane, send, send + make_interval(secs => p_forget_ms / 1000), p_queue)
    returning id into booking;
end $$;

-- The first time from p_send on when a window has room, as 'window_has_room' knows it. Of a budget that is lent the replies
-- may tell of several accounts' windows: there the own bookings of any window's length must fit in as well.
create function window_slot(
  w budget_window, p_send timestamptz, kept_back double precision, moment timestamptz, is_lent boolean
) returns timestamptz language plpgsql as $$
declare
  send constant timestamptz := window_has_room(w, p_send, kept_back, moment);
  nth timestamptz;
begin
  if not is_lent then return send; end if;
  select k.send_at into nth from booking k where k.budget_key = w.budget_key
    order by k.send_at desc offset greatest(0, w.requests - floor(kept_back * w.requests)::integer - 1) limit 1;
  return greatest(send, nth + make_interval(secs => w.seconds) + most_late());
end $$;

-- Books the next slot of a budget that counts by windows, as book_bucket_slot does. Until a reply has told how much of a
-- window is used, few of its requests may be on their way: others may use it too. Who is not waited for leaves a part of
-- each window to a person.
create function book_window_slot(
  p_key text, p_lane text, p_ahead_ms double precision, p_forget_ms double precision, p_queue uuid,
  out booking bigint, out wait_ms double precision, out moment_ms double precision
) language plpgsql as $$
declare
  kept_back constant double precision := case p_lane when 'interactive' then 0 when 'scheduled' then 0.05 else 0.1 end;
  moment timestamptz := clock();
  send timestamptz;
  is_lent boolean;
  w budget_window%rowtype;
begin
  moment_ms := extract(epoch from moment) * 1000;
  select greatest(moment, throttled_until), coalesce(lent_until > moment, false) into send, is_lent from budget where key = p_key;
  for w in select * from budget_window where budget_key = p_key order by place loop
    send := window_slot(w, send, kept_back, moment, is_lent);
  end loop;
  wait_ms := extract(epoch from send - moment) * 1000;
  if exists (
    select from budget_window as fresh where fresh.budget_key = p_key and (fresh.ends_before is null or send >= fresh.ends_before)
      and 8 <= (select count(*) from booking k where k.budget_key = p_key and k.answered_at is null
        and k.forget_at > moment and (fresh.ends_before is null or k.send_at >= fresh.ends_before))
  ) then
    booking := 0;
    wait_ms := wait_ms + p_ahead_ms + 50;
  elsif wait_ms > p_ahead_ms then
    booking := 0;
  else
    insert into booking (budget_key, cost_drips, lane, send_at, forget_at, queue_id)
      values (p_key, 1, p_lane, send, send + make_interval(secs => p_forget_ms / 1000), p_queue)
      returning id into booking;
  end if;
end $$;

-- Books the next slot of a budget of either kind, see book_bucket_slot; is_busy where none was booked since the queue is full.
-- Without a key nothing is booked: a plan may call the function before it looks at a condition beside it.
create function book_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  p_queue uuid, p_answered bigint[],
  out booking bigint, out wait_ms double precision, out moment_ms double precision, out is_busy boolean
) language plpgsql as $$
declare
  its_kind text;
  moment timestamptz;
begin
  if p_key is null then return; end if;
  perform set_config('synchronous_commit', 'off', true);
  select kind into strict its_kind from budget where key = p_key for update;
  moment := clock();
  is_busy := coalesce(is_queue_full(p_key, p_queue, p_answered, moment), false);
  if is_busy then
    booking := 0;
    wait_ms := p_ahead_ms + 50;
    moment_ms := extract(epoch from moment) * 1000;
  elsif its_kind = 'windows' then
    select * into booking, wait_ms, moment_ms from book_window_slot(p_key, p_lane, p_ahead_ms, p_forget_ms, p_queue);
  else
    select * into booking, wait_ms, moment_ms from book_bucket_slot(p_key, p_cost, p_lane, p_ahead_ms, p_forget_ms, p_queue);
  end if;
end $$;

-- Forgets bookings that nothing asks for any more.
create or replace function forget_bookings(p_key text) returns void language plpgsql as $$
declare
  moment constant timestamptz := clock();
  tells constant timestamptz := tells_from(p_key, moment);
  b budget%rowtype;
begin
  select * into b from budget where key = p_key;
  if b.kind = 'windows' then
    delete from booking k where budget_key = p_key
      and (answered_at < tells or answered_at is null and forget_at < moment and send_at + most_late() < tells)
      and not exists (
        select from budget_window w where w.budget_key = p_key
          and k.send_at > moment - make_interval(secs => w.seconds) - most_late()
          and (b.lent_until > moment or is_beside(k, w, moment)
            or w.ends_after is null or k.send_at > w.ends_after - most_late()));
  else
    delete from booking where budget_key = p_key
      and (forget_at < moment or answered_at < least(moment - interval '2 seconds', tells));
  end if;
end $$;

-- Takes in what a reply told. Requests overtake each other on their way: a reply surely counts only those that were answered
-- before its request left. So level = the header's level + cost of all that were on their way beside it or still are; those
-- that are booked for later add theirs when they are sent. Of a budget that is lent the replies may tell of several
-- accounts' buckets: there a reply never lowers the level.
create or replace function take_bucket_reading(
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
  if b.lent_until > clock() then
    level_time := greatest(level_time, b.level_at);
    level := greatest(level, b.level_drips - b.drip_per_second * extract(epoch from level_time - b.level_at));
    drip := least(drip, b.drip_per_second);
  end if;
  update budget set
    level_drips = level,
    level_at = level_time,
    size_drips = case when b.lent_until > clock() and b.learned then least(p_size, b.size_drips) else p_size end,
    drip_per_second = drip,
    burst = coalesce(p_burst, burst),
    learned = true,
    last_answered = p_booking
  where key = p_key;
end $$;

-- Takes in windows as a reply told them: how much is used, and what follows for the time each ends.
-- 1. The reply tells the seconds left, rounded either way.
-- 2. Its request was sent when the window before was surely over: it is in one that began since, and by now.
-- 3. No more is used than an earlier reply told: a window began between that request and this reply. Not where the budget is
--    lent, and replies may tell of several accounts' windows; there what is used only grows in a window.
-- Where they tell the seconds left, they tell the length too: from the end of one window to the end of a later one is at
-- least one length.
create or replace function take_window_reading(p_key text, p_booking bigint, p_windows jsonb) returns void language plpgsql as $$
declare
  is_lent boolean;
  sent timestamptz;
  received timestamptz;
  told record;
  w budget_window%rowtype;
  length interval;
begin
  select coalesce(lent_until > clock(), false) into is_lent from budget where key = p_key for update;
  update booking set answered_at = coalesce(answered_at, clock()) where id = p_booking
    returning send_at, answered_at into sent, received;
  if sent is null or p_windows is null then return; end if;
  for told in
    select place, (one ->> 'requests')::integer as requests,
        greatest(0, (one ->> 'requests')::integer - (one ->> 'remaining')::integer) as used,
        make_interval(secs => (one ->> 'resetSeconds')::double precision) as reset
      from jsonb_array_elements(p_windows) with ordinality as listed(one, place)
  loop
    select * into w from budget_window where budget_key = p_key and place = told.place;
    continue when not found or p_booking <= w.told_booking;
    if is_lent and sent < w.ends_before then told.used := greatest(told.used, w.used); end if;
    if told.reset is not null then
      -- A slow reply tells less than the one before it did.
      if received - sent < interval '1 second' or w.ends_before is null
        or w.ends_before < sent + told.reset - interval '1 second'
      then
        if w.told_reset and not is_lent and sent + told.reset - interval '1 second' > w.ends_before then
          w.seconds := least(w.seconds, extract(epoch from received + told.reset + interval '1 second' - w.ends_after));
        end if;
        w.seconds := greatest(w.seconds, extract(epoch from told.reset) - 1);
        w.ends_after := sent + told.reset - interval '1 second';
        w.ends_before := received + told.reset + interval '1 second';
        w.told_reset := true;
      end if;
    else
      length := make_interval(secs => w.seconds);
      w.told_reset := false;
      if w.ends_before is null or sent >= w.ends_before then
        w.ends_after := greatest(w.ends_after + length, sent);
        w.ends_before := received + length;
      elsif told.used <= w.used and w.told_at <= sent and not is_lent then
        w.ends_after := length + greatest(w.told_sent_at, case when w.ends_after <= received then w.ends_after end);
        w.ends_before := received + length;
      end if;
    end if;
    update budget_window set requests = told.requests, used = told.used, told_booking = p_booking, told_sent_at = sent,
      told_at = received, ends_after = w.ends_after, ends_before = w.ends_before, seconds = w.seconds, told_reset = w.told_reset
      where budget_key = p_key and place = told.place;
    update budget set learned = true where key = p_key and not learned;
  end loop;
end $$;

-- An id of this moment, as newId() makes them (UUID of version 7): the audit log is read in the order of its ids.
create function id_of_now() returns uuid language sql volatile as $$
  select (substr(ms, 1, 8) || '-' || substr(ms, 9, 4) || '-7' || substr(random, 16))::uuid from (
    select lpad(to_hex((extract(epoch from clock_timestamp()) * 1000)::bigint), 12, '0') as ms,
      gen_random_uuid()::text as random
  ) as parts
$$;

-- Writes a step of a queue's concurrency into its connection's audit log.
create function log_concurrency(p_connection uuid, p_before integer, p_after integer, p_why jsonb) returns void language sql as $$
  insert into audit (id, actor, source, action, resource_type, resource_id, before, after)
    select id_of_now(), 'system', 'system', 'concurrency', 'connection', p_connection::text,
      jsonb_build_object('concurrency', jsonb_build_object('current', p_before)),
      jsonb_build_object('concurrency', jsonb_build_object('current', p_after) || p_why)
    where p_before <> p_after or p_why <> '{}'
$$;

-- Answers of a budget that was just locked: a queue that recovers climbs 1, 2, 4, 8 to its target.
create function climb(p_key text, p_answers jsonb) returns void language plpgsql as $$
declare
  r record;
  newest bigint;
begin
  for r in
    select q.connection_id, q.concurrency, c.target_concurrency as target, q.successes + count(*) as successes
    from jsonb_to_recordset(p_answers) as a(key text, "queueId" uuid, booking bigint)
      join recovery q on q.connection_id = a."queueId" and a.booking > q.stepped_booking
      join connection c on c.id = q.connection_id
    where a.key = p_key group by q.connection_id, c.id order by q.connection_id
  loop
    if r.successes < r.concurrency and r.concurrency < r.target then
      update recovery set successes = r.successes, hits = 0 where connection_id = r.connection_id;
      continue;
    end if;
    perform log_concurrency(r.connection_id, r.concurrency, least(r.target, 2 * r.concurrency), '{}');
    if 2 * r.concurrency >= r.target then
      delete from recovery where connection_id = r.connection_id;
    else
      select max(id) into newest from booking where budget_key = p_key;
      update recovery set concurrency = 2 * r.concurrency, stepped_booking = newest, successes = 0, hits = 0
        where connection_id = r.connection_id;
    end if;
  end loop;
end $$;

-- Counts who spent a budget: the key, connection, flow, lane and cost of each request that was sent. A day of it is kept.
create function note_uses(p_answers jsonb) returns void language plpgsql as $$
declare
  this_minute constant timestamptz := date_trunc('minute', clock());
  used record;
begin
  for used in
    insert into budget_use as had (budget_key, minute, connection_id, flow_id, lane, requests, drips)
      select key, this_minute, "connectionId", coalesce("flowId", '00000000-0000-0000-0000-000000000000'), lane,
          count(*), sum("costDrips")
        from jsonb_to_recordset(p_answers)
          as a(key text, "connectionId" uuid, "flowId" uuid, lane text, "costDrips" float8)
        group by 1, 2, 3, 4, 5 order by 1, 3, 4, 5
      on conflict (budget_key, minute, connection_id, flow_id, lane)
        do update set requests = had.requests + excluded.requests, drips = had.drips + excluded.drips
      returning had.budget_key, had.xmax = 0 as is_new
  loop
    if used.is_new then
      delete from budget_use where budget_key = used.budget_key and minute < this_minute - interval '24 hours';
    end if;
  end loop;
end $$;

-- A request ended without an answer to take in: p_end as the client writes it. One that got no reply is no longer on its way,
-- but may yet be counted against the budget.
create function note_end(p_end jsonb, p_is_replied boolean) returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  perform note_uses(jsonb_build_array(p_end));
  if p_is_replied then
    perform take_reading(p_end ->> 'key', (p_end ->> 'booking')::bigint, p_end -> 'reading');
  else
    update booking set queue_id = null where id = (p_end ->> 'booking')::bigint;
  end if;
end $$;

-- Takes in answers: of each budget the newest reading, of each grant its use, that the connections are online, and who spent
-- what. A use of a token settles doubts about the pairs before it, not about its own replacement; then its spare may go. Rows
-- that say the same as 10 s ago are left alone. Budgets and connections come in order, so that two processes never wait for
-- each other.
create or replace function note_answers(p_answers jsonb) returns void language plpgsql as $$
declare
  one record;
  status_before text;
begin
  perform set_config('synchronous_commit', 'off', true);
  perform note_uses(p_answers);
  for one in
    select distinct on (key) * from jsonb_to_recordset(p_answers) as a(key text, booking bigint, reading jsonb)
    order by key, booking desc
  loop
    perform 1 from budget where key = one.key for update;
    update budget set lent_until = clock() + interval '1 hour'
      where key = one.key and (lent_until is null or lent_until < clock() + interval '50 minutes') and exists (
        select from jsonb_to_recordset(p_answers) as a(key text, "connectionId" uuid, "queueId" uuid)
          where a.key = one.key and a."queueId" <> a."connectionId");
    update booking set answered_at = clock() - make_interval(secs => a."agoMs" / 1000)
      from jsonb_to_recordset(p_answers) as a(key text, booking bigint, "agoMs" float8)
      where id = a.booking and a.key = one.key;
    perform take_reading(one.key, one.booking, one.reading);
    perform climb(one.key, p_answers);
    perform forget_bookings(one.key);
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

-- A 429 came anyway: nothing is sent before p_wait_ms have passed. A queue that recovers by itself drops to one request at a
-- time, and where the reply told no time (p_told) it waits a minute, doubled at each 429 in a row; after eleven it gives up
-- recovering. What was booked before it dropped is no further hit. Where the reply told the time and there is one window,
-- this is when it ends: told in whole seconds, against a clock of whole seconds.
create function take_throttle(p_key text, p_booking bigint, p_wait_ms double precision, p_told boolean, p_queue uuid)
returns void language plpgsql as $$
declare
  most_hits constant integer := 11;
  moment constant timestamptz := clock();
  until timestamptz := moment + make_interval(secs => p_wait_ms / 1000);
  sent timestamptz;
  newest bigint;
  c connection%rowtype;
  r recovery%rowtype;
begin
  perform 1 from budget where key = p_key for update;
  update booking set answered_at = coalesce(answered_at, moment) where id = p_booking returning send_at into sent;
  select * into c from connection where id = p_queue;
  if c.auto_recover then
    select * into r from recovery where connection_id = p_queue;
    select coalesce(max(id), p_booking) into newest from booking where budget_key = p_key;
    if r.connection_id is null then
      insert into recovery (connection_id, concurrency, dropped_booking, stepped_booking) values (p_queue, 1, newest, newest);
      perform log_concurrency(p_queue, c.target_concurrency, 1, '{}');
      r.hits := 1;
    elsif p_booking > r.dropped_booking and r.hits + 1 > most_hits then
      delete from recovery where connection_id = p_queue;
      update connection set auto_recover = false, version = version + 1, updated_at = moment where id = p_queue;
      perform log_concurrency(p_queue, r.concurrency, c.target_concurrency, '{"autoRecover": false}');
      c.auto_recover := false;
    elsif p_booking > r.dropped_booking then
      update recovery set concurrency = 1, dropped_booking = newest, stepped_booking = newest, successes = 0, hits = r.hits + 1
        where connection_id = p_queue;
      perform log_concurrency(p_queue, r.concurrency, 1, '{}');
      r.hits := r.hits + 1;
    else
      r.hits := greatest(1, r.hits);
    end if;
  end if;
  if c.auto_recover and not p_told then
    until := moment + interval '1 minute' * 2 ^ (r.hits - 1);
  end if;
  update budget set
    throttled_until = greatest(throttled_until, until),
    too_many_requests = case when too_many_requests_on = moment::date then too_many_requests + 1 else 1 end,
    too_many_requests_on = moment::date
  where key = p_key;
  update budget_window set ends_after = sent + (until - moment) - interval '2 seconds', ends_before = until
    where p_told and budget_key = p_key and used >= requests
      and 1 = (select count(*) from budget_window where budget_key = p_key);
end $$;
`)
    .execute(db);
}
