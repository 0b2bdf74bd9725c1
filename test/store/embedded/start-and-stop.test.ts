import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../../src/store/embedded/embedded-postgres.ts';
import { temporaryDataDir, temporaryFolder } from './data-dir.ts';

/** Starts on the folder; ended with the test at the latest. */
async function start(dataDir: string, log: string[] = []): Promise<EmbeddedPostgres> {
  const postgres = await startEmbeddedPostgres({ dataDir, log: (line) => log.push(line) });
  onTestFinished(() => postgres.stop());
  return postgres;
}

async function query<Row extends pg.QueryResultRow>(config: pg.PoolConfig, sql: string): Promise<Row[]> {
  const client = new pg.Client(config as pg.ClientConfig);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  test('keeps rows and passwords over a restart, and stop waits until it is gone', async () => {
    const dataDir = await temporaryDataDir();
    const first = await start(dataDir);
    await query(first.connection, 'CREATE TABLE kept AS SELECT 42 AS n');
    await query(first.dataConnection, 'CREATE TABLE kept AS SELECT 43 AS n');
    const postmaster = await query<{ pid: number }>(
      first.connection,
      "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
    );
    await first.stop();
    expect(() => process.kill(postmaster[0]!.pid, 0)).toThrow('ESRCH');
    await expect(stat(first.connection.host as string)).rejects.toThrow('ENOENT');

    const second = await start(dataDir);
    expect(second.connection.password).toBe(first.connection.password);
    expect(await query(second.connection, 'SELECT n FROM kept')).toEqual([{ n: 42 }]);
    expect(await query(second.dataConnection, 'SELECT n FROM kept')).toEqual([{ n: 43 }]);
  });

  test('is UTF-8, sorts by C.UTF-8, syncs every commit, asks for a password and listens on no port', async () => {
    const { connection } = await start(await temporaryDataDir());
    const [made] = await query(
      connection,
      `SELECT pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale,
              current_setting('fsync') AS fsync, current_setting('synchronous_commit') AS commit,
              current_setting('full_page_writes') AS pages, current_setting('listen_addresses') AS addresses,
              (SELECT string_agg(DISTINCT auth_method, ',') FROM pg_hba_file_rules) AS auth,
              upper('straße é') AS upper
       FROM pg_database WHERE datname = current_database()`,
    );
    expect(made).toEqual({
      encoding: 'UTF8',
      provider: 'b',
      locale: 'C.UTF-8',
      fsync: 'on',
      commit: 'on',
      pages: 'on',
      addresses: '',
      auth: 'scram-sha-256',
      upper: 'STRAßE É',
    });
    await expect(query({ ...connection, password: 'wrong' }, 'SELECT 1')).rejects.toThrow(
      'password authentication failed',
    );
  });

  test('keeps its passwords in a file for its owner alone, and its socket in a folder of mode 0700', async () => {
    const dataDir = await temporaryDataDir();
    const { connection, where } = await start(dataDir);
    expect((await stat(join(dataDir, 'postgres-passwords.json'))).mode & 0o777).toBe(0o600);
    expect((await stat(connection.host as string)).mode & 0o777).toBe(0o700);
    expect((await stat(where)).mode & 0o777).toBe(0o700);
  });

  test('works in a data folder whose path is far longer than a socket path may be', async () => {
    const dataDir = join(await temporaryFolder(), 'very-long-'.repeat(12), 'name of a folder '.repeat(9), 'data');
    const { connection, where } = await start(dataDir);
    expect(where.length).toBeGreaterThan(280);
    expect(`${connection.host}/.s.PGSQL.5432`.length).toBeLessThanOrEqual(103);
    expect(await query(connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });

  test('tells nobody what a failed statement or its row said', async () => {
    const log: string[] = [];
    const { connection } = await start(await temporaryDataDir(), log);
    await query(connection, 'CREATE TABLE customer (email text PRIMARY KEY)');
    await query(connection, "INSERT INTO customer VALUES ('ann@shop.example')");
    await expect(query(connection, "INSERT INTO customer VALUES ('ann@shop.example')")).rejects.toThrow(
      'duplicate key',
    );
    await expect(query({ ...connection, database: 'nowhere' }, 'SELECT 1')).rejects.toThrow('does not exist');
    expect(log.join('\n')).toContain('database "nowhere" does not exist');
    expect(log.join('\n')).not.toContain('customer');
    expect(log.join('\n')).not.toContain('ann@');
  });

  test('says so when it ends by itself, and the folder can be started again', async () => {
    const dataDir = await temporaryDataDir();
    const { connection, ended, stop } = await start(dataDir);
    const [{ pid }] = (await query(
      connection,
      "SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int AS pid",
    )) as [{ pid: number }];
    process.kill(pid, 'SIGKILL');
    expect(await ended).toMatchObject({ code: 'embedded_postgres_ended' });
    await stop();
    expect(await query((await start(dataDir)).connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});

describe('the role of "This installation\'s database"', () => {
  test("makes tables of its own, and can enter neither counterflow's database nor another one", async () => {
    const { connection, dataConnection } = await start(await temporaryDataDir());
    await query(dataConnection, 'CREATE TABLE items (id text PRIMARY KEY); INSERT INTO items VALUES (1)');
    await query(dataConnection, 'CREATE TEMPORARY TABLE page AS TABLE items');
    for (const database of [connection.database, 'postgres', 'template1'] as string[]) {
      await expect(query({ ...dataConnection, database }, 'SELECT 1')).rejects.toThrow(
        'permission denied for database',
      );
    }
    const [may] = await query(
      dataConnection,
      `SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
              (SELECT count(*)::int FROM pg_auth_members WHERE member = pg_roles.oid) AS memberships
       FROM pg_roles WHERE rolname = current_user`,
    );
    expect(may).toEqual({
      rolsuper: false,
      rolcreaterole: false,
      rolcreatedb: false,
      rolreplication: false,
      rolbypassrls: false,
      memberships: 0,
    });
    await expect(query(dataConnection, "SELECT pg_read_file('PG_VERSION')")).rejects.toThrow('permission denied');
    await expect(query(dataConnection, "COPY (SELECT 1) TO PROGRAM 'true'")).rejects.toThrow('permission denied');
  });
});

describe('a first start that was cut short heals at the next one', () => {
  test('between making the database and making the roles in it', async () => {
    const dataDir = await temporaryDataDir();
    const first = await start(dataDir);
    await query({ ...first.connection, database: 'postgres' }, `DROP DATABASE counterflow`);
    await query({ ...first.connection, database: 'postgres' }, `DROP DATABASE counterflow_data`);
    await query({ ...first.connection, database: 'postgres' }, `DROP ROLE counterflow_data`);
    await first.stop();
    const second = await start(dataDir);
    expect(await query(second.connection, 'SELECT current_database() AS name')).toEqual([{ name: 'counterflow' }]);
    expect(await query(second.dataConnection, 'SELECT current_database() AS name')).toEqual([
      { name: 'counterflow_data' },
    ]);
  });

  test('in the midst of making the database', async () => {
    const dataDir = await temporaryDataDir();
    await mkdir(join(dataDir, 'postgres.new', 'base'), { recursive: true, mode: 0o711 });
    await writeFile(join(dataDir, 'postgres.new', 'PG_VERSION'), '18\n');
    const { connection } = await start(dataDir);
    expect(await query(connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
    expect(await readdir(dataDir)).not.toContain('postgres.new');
  });

  test('and a lost password file is replaced, all rows kept', async () => {
    const dataDir = await temporaryDataDir();
    const first = await start(dataDir);
    await query(first.dataConnection, 'CREATE TABLE kept AS SELECT 43 AS n');
    await first.stop();
    await rm(join(dataDir, 'postgres-passwords.json'));
    const second = await start(dataDir);
    expect(second.connection.password).not.toBe(first.connection.password);
    expect(await query(second.dataConnection, 'SELECT n FROM kept')).toEqual([{ n: 43 }]);
  });

  test('and a process number that another program has by now does not stop the start', async () => {
    const dataDir = await temporaryDataDir();
    const first = await start(dataDir);
    await first.stop();
    await writeFile(join(first.where, 'postmaster.pid'), `${process.pid}\n${first.where}\n0\n5432\n\n\n0 0\nready\n`);
    const second = await start(dataDir);
    expect(await query(second.connection, 'SELECT 1 AS n')).toEqual([{ n: 1 }]);
  });
});
