import { type Kysely, sql } from 'kysely';

/**
 * What people are told about connections, who has read it, and the webhooks that hear of it. The database itself writes a
 * notice with the change of status it tells of: no statement that changes one can forget it, a crash loses neither or both, and
 * two processes that say the same thing write it once.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(`
create table notice (
  id uuid primary key default gen_random_uuid(),
  seq bigint generated always as identity unique,
  at timestamptz not null default clock(),
  kind text not null check (kind in
    ('connection.offline', 'connection.unauthorized', 'connection.online', 'connection.expiring')),
  -- Names what is told once, however many look at it at the same time.
  once text unique,
  connection_id uuid references connection on delete set null,
  connection_name text not null,
  reason text,
  detail text,
  ends_at timestamptz,
  flows jsonb not null default '[]'
);
create index notice_of_connection on notice (connection_id, seq desc);

create table notice_read (
  user_id text not null references "user" on delete cascade,
  notice_id uuid not null references notice on delete cascade,
  primary key (user_id, notice_id)
);
create index notice_read_notice on notice_read (notice_id);

create table webhook (
  id uuid primary key,
  url text not null,
  events text[] not null,
  enabled boolean not null default true,
  secrets jsonb not null,
  version integer not null default 1,
  created_at timestamptz not null default clock(),
  updated_at timestamptz not null default clock()
);

-- One message to one webhook; its id is the same at every attempt. Without a notice it is a test.
create table webhook_delivery (
  id uuid primary key default gen_random_uuid(),
  webhook_id uuid not null references webhook on delete cascade,
  notice_id uuid references notice on delete cascade,
  event text not null,
  created_at timestamptz not null default clock(),
  status text not null default 'waiting' check (status in ('waiting', 'delivered', 'failed')),
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock(),
  lease_owner text,
  lease_until timestamptz,
  last_attempt_at timestamptz,
  last_status integer,
  last_error text,
  ended_at timestamptz
);
create index webhook_delivery_due on webhook_delivery (next_attempt_at) where status = 'waiting';
create index webhook_delivery_of_webhook on webhook_delivery (webhook_id, created_at desc, id desc);
create index webhook_delivery_notice on webhook_delivery (notice_id);

-- Flows that read or write over a connection and are switched on, or have a run that is not over.
create function flows_that_wait(for_connection uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_agg(jsonb_build_object('id', flow.id, 'name', flow.name) order by lower(flow.name), flow.id), '[]')
  from flow
  where (flow.enabled or exists (select from run where run.flow_id = flow.id and run.ended_at is null))
    and (
      exists (select from flow_source s join export e on e.id = s.export_id
        where s.flow_id = flow.id and e.connection_id = for_connection)
      or exists (select from flow_step s join import i on i.id = s.import_id
        where s.flow_id = flow.id and i.connection_id = for_connection)
    )
$$;

-- What people were last told of how a connection is; null when nothing.
create function last_told(of_connection uuid) returns text language sql stable as $$
  select kind from notice
  where connection_id = of_connection and kind <> 'connection.expiring'
  order by seq desc limit 1
$$;

-- Trouble that only a person can end is told at once, its end too, to whoever was told of the trouble. Being offline is told
-- after a while only, by who looks for it.
create function tell_of_status() returns trigger language plpgsql as $$
declare told text := last_told(new.id);
begin
  if new.status = 'unauthorized' and told is distinct from 'connection.unauthorized' then
    insert into notice (kind, connection_id, connection_name, reason, detail, flows)
    values ('connection.unauthorized', new.id, new.name, new.reason, new.reason_detail, flows_that_wait(new.id));
  elsif new.status = 'online' and told in ('connection.unauthorized', 'connection.offline') then
    insert into notice (kind, connection_id, connection_name, flows)
    values ('connection.online', new.id, new.name, flows_that_wait(new.id));
  end if;
  return null;
end
$$;
create trigger connection_status_changed after update of status on connection
  for each row when (old.status is distinct from new.status) execute function tell_of_status();

-- Every webhook that wants to hear of a notice gets it in the same transaction; who sends is woken.
create function pass_on_notice() returns trigger language plpgsql as $$
begin
  insert into webhook_delivery (webhook_id, notice_id, event)
  select webhook.id, new.id, new.kind from webhook where webhook.enabled and new.kind = any (webhook.events);
  perform pg_notify('notice', new.id::text);
  return null;
end
$$;
create trigger notice_written after insert on notice for each row execute function pass_on_notice();
`)
    .execute(db);
}
