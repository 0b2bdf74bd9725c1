import { type Kysely, sql } from 'kysely';

/**
 * Which of an API's OAuth servers gave the pair, and so renews it: a grant of the old R-Series server can move to the new one
 * while the client that its connection uses stays with the old. Before this there were grants of new servers only.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql.raw(`alter table "grant" add column token_server text not null default 'new'`).execute(db);
}
