import pg from 'pg';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { type ConnectionRow, connectionRow } from '../store/connections.ts';
import { hearErrors } from '../store/database.ts';
import { pausedConnection } from './connection-errors.ts';
import { allowedAddress } from './local-address.ts';

const RETRY_MS = 5000;

interface OpenPool {
  version: number;
  pool: pg.Pool;
}

const pools = new WeakMap<Installation, Map<string, OpenPool>>();

/**
 * A pool on the database of a PostgreSQL connection, kept while its settings stay. Throws what `databaseConfig` throws, but
 * `database_unreachable` for a host without an address; `connection_paused`, and `target_misfit` for a connection of another
 * kind. A database that is away shows at the first query.
 */
export async function openPostgres(installation: Installation, connectionId: string): Promise<pg.Pool> {
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
  if (connection.apiType !== 'postgres') {
    throw new CounterflowError(
      'target_misfit',
      `"${connection.name}" is no database: it has no tables. Choose a PostgreSQL connection.`,
    );
  }
  if (connection.paused) throw pausedConnection(connection);
  const known = pools.get(installation) ?? new Map<string, OpenPool>();
  pools.set(installation, known);
  const open = known.get(connectionId);
  if (open?.version === connection.version) return open.pool;
  const config = await databaseConfig(installation, connection).catch((cause) => {
    throw hostMissing(cause, connection.name) ?? cause;
  });
  const pool = new pg.Pool({ max: 4, idleTimeoutMillis: 30_000, connectionTimeoutMillis: 10_000, ...config });
  hearErrors(pool);
  known.set(connectionId, { version: connection.version, pool });
  await open?.pool.end();
  return pool;
}

/** A host that had an address when its connection was saved: names may be served later than counterflow starts, or not for a while. */
function hostMissing(cause: unknown, name: string): CounterflowError | undefined {
  if (!(cause instanceof CounterflowError) || cause.code !== 'host_not_found') return undefined;
  return new CounterflowError(
    'database_unreachable',
    `The database of "${name}" can't be found: ${cause.message} Trying again by itself.`,
    { cause, next: 'retry', waitMs: RETRY_MS },
  );
}

/** Ends every pool that this installation opened. Shutdown calls it. */
export async function closePostgresPools(installation: Installation): Promise<void> {
  const open = [...(pools.get(installation)?.values() ?? [])];
  pools.delete(installation);
  await Promise.all(open.map(({ pool }) => pool.end()));
}

/** Driver settings of a PostgreSQL connection. Throws `data_database_missing`, `host_not_found`, `private_address`. */
export async function databaseConfig(installation: Installation, connection: ConnectionRow): Promise<pg.PoolConfig> {
  if (connection.builtIn) {
    if (installation.dataDatabase) return installation.dataDatabase;
    throw new CounterflowError(
      'data_database_missing',
      'This installation has no database for data: the role of DATABASE_URL may not create one. Create it by hand, or use another PostgreSQL connection.',
    );
  }
  const settings = connection.settings as { host: string; port?: number; database: string; user: string; tls?: string };
  const port = settings.port ?? 5432;
  const address = await allowedAddress(installation.addressRule, settings.host, port);
  const password = connection.secrets.password;
  const config: pg.PoolConfig = {
    host: address,
    port,
    database: settings.database,
    user: settings.user,
    password:
      password &&
      installation.vault.open({ table: 'connection', row: connection.id, field: 'password' }, password.sealed),
  };
  return withTls(config, settings.host, settings.tls ?? 'prefer');
}

/** `require`: encrypted, certificate checked. `prefer`: encrypted where the server can, certificate not checked. */
async function withTls(config: pg.PoolConfig, servername: string, tls: string): Promise<pg.PoolConfig> {
  if (tls === 'off') return config;
  if (tls === 'require') return { ...config, ssl: { servername, rejectUnauthorized: true } };
  const encrypted: pg.PoolConfig = { ...config, ssl: { servername, rejectUnauthorized: false } };
  const probe = new pg.Client({ ...encrypted, connectionTimeoutMillis: 10_000 });
  probe.on('error', () => {});
  try {
    await probe.connect();
    return encrypted;
  } catch (cause) {
    return /does not support SSL/.test((cause as Error).message) ? config : encrypted;
  } finally {
    await probe.end().catch(() => {});
  }
}

/** What a failure of the driver means to a person: code and sentence; undefined for what is not about reaching it. */
export function readDatabaseTrouble(cause: unknown, name: string): CounterflowError | undefined {
  const code = (cause as { code?: string }).code ?? '';
  const options = { cause };
  if (code === '28P01' || code === '28000') {
    return new CounterflowError(
      'database_sign_in',
      `The database of "${name}" does not accept this user and password. Check both.`,
      options,
    );
  }
  if (code === '3D000') {
    return new CounterflowError(
      'database_missing',
      `The server of "${name}" has no database of that name. Check it, or create it.`,
      options,
    );
  }
  if (
    /^(ECONN|EHOST|ENET|ETIMEDOUT|EPIPE|57P|08)/.test(code) ||
    /timeout|terminated|ended/i.test((cause as Error).message ?? '')
  ) {
    return new CounterflowError(
      'database_unreachable',
      `The database of "${name}" does not answer. Trying again by itself.`,
      {
        ...options,
        next: 'retry',
        waitMs: RETRY_MS,
      },
    );
  }
  return undefined;
}
