import { type Kysely, sql } from 'kysely';

/** What answered requests change, many in one round trip: the budget, the grant's last use, the connection's status. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
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

-- Takes in answers in the order of the list.
create function note_answers(p_answers jsonb) returns void language plpgsql as $$
begin
  perform note_answer(a."connectionId", a.generation, a.key, a.booking, a."levelDrips", a."sizeDrips", a."dripPerSecond", a.burst)
    from jsonb_to_recordset(p_answers) as a("connectionId" uuid, generation integer, key text, booking bigint,
      "levelDrips" float8, "sizeDrips" float8, "dripPerSecond" float8, burst float8);
end $$;
`)
    .execute(db);
}
