import { type Kysely, sql } from 'kysely';

/** People, their sessions and API keys. `user`, `session`, `account`, `verification` have the columns better-auth asks for. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table "user" (
  id text primary key,
  name text not null,
  email text not null unique,
  email_verified boolean not null default false,
  image text,
  role text not null default 'monitor',
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
-- At most one owner: two set-ups at once can't both win.
create unique index user_one_owner on "user" (role) where role = 'owner';
create table session (
  id text primary key,
  token text not null unique,
  user_id text not null references "user" on delete cascade,
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index session_of_user on session (user_id);
create table account (
  id text primary key,
  account_id text not null,
  provider_id text not null,
  user_id text not null references "user" on delete cascade,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  password text,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index account_user on account (user_id);
create table verification (
  id text primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create table api_key (
  id uuid primary key,
  name text not null,
  role text not null,
  prefix text not null,
  hash text not null unique,
  user_id text not null references "user" on delete cascade,
  created_at timestamptz not null default clock(),
  expires_at timestamptz,
  last_used_at timestamptz
);
-- Failed sign-ins by what is counted (address or account), for throttling across servers.
create table sign_in_failure (
  subject text not null,
  at timestamptz not null default clock()
);
create index sign_in_failure_subject on sign_in_failure (subject, at);
`)
    .execute(db);
}
