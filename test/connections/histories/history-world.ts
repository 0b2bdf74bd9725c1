import { sql } from 'kysely';
import { system } from '../../../src/accounts/actor.ts';
import { createIClient } from '../../../src/connections/iclients.ts';
import type { Installation } from '../../../src/installation.ts';
import { testDatabase } from '../../support/database.ts';
import { openTestInstallation } from '../../support/open-installation.ts';
import { type AtEnd, temporaryDataDir } from '../../support/temporary-data-dir.ts';
import type { Rotation } from './any-server.ts';
import type { OidcServer } from './oidc-server.ts';
import { openSessions, type Sessions } from './stepped-database.ts';
import { storedPairTable } from './stored.ts';
import { type Kind, kinds, TokenServers } from './token-servers.ts';

/** The time at which every history begins. */
export const START_MS = Date.UTC(2027, 0, 4, 9);

/** What the histories of a file share: one database, the token servers, and a client at each of them. */
export interface HistoryWorld {
  base: Installation;
  sessions: Sessions;
  servers: TokenServers;
  iClients: Record<Kind, { id: string; secret: string }>;
  /** Milliseconds since 1970, for the servers: those of the history of the moment. */
  followTime(nowMs: () => number): void;
  /** Sets the database's clock, which stands still but for a microsecond each time it is looked at. */
  setDatabaseTime(ms: number): Promise<void>;
}

/** Histories at `oidc` as well, where it is given. */
export async function openHistoryWorld(atEnd: AtEnd, oidc?: OidcServer): Promise<HistoryWorld> {
  const database = await testDatabase();
  const base = await openTestInstallation({
    database: database.connection,
    dataDir: await temporaryDataDir(atEnd),
  });
  const sessions = await openSessions(database.connection);
  atEnd(async () => {
    await sessions.close();
    await base.close();
    await database.drop();
  });
  await sessions.watch.query(storedPairTable);
  await sessions.watch.query(`
    create sequence instant;
    create or replace function clock() returns timestamptz language sql volatile as $$
      select (select base_virtual from clock_setting) + nextval('instant') * interval '1 microsecond'
    $$;
    insert into clock_setting (base_real, base_virtual, rate) values (now(), to_timestamp(${START_MS / 1000}), 1);
  `);
  let nowMs = () => START_MS;
  const world: HistoryWorld = {
    base,
    sessions,
    servers: new TokenServers(() => nowMs(), oidc),
    iClients: {} as HistoryWorld['iClients'],
    followTime(time) {
      nowMs = time;
    },
    async setDatabaseTime(ms) {
      await sessions.watch.query({
        name: 'time',
        text: 'update clock_setting set base_virtual = $1',
        values: [new Date(ms)],
      });
    },
  };
  for (const kind of [...kinds, 'clientCredentials' as const, ...(oidc ? (['oidcProvider'] as const) : [])])
    world.iClients[kind] = await makeIClient(world, kind);
  await sql`select setval('instant', 1)`.execute(base.db);
  return world;
}

async function makeIClient({ base, servers }: HistoryWorld, kind: Kind): Promise<{ id: string; secret: string }> {
  const { provider, oauthServer, client, http } = clientAt(servers, kind);
  const { id } = await createIClient(base, system, {
    name: kind,
    provider,
    clientId: client.id,
    clientSecret: client.secret,
    oauthServer,
    default: false,
    ...(http ? { http } : {}),
  });
  return { id, secret: client.secret };
}

function clientAt(servers: TokenServers, kind: Kind) {
  const of = (store: TokenServers['x'] | TokenServers['r']['first']) => ({
    client: { id: store.clientId, secret: servers.secretOf(store) },
    http: undefined,
  });
  const { r, x } = servers;
  switch (kind) {
    case 'rNewHonoursFirst':
      return { provider: 'lightspeed-r', oauthServer: 'new', ...of(r.first) } as const;
    case 'rNewHonoursLast':
      return { provider: 'lightspeed-r', oauthServer: 'new', ...of(r.last) } as const;
    case 'rOld':
      return { provider: 'lightspeed-r', oauthServer: 'old', ...of(r.last) } as const;
    case 'x':
      return { provider: 'lightspeed-x', oauthServer: 'new', ...of(x) } as const;
    case 'oidcProvider':
      return {
        provider: 'custom',
        oauthServer: 'new',
        client: servers.oidc?.client ?? { id: '', secret: '' },
        http: httpOf('https://op.example', 'family'),
      } as const;
    case 'clientCredentials':
      return {
        provider: 'custom',
        oauthServer: 'new',
        client: servers.any.client,
        http: { ...httpOf('https://login.example', 'static'), grantType: kind },
      } as const;
    default:
      return {
        provider: 'custom',
        oauthServer: 'new',
        client: servers.any.client,
        http: httpOf('https://login.example', kind),
      } as const;
  }
}

const httpOf = (origin: string, rotation: Rotation) =>
  ({
    authorizeUrl: `${origin}/auth`,
    tokenUrl: `${origin}/token`,
    clientAuthentication: 'body',
    rotation,
    pkce: true,
  }) as const;
