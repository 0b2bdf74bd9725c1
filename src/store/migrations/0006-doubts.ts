import { type Kysely, sql } from 'kysely';

/**
 * A use of a token settles doubts about the pairs before it, not about its own replacement; then its spare may go.
 * Without a key no slot is booked: a plan may call the function before it looks at a condition beside it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter function book_slot(text, double precision, text, double precision, double precision) strict;

-- As before, but a doubt that is younger than the pair stays, and the spare of a pair that works is dropped.
create or replace function note_answer(
  p_connection uuid, p_generation integer, p_key text, p_booking bigint, p_level double precision,
  p_size double precision, p_drip double precision, p_burst double precision
) returns void language plpgsql as $$
declare
  status_before text;
begin
  perform take_reading(p_key, p_booking, p_level, p_size, p_drip, p_burst);
  update "grant" set last_used_at = clock(), first_used_at = coalesce(first_used_at, clock()),
      unknown_since = case when unknown_since >= issued_at then unknown_since end,
      spare_pair = null, spare_generation = null
    where connection_id = p_connection and generation = p_generation
      and (first_used_at is null or unknown_since < issued_at or last_used_at < clock() - interval '10 seconds');
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
`)
    .execute(db);
}
