import { CamelCasePlugin, Kysely, PostgresDialect, type Transaction } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

export type Db = Kysely<Tables>;
export type Tx = Transaction<Tables>;

/**
 * Hears what connections of a pool report beside their queries, which would otherwise end the process: idle ones through
 * the pool, those in use themselves. Nothing is to be done: their queries fail, and the next one opens a new connection.
 */
export function hearErrors(pool: pg.Pool): void {
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
}

/** Opens a pool on counterflow's own database. `close` waits for what is under way. */
export function openDatabase(config: pg.PoolConfig): { db: Db; pool: pg.Pool; close(): Promise<void> } {
  const pool = new pg.Pool({ max: 16, ...config });
  hearErrors(pool);
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  });
  return { db, pool, close: () => db.destroy() };
}
