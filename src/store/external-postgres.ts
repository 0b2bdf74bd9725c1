import pg from 'pg';
import { CounterflowError } from '../counterflow-error.ts';

const OLDEST_VERSION = 150_000;
const CONNECT_MS = 10_000;

export interface ExternalPostgres {
  /** Counterflow's own database. */
  connection: pg.PoolConfig;
  /** "This installation's database"; undefined where the role may not create one. */
  dataConnection: pg.PoolConfig | undefined;
}

/**
 * Tries the PostgreSQL of DATABASE_URL and makes the database for data, `<name>_data`, beside it where the role may.
 * Throws `database_unreachable`, `database_sign_in`, `database_missing`, `database_too_old`, each in one line.
 */
export async function openExternalPostgres(databaseUrl: string): Promise<ExternalPostgres> {
  const connection: pg.PoolConfig = { connectionString: databaseUrl, connectionTimeoutMillis: CONNECT_MS };
  const client = new pg.Client(connection);
  client.on('error', () => {});
  try {
    await client.connect();
  } catch (cause) {
    throw explained(cause, databaseUrl);
  }
  try {
    const { rows } = await client.query<{ number: string; text: string; name: string }>(
      `select current_setting('server_version_num') as number, current_setting('server_version') as text,
        current_database() as name`,
    );
    const [server] = rows;
    if (!server || Number(server.number) < OLDEST_VERSION) {
      throw new CounterflowError(
        'database_too_old',
        `DATABASE_URL leads to PostgreSQL ${server?.text}. counterflow needs version 15 or newer.`,
      );
    }
    const dataName = `${server.name}_data`;
    return { connection, dataConnection: await dataDatabase(client, dataName) };
  } finally {
    await client.end();
  }
}

async function dataDatabase(client: pg.Client, name: string): Promise<pg.PoolConfig | undefined> {
  const there = await client.query('select from pg_database where datname = $1', [name]);
  if (there.rowCount === 0) {
    try {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    } catch (cause) {
      // 42501: no right to create one; the built-in connection says so. 42P04, 23505: another server was faster.
      const code = (cause as { code?: string }).code ?? '';
      if (!['42P04', '23505'].includes(code)) return undefined;
    }
  }
  const { host, port, user, password, ssl } = client;
  return {
    host,
    port,
    database: name,
    connectionTimeoutMillis: CONNECT_MS,
    ...(user === undefined ? {} : { user }),
    ...(typeof password === 'string' ? { password } : {}),
    ...(ssl ? { ssl } : {}),
  };
}

function explained(cause: unknown, databaseUrl: string): CounterflowError {
  const { code = '', message } = cause as { code?: string; message: string };
  const shown = withoutPassword(databaseUrl);
  const options = { cause };
  if (code === '28P01' || code === '28000') {
    return new CounterflowError('database_sign_in', `DATABASE_URL (${shown}): user or password is wrong.`, options);
  }
  if (code === '3D000') {
    return new CounterflowError('database_missing', `DATABASE_URL (${shown}): there is no such database.`, options);
  }
  return new CounterflowError(
    'database_unreachable',
    `DATABASE_URL (${shown}) can't be reached: ${code || message}. Check the address and that PostgreSQL runs.`,
    options,
  );
}

const withoutPassword = (databaseUrl: string) => databaseUrl.replace(/^(\w+:\/\/[^:@/]*):[^@]*@/, '$1:****@');
