import { type Kysely, sql } from 'kysely';

/**
 * Budgets of APIs that count by windows: so many requests in 5 minutes, an hour, a day, all at once. When a window ends is not
 * known at first, and never to the moment: it is kept as two times that it lies between.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table budget add column kind text not null default 'bucket' check (kind in ('bucket', 'windows'));
alter table budget alter column size_drips drop not null;
alter table budget alter column drip_per_second drop not null;
alter table budget add check (kind = 'windows' or size_drips is not null and drip_per_second is not null);

-- A window as the newest reply told it: used counts its request and all that came before it. What is sent at ends_before or
-- later is in a later window, and that one began at ends_after or later; null where not known.
create table budget_window (
  budget_key text not null references budget on delete cascade,
  place integer not null,
  requests integer not null,
  seconds double precision not null check (seconds > 0),
  used integer not null default 0,
  told_booking bigint not null default 0,
  told_sent_at timestamptz,
  told_at timestamptz,
  ends_after timestamptz,
  ends_before timestamptz,
  primary key (budget_key, place)
);

alter function book_slot(text, double precision, text, double precision, double precision) rename to book_bucket_slot;
alter function take_reading(text, bigint, double precision, double precision, double precision, double precision)
  rename to take_bucket_reading;
drop function take_throttle(text, bigint, double precision);

-- How late a request may arrive after the time it is booked for, see book_bucket_slot.
create function most_late() returns interval language sql immutable as $$ select interval '500 milliseconds' $$;

-- Whether a window as told may not count this booking: it was not answered when the request that told left. One that is
-- never answered counts until it times out, and until a request that left after it has told.
create function is_beside(k booking, w budget_window, moment timestamptz) returns boolean language sql immutable as $$
  select k.id <> w.told_booking and (w.told_sent_at is null or k.answered_at > w.told_sent_at
    or k.answered_at is null and (k.forget_at > moment or k.send_at + most_late() > w.told_sent_at))
$$;

-- The first time from p_send on when a window has room for one more request, kept_back of its limit left free; the two
-- bounds below hold each by itself. As told: used plus all bookings beside it, whatever windows began since. Once the window
-- surely is over: the own bookings that may lie in one window with that time, which began neither before ends_after nor
-- longer ago than its length. kept_back shrinks as the window passes, so that nothing is left over at its end.
create function window_has_room(w budget_window, p_send timestamptz, kept_back double precision, moment timestamptz)
returns timestamptz language plpgsql as $$
declare
  room integer;
  length constant interval := make_interval(secs => w.seconds);
  free_at timestamptz;
  nth timestamptz;
begin
  select w.requests - w.used - count(*) into room from booking k
    where k.budget_key = w.budget_key and is_beside(k, w, moment);
  if room >= 1 and room > floor(kept_back * w.requests) then return p_send; end if;
  if room >= 1 then
    free_at := w.ends_before - length * (room / (kept_back * w.requests));
    if free_at <= p_send then return p_send; end if;
  end if;
  select k.send_at into nth from booking k where k.budget_key = w.budget_key
    order by k.send_at desc offset greatest(0, w.requests - floor(kept_back * w.requests)::integer - 1) limit 1;
  return greatest(p_send, least(free_at, greatest(
    w.ends_before,
    case when nth > w.ends_after - most_late() or w.ends_after is null then nth + length + most_late() end)));
end $$;

-- Books the next slot of a budget that counts by windows, as book_bucket_slot does. Until a reply has told how much of a
-- window is used, few of its requests may be on their way: others may use it too. Who is not waited for leaves a part of
-- each window to a person.
create function book_window_slot(
  p_key text, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  out booking bigint, out wait_ms double precision, out moment_ms double precision
) language plpgsql as $$
declare
  kept_back constant double precision := case p_lane when 'interactive' then 0 when 'scheduled' then 0.05 else 0.1 end;
  moment timestamptz := clock();
  send timestamptz;
  w budget_window%rowtype;
begin
  moment_ms := extract(epoch from moment) * 1000;
  select greatest(moment, throttled_until) into send from budget where key = p_key;
  for w in select * from budget_window where budget_key = p_key order by place loop
    send := window_has_room(w, send, kept_back, moment);
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
    insert into booking (budget_key, cost_drips, lane, send_at, forget_at)
      values (p_key, 1, p_lane, send, send + make_interval(secs => p_forget_ms / 1000))
      returning id into booking;
  end if;
end $$;

-- Books the next slot of a budget of either kind, see book_bucket_slot.
create function book_slot(
  p_key text, p_cost double precision, p_lane text, p_ahead_ms double precision, p_forget_ms double precision,
  out booking bigint, out wait_ms double precision, out moment_ms double precision
) language plpgsql strict as $$
declare
  its_kind text;
begin
  perform set_config('synchronous_commit', 'off', true);
  select kind into strict its_kind from budget where key = p_key for update;
  if its_kind = 'windows' then
    select * into booking, wait_ms, moment_ms from book_window_slot(p_key, p_lane, p_ahead_ms, p_forget_ms);
  else
    select * into booking, wait_ms, moment_ms from book_bucket_slot(p_key, p_cost, p_lane, p_ahead_ms, p_forget_ms);
  end if;
end $$;

-- Takes in windows as a reply told them: how much is used, and what follows for the time each ends.
-- 1. The reply tells the seconds left, rounded either way.
-- 2. Its request was sent when the window before was surely over: it is in one that began since, and by now.
-- 3. No more is used than an earlier reply told: a window began between that request and this reply.
create function take_window_reading(p_key text, p_booking bigint, p_windows jsonb) returns void language plpgsql as $$
declare
  sent timestamptz;
  received timestamptz;
  told record;
  w budget_window%rowtype;
  length interval;
begin
  perform 1 from budget where key = p_key for update;
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
    length := make_interval(secs => w.seconds);
    if told.reset is not null then
      -- A slow reply tells less than the one before it did.
      if received - sent < interval '1 second' or w.ends_before is null
        or w.ends_before < sent + told.reset - interval '1 second'
      then
        w.ends_after := sent + told.reset - interval '1 second';
        w.ends_before := received + told.reset + interval '1 second';
      end if;
    elsif w.ends_before is null or sent >= w.ends_before then
      w.ends_after := greatest(w.ends_after + length, sent);
      w.ends_before := received + length;
    elsif told.used <= w.used and w.told_at <= sent then
      w.ends_after := length + greatest(w.told_sent_at, case when w.ends_after <= received then w.ends_after end);
      w.ends_before := received + length;
    end if;
    update budget_window set requests = told.requests, used = told.used, told_booking = p_booking, told_sent_at = sent,
      told_at = received, ends_after = w.ends_after, ends_before = w.ends_before
      where budget_key = p_key and place = told.place;
    update budget set learned = true where key = p_key and not learned;
  end loop;
end $$;

-- Takes in what a reply told, p_reading as the client writes it; without it notes only that the request was answered.
create function take_reading(p_key text, p_booking bigint, p_reading jsonb) returns void language plpgsql as $$
declare
  its_kind text;
begin
  perform set_config('synchronous_commit', 'off', true);
  select kind into its_kind from budget where key = p_key for update;
  if its_kind = 'windows' then
    perform take_window_reading(p_key, p_booking, p_reading -> 'windows');
  else
    perform take_bucket_reading(p_key, p_booking, (p_reading ->> 'levelDrips')::float8, (p_reading ->> 'sizeDrips')::float8,
      (p_reading ->> 'dripPerSecond')::float8, (p_reading ->> 'burst')::float8);
  end if;
end $$;

-- A request of this booking was not sent and won't be. A bucket's level is put right by the next reading.
create function give_back(p_key text, p_booking bigint) returns void language plpgsql as $$
begin
  perform set_config('synchronous_commit', 'off', true);
  if (select kind from budget where key = p_key for update) = 'windows' then
    delete from booking where id = p_booking;
  else
    update booking set answered_at = coalesce(answered_at, clock()) where id = p_booking;
  end if;
end $$;

-- Forgets bookings that nothing asks for any more.
create function forget_bookings(p_key text) returns void language plpgsql as $$
declare
  moment constant timestamptz := clock();
begin
  if (select kind from budget where key = p_key) = 'windows' then
    delete from booking k where budget_key = p_key and (answered_at is not null or forget_at < moment) and not exists (
      select from budget_window w where w.budget_key = p_key
        and k.send_at > moment - make_interval(secs => w.seconds) - most_late()
        and (is_beside(k, w, moment) or w.ends_after is null or k.send_at > w.ends_after - most_late()));
  else
    delete from booking where budget_key = p_key and (forget_at < moment or answered_at < least(
      moment - interval '2 seconds',
      (select min(send_at) from booking where budget_key = p_key and answered_at is null and forget_at > moment)));
  end if;
end $$;

-- Takes in answers, as before, of budgets of either kind.
create or replace function note_answers(p_answers jsonb) returns void language plpgsql as $$
declare
  one record;
  status_before text;
begin
  perform set_config('synchronous_commit', 'off', true);
  for one in
    select distinct on (key) * from jsonb_to_recordset(p_answers) as a(key text, booking bigint, reading jsonb)
    order by key, booking desc
  loop
    perform 1 from budget where key = one.key for update;
    update booking set answered_at = clock() - make_interval(secs => a."agoMs" / 1000)
      from jsonb_to_recordset(p_answers) as a(key text, booking bigint, "agoMs" float8)
      where id = a.booking and a.key = one.key;
    perform take_reading(one.key, one.booking, one.reading);
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

-- A 429 came anyway: nothing is sent before p_wait_ms have passed. Where the reply told them (p_told) and there is one window,
-- this is when it ends: told in whole seconds, against a clock of whole seconds.
create function take_throttle(p_key text, p_booking bigint, p_wait_ms double precision, p_told boolean)
returns void language plpgsql as $$
declare
  moment constant timestamptz := clock();
  until constant timestamptz := moment + make_interval(secs => p_wait_ms / 1000);
  sent timestamptz;
begin
  perform 1 from budget where key = p_key for update;
  update booking set answered_at = coalesce(answered_at, moment) where id = p_booking returning send_at into sent;
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
