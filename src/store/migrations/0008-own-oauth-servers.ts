import { type Kysely, sql } from 'kysely';

/**
 * OAuth 2.0 servers that a user described say how PKCE is used instead of whether. A grant may be without a refresh
 * token: it is given anew for the same credentials, or not at all.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`update iclient set http = jsonb_set(http::jsonb, '{pkce}', case http->>'pkce' when 'false' then '"none"' else '"S256"' end::jsonb)
      where http->>'pkce' in ('true', 'false')`)
    .execute(db);
  await sql.raw(`alter table "grant" alter column refresh_token_fingerprint drop not null`).execute(db);
}
