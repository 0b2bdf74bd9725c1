import { chmod, mkdtemp, rm } from 'node:fs/promises';
import type pg from 'pg';
import { openDatabase } from '../src/store/database.ts';
import { startEmbeddedPostgres } from '../src/store/embedded/embedded-postgres.ts';
import { migrateToLatest } from '../src/store/migrate.ts';

/** An embedded PostgreSQL as `npm start` runs it, fsync on, migrated and empty, beside a data folder; for one bench. */
export async function ownDatabase(): Promise<{
  connection: pg.PoolConfig;
  dataDir: string;
  close(): Promise<void>;
}> {
  const dataDir = await mkdtemp('/tmp/counterflow-bench-');
  await chmod(dataDir, 0o711); // with root, the database runs as another user and has to pass
  const postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  const { db, close } = openDatabase(postgres.connection);
  await migrateToLatest(db).finally(close);
  return {
    connection: postgres.connection,
    dataDir,
    async close() {
      await postgres.stop();
      await rm(dataDir, { recursive: true });
    },
  };
}
