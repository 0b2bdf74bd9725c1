import { type Kysely, sql } from 'kysely';

/** What is known of why an attempt to authorize failed, and whether it may put another account in the place of the old. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`alter table authorization_attempt
      add column failure jsonb,
      add column replaces_account boolean not null default false`)
    .execute(db);
}
