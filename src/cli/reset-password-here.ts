import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { resetPassword } from '../accounts/reset-password.ts';
import { readConfig } from '../config.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { openDatabase } from '../store/database.ts';
import { startEmbeddedPostgres } from '../store/embedded/embedded-postgres.ts';
import { runningDatabase } from '../store/embedded/running-database.ts';
import { openExternalPostgres } from '../store/external-postgres.ts';
import { exitCodes } from './exit-codes.ts';
import { Failure } from './failure.ts';

/**
 * Sets a password anew on the database that the environment names; access to its files, or DATABASE_URL, is what allows
 * it. An embedded database that a running server owns is used over its socket; one that nobody runs is started for this.
 */
export async function resetPasswordHere(email: string, password: string): Promise<{ where: string }> {
  const { databaseUrl, dataDir } = readConfig(process.env);
  if (databaseUrl !== undefined) {
    const { connection } = await openExternalPostgres(databaseUrl);
    await onDatabase(connection, email, password);
    return { where: 'the one of DATABASE_URL' };
  }
  if (!existsSync(join(dataDir, 'postgres-passwords.json'))) {
    throw new Failure(
      exitCodes.notFound,
      `There is no database of counterflow in ${dataDir}. Set COUNTERFLOW_DATA to the server's data folder, or DATABASE_URL to its database.`,
    );
  }
  try {
    const embedded = await startEmbeddedPostgres({ dataDir, log: (line) => process.stderr.write(`${line}\n`) });
    await onDatabase(embedded.connection, email, password).finally(() => embedded.stop());
    return { where: `${dataDir} (the server is not running)` };
  } catch (cause) {
    if (!(cause instanceof CounterflowError) || cause.code !== 'data_folder_in_use') throw cause;
    const running = runningDatabase(dataDir);
    if (!running) {
      throw new Failure(exitCodes.unreachable, `The server on ${dataDir} is just starting or stopping. Try again.`);
    }
    await onDatabase(running, email, password);
    return { where: `${dataDir} (of the running server)` };
  }
}

async function onDatabase(connection: pg.PoolConfig, email: string, password: string): Promise<void> {
  const { db, close } = openDatabase({ ...connection, max: 1 });
  await resetPassword(db, email, password).finally(close);
}
