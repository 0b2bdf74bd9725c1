import { type Kysely, sql } from 'kysely';

/** Many answers cost hardly more than one. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
drop function note_answer(uuid, integer, text, bigint, double precision, double precision, double precision, double precision);

-- Takes in answers: of each budget the newest reading, of each grant its use, and that the connections are online. Rows
-- that say the same as 10 s ago are left alone. Budgets and connections come in order, so that two processes never wait for
-- each other. Nothing here must survive a power cut, so the commit doesn't wait for the disk.
drop function note_answers(jsonb);
create function note_answers(p_answers jsonb) returns void language plpgsql as $$
declare
  one record;
  status_before text;
begin
  perform set_config('synchronous_commit', 'off', true);
  for one in
    select distinct on (key) *, array_agg(booking) over (partition by key) as bookings
    from jsonb_to_recordset(p_answers) as a(key text, booking bigint, "levelDrips" float8, "sizeDrips" float8,
      "dripPerSecond" float8, burst float8)
    order by key, booking desc
  loop
    perform 1 from budget where key = one.key for update;
    update booking set answered = true where id = any(one.bookings);
    perform take_reading(one.key, one.booking, one."levelDrips", one."sizeDrips", one."dripPerSecond", one.burst);
    delete from booking where budget_key = one.key
      and ((answered and send_at < clock() - interval '2 seconds') or forget_at < clock());
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
`)
    .execute(db);
}
