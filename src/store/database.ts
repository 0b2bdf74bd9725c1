import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/** Opens a pool on counterflow's own database. `close` waits for what is under way. */
export function openDatabase(config: pg.PoolConfig): { db: Db; pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({ max: 16, ...config });
  // A pooled connection that the server ended while idle reports here; the next query opens a new one.
  pool.on('error', () => {});
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { db, pool, close: () => db.destroy() };
}
