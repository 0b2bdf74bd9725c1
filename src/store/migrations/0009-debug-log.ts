import { type Kysely, sql } from 'kysely';

/** Requests and replies of a connection, recorded for a while because a person asked. */
export async function up<T>(db: Kysely<T>): Promise<void> {
  await sql`alter table connection add column debug_until timestamptz`.execute(db);
  await sql`
    create table debug_entry (
      id bigint generated always as identity primary key,
      connection_id uuid not null references connection on delete cascade,
      at timestamptz not null,
      kind text not null check (kind in ('api', 'token')),
      caller jsonb not null,
      method text not null,
      url text not null,
      request_headers jsonb not null,
      request_body text,
      request_bytes integer not null,
      request_cut boolean not null,
      status integer,
      response_headers jsonb,
      response_body text,
      response_bytes integer not null,
      response_cut boolean not null,
      failure text,
      ms integer not null,
      missed integer not null default 0
    )`.execute(db);
  await sql`create index debug_entry_connection on debug_entry (connection_id, id)`.execute(db);
  await sql`create index debug_entry_at on debug_entry (at)`.execute(db);
}
