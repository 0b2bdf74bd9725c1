import { type Kysely, sql } from 'kysely';

/** What sets a run's pace, and who started it: mapping apart from writing, and a name beside the trigger. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
alter table run_page add column mapped_ms double precision not null default 0;
alter table run add column started_by text;
`)
    .execute(db);
}
