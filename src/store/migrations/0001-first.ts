import { type Kysely, sql } from 'kysely';

/** Everything of the first release but people's accounts: time, keys, connections, budgets, transfers, flows, runs. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
-- Time. Real unless a test wrote a row: base_virtual + (real time since base_real) * rate.
create table clock_setting (
  one boolean primary key default true check (one),
  base_real timestamptz not null,
  base_virtual timestamptz not null,
  rate double precision not null check (rate > 0)
);
create function clock() returns timestamptz language sql volatile as $$
  select coalesce(
    (select base_virtual + (clock_timestamp() - base_real) * rate from clock_setting),
    clock_timestamp()
  )
$$;
create table setting (
  key text primary key,
  value jsonb not null
);

create table data_key (
  version integer primary key,
  wrapped text not null,
  key_encryption_key text not null,
  created_at timestamptz not null default clock(),
  retired_at timestamptz
);

create table audit (
  id uuid primary key,
  at timestamptz not null default clock(),
  actor text not null,
  source text not null,
  action text not null,
  resource_type text not null,
  resource_id text,
  before jsonb,
  after jsonb
);
create index audit_at on audit (at desc);
create index audit_resource on audit (resource_type, resource_id, at desc);

create table kept_answer (
  actor text not null,
  key text not null,
  request text not null,
  request_hash text not null,
  status integer,
  body jsonb,
  headers jsonb,
  created_at timestamptz not null default clock(),
  primary key (actor, key)
);

create table iclient (
  id uuid primary key,
  name text not null,
  provider text not null,
  client_id text not null,
  secrets jsonb not null default '{}',
  oauth_server text not null,
  is_default boolean not null default false,
  landing_url text,
  http jsonb,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);

create table sandbox_store (
  store_id text primary key,
  iclient_id uuid references iclient on delete set null,
  created_at timestamptz not null default clock()
);

create table connection (
  id uuid primary key,
  name text not null,
  api_type text not null,
  environment text not null,
  region text,
  built_in boolean not null default false,
  iclient_id uuid references iclient on delete restrict,
  settings jsonb not null default '{}',
  secrets jsonb not null default '{}',
  http jsonb,
  status text not null default 'new' check (status in ('new', 'online', 'offline', 'unauthorized')),
  paused boolean not null default false,
  reason text,
  reason_detail text,
  account_id text,
  account_name text,
  employee text,
  last_call_at timestamptz,
  offline_since timestamptz,
  next_probe_at timestamptz,
  probes integer not null default 0,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index connection_iclient on connection (iclient_id);

-- What one authorization gave. The pair of a generation is never changed, only replaced by the next generation.
create table "grant" (
  connection_id uuid primary key references connection on delete cascade,
  generation integer not null,
  token_pair text not null,
  refresh_token_fingerprint text not null,
  scopes text[] not null default '{}',
  authorized_at timestamptz not null,
  issued_at timestamptz not null,
  expires_at timestamptz,
  refresh_dies_at timestamptz,
  first_used_at timestamptz,
  last_used_at timestamptz,
  lease_owner text,
  lease_until timestamptz,
  attempt_id uuid,
  attempt_started_at timestamptz,
  unknown_since timestamptz,
  forced boolean not null default false,
  spare_pair text,
  spare_generation integer
);
create index grant_expires on "grant" (expires_at);

create table refresh_attempt (
  id uuid primary key,
  connection_id uuid not null references connection on delete cascade,
  generation integer not null,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text,
  detail text
);
create index refresh_attempt_connection on refresh_attempt (connection_id, started_at desc);

create table authorization_attempt (
  id uuid primary key,
  connection_id uuid not null references connection on delete cascade,
  page_token_hash text not null unique,
  page_token text not null,
  state_hash text not null unique,
  cookie_hash text,
  secrets jsonb not null default '{}',
  redirect_uri text not null,
  authorize_url text not null,
  started_by text not null,
  is_link boolean not null default false,
  status text not null default 'waiting' check (status in ('waiting', 'confirm', 'done', 'failed')),
  code text,
  detail text,
  account_id text,
  account_name text,
  employee text,
  granted jsonb,
  claimed_at timestamptz,
  created_at timestamptz not null default clock(),
  expires_at timestamptz not null
);
create index authorization_attempt_connection on authorization_attempt (connection_id, created_at desc);

-- One row for each thing an API counts by (host, account, client). Level in drips, as of level_at.
create table budget (
  key text primary key,
  size_drips double precision not null,
  drip_per_second double precision not null,
  level_drips double precision not null default 0,
  level_at timestamptz not null,
  burst double precision,
  learned boolean not null default false,
  throttled_until timestamptz,
  last_answered bigint not null default 0,
  too_many_requests integer not null default 0,
  too_many_requests_on date
);
create table booking (
  id bigint generated always as identity primary key,
  budget_key text not null references budget on delete cascade,
  cost_drips double precision not null,
  lane text not null,
  send_at timestamptz not null,
  forget_at timestamptz not null,
  answered_at timestamptz
);
create index booking_budget on booking (budget_key, send_at desc);

create table integration (
  id uuid primary key,
  name text not null,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);

create table export (
  id uuid primary key,
  name text not null,
  connection_id uuid not null references connection on delete restrict,
  resource text not null,
  type text not null,
  limit_records integer,
  relations jsonb not null default '[]',
  filters jsonb not null default '[]',
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index export_connection on export (connection_id);

create table import (
  id uuid primary key,
  name text not null,
  connection_id uuid not null references connection on delete restrict,
  operation text not null,
  target jsonb not null,
  mapping jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index import_connection on import (connection_id);

create table flow (
  id uuid primary key,
  name text not null,
  integration_id uuid references integration on delete restrict,
  schedule text,
  timezone text not null default 'UTC',
  enabled boolean not null default true,
  next_run_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);
create index flow_next_run on flow (next_run_at) where enabled;
create table flow_source (
  flow_id uuid not null references flow on delete cascade,
  id text not null,
  position integer not null,
  export_id uuid not null references export on delete restrict,
  primary key (flow_id, id)
);
create index flow_source_export on flow_source (export_id);
create table flow_step (
  flow_id uuid not null references flow on delete cascade,
  id text not null,
  position integer not null,
  type text not null,
  import_id uuid references import on delete restrict,
  on_error text not null,
  primary key (flow_id, id)
);
create index flow_step_import on flow_step (import_id);

-- Where a delta source goes on; moves only in the commit of a page. Belongs to the flow and its source step.
create table delta_cursor (
  flow_id uuid not null references flow on delete cascade,
  source_id text not null,
  fingerprint text not null,
  position jsonb not null,
  updated_at timestamptz not null default clock(),
  primary key (flow_id, source_id)
);
-- Last committed content of a key inside the overlap, so that a row read twice is written once.
create table content_hash (
  flow_id uuid not null references flow on delete cascade,
  source_id text not null,
  key text not null,
  hash text not null,
  changed_at text not null,
  primary key (flow_id, source_id, key)
);

create table run (
  id uuid primary key,
  flow_id uuid not null references flow on delete cascade,
  status text not null,
  trigger text not null,
  started_by text,
  snapshot jsonb not null,
  epoch integer not null default 0,
  lease_owner text,
  lease_until timestamptz,
  asked text check (asked in ('pause', 'cancel')),
  checkpoint jsonb not null default '{}',
  waiting jsonb,
  -- A run without a lease is taken up again at wake_at, or as soon as the connection it waits on is online.
  wake_at timestamptz,
  waits_on uuid,
  code text,
  detail text,
  started_at timestamptz not null default clock(),
  ended_at timestamptz,
  worked_ms double precision not null default 0
);
create index run_flow on run (flow_id, started_at desc);
create index run_open on run (status) where ended_at is null;
-- One run of a flow at a time.
create unique index run_one_open on run (flow_id) where ended_at is null;

create table run_page (
  run_id uuid not null references run on delete cascade,
  step_id text not null,
  page integer not null,
  records_in integer not null,
  success integer not null,
  ignored integer not null,
  errors integer not null,
  worked_ms double precision not null default 0,
  waited_ms double precision not null default 0,
  -- Of worked_ms, what mapping took.
  mapped_ms double precision not null default 0,
  committed_at timestamptz not null default clock(),
  primary key (run_id, step_id, page)
);

create table record_error (
  id uuid primary key,
  flow_id uuid not null references flow on delete cascade,
  run_id uuid not null references run on delete cascade,
  step_id text not null,
  page integer not null,
  key text not null,
  code text not null,
  message text not null,
  record jsonb,
  in_doubt boolean not null default false,
  state text not null default 'open' check (state in ('open', 'resolved')),
  resolution text,
  created_at timestamptz not null default clock(),
  resolved_at timestamptz
);
create index record_error_open on record_error (flow_id, step_id, key) where state = 'open';
create index record_error_run on record_error (run_id, step_id, page);
`)
    .execute(db);
}
