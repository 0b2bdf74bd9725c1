import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { openDatabase } from '../../src/store/database.ts';
import { startEmbeddedPostgres } from '../../src/store/embedded/embedded-postgres.ts';
import { migrateToLatest } from '../../src/store/migrate.ts';
import type { TestServer } from './test-server.ts';

const template = 'counterflow_template';

/** One embedded PostgreSQL for the whole run, with a migrated database that each test file gets a copy of. */
export default async function startTestServer(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp('/tmp/counterflow-test-');
  await chmod(dataDir, 0o711); // with root, the database runs as another user and has to pass
  const postgres = await startEmbeddedPostgres({
    dataDir: join(dataDir, 'data'),
    log: () => {},
    // The same server; only the wait for the disk is left out, since nothing of it outlives the run.
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  const end = async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true });
  };
  try {
    await makeTemplate(postgres.connection);
  } catch (error) {
    await end();
    throw error;
  }
  const { host, user, password } = postgres.connection as TestServer;
  project.provide('testServer', { host, user, password, template });
  return end;
}

async function makeTemplate(connection: pg.PoolConfig): Promise<void> {
  const server = new pg.Client(connection);
  await server.connect();
  await server.query(`CREATE DATABASE ${template}`).finally(() => server.end());
  const { db, close } = openDatabase({ ...connection, database: template });
  await migrateToLatest(db).finally(close);
}
