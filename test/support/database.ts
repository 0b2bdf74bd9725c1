import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  connection: pg.PoolConfig;
  /** The same as DATABASE_URL, for child processes. */
  url: string;
  /** Ends every connection to it and lets nobody in until `comeBack`. */
  goAway(): Promise<void>;
  comeBack(): Promise<void>;
  /** Removes it, ending connections that are still open. */
  drop(): Promise<void>;
}

/** A database of one's own with all migrations run; a copy of the run's template, about 30 ms. */
export function testDatabase(): Promise<TestDatabase> {
  return createDatabase(inject('testServer').template);
}

/** A database of one's own with nothing in it. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template1');
}

async function createDatabase(template: string): Promise<TestDatabase> {
  const database = `test_${randomBytes(6).toString('hex')}`;
  await onServer(`CREATE DATABASE ${database} TEMPLATE ${template} STRATEGY file_copy`);
  const { host, user, password } = inject('testServer');
  return {
    connection: { host, port: 5432, user, password, database },
    url: `postgres://${user}:${encodeURIComponent(password)}@/${database}?host=${encodeURIComponent(host)}`,
    async goAway() {
      await onServer(`ALTER DATABASE ${database} ALLOW_CONNECTIONS false`);
      await onServer(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${database}'`);
    },
    comeBack: () => onServer(`ALTER DATABASE ${database} ALLOW_CONNECTIONS true`),
    drop: () => onServer(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`),
  };
}

async function onServer(statement: string): Promise<void> {
  const { host, user, password } = inject('testServer');
  const client = new pg.Client({ host, port: 5432, user, password, database: 'postgres' });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
