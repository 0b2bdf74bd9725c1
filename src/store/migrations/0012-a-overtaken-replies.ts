import { type Kysely, sql } from 'kysely';

/**
 * Replies are taken in by the order of their bookings, and requests overtake each other: the next reply may have counted less
 * than the last one did. A booking that the last reply counted was forgotten too early then, and one request too many sent.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
-- Since when a reply that may still be taken in can have been sent: all that was answered before is counted in it.
create function tells_from(p_key text, moment timestamptz) returns timestamptz language sql stable as $$
  select least(moment, min(send_at)) from booking where budget_key = p_key and answered_at is null and forget_at > moment
$$;

-- Forgets bookings that nothing asks for any more.
create or replace function forget_bookings(p_key text) returns void language plpgsql as $$
declare
  moment constant timestamptz := clock();
  tells constant timestamptz := tells_from(p_key, moment);
begin
  if (select kind from budget where key = p_key) = 'windows' then
    delete from booking k where budget_key = p_key
      and (answered_at < tells or answered_at is null and forget_at < moment and send_at + most_late() < tells)
      and not exists (
        select from budget_window w where w.budget_key = p_key
          and k.send_at > moment - make_interval(secs => w.seconds) - most_late()
          and (is_beside(k, w, moment) or w.ends_after is null or k.send_at > w.ends_after - most_late()));
  else
    delete from booking where budget_key = p_key
      and (forget_at < moment or answered_at < least(moment - interval '2 seconds', tells));
  end if;
end $$;

-- Takes in what a reply told, p_reading as the client writes it; without it notes only that the request was answered. What
-- was forgotten by now tells nothing more: bookings beside it may be gone too.
create or replace function take_reading(p_key text, p_booking bigint, p_reading jsonb) returns void language plpgsql as $$
declare
  its_kind text;
begin
  perform set_config('synchronous_commit', 'off', true);
  select kind into its_kind from budget where key = p_key for update;
  if its_kind = 'windows' then
    perform take_window_reading(p_key, p_booking, case
      when exists (select from booking where id = p_booking and forget_at > clock()) then p_reading -> 'windows' end);
  else
    perform take_bucket_reading(p_key, p_booking, (p_reading ->> 'levelDrips')::float8, (p_reading ->> 'sizeDrips')::float8,
      (p_reading ->> 'dripPerSecond')::float8, (p_reading ->> 'burst')::float8);
  end if;
end $$;
`)
    .execute(db);
}
