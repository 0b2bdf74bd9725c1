import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type pg from 'pg';
import { type Clock, systemClock } from '../../clock.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import { findBinaries } from './binaries.ts';
import { checkClusterVersion, initialiseCluster, ownerRole, resetOwnerPassword } from './cluster.ts';
import { lockDataFolder, openDataFolder } from './data-folder.ts';
import { dataName, ensureDatabases } from './databases.ts';
import { keepPasswords, newPasswords, readPasswords } from './passwords.ts';
import { makeSocketFolder, placeDatabase } from './placement.ts';
import { waitForOrphan } from './running-postmaster.ts';
import { embeddedSettings } from './settings.ts';
import { launchPostgres, type PostgresLaunch, type SupervisedPostgres } from './supervised-postgres.ts';

export interface EmbeddedOptions {
  /** Counterflow's data folder; made where there is none. */
  dataDir: string;
  /** Told what a person starting counterflow should know, one line each. */
  log(line: string): void;
  /** Home of databases whose data folder the database's user can't reach; only with root. */
  elsewhere?: string;
  /** PostgreSQL settings over our own. */
  settings?: Readonly<Record<string, string>>;
  clock?: Clock;
}

export interface EmbeddedPostgres {
  /** Counterflow's own database; its role may do everything on this server. */
  connection: pg.PoolConfig;
  /** "This installation's database"; its role sees nothing else. */
  dataConnection: pg.PoolConfig;
  /** The database's folder. */
  where: string;
  /** Resolves with the reason should the database end by itself; never after `stop`. */
  ended: Promise<CounterflowError>;
  /** Ends the database, waits until it is gone and lets go of the data folder. Close the pools before. */
  stop(): Promise<void>;
}

/**
 * Starts the PostgreSQL that comes with counterflow on a data folder and resolves when both databases are ready. It never
 * outlives this process, runs as another user where this one is root, and listens on a private socket only.
 * Throws a CounterflowError: `data_folder_in_use`, `data_folder_not_writable`, `data_folder_version`, `data_folder_broken`,
 * `embedded_postgres_missing`, `embedded_postgres_failed`.
 */
export async function startEmbeddedPostgres(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const { log, elsewhere = '/var/lib/counterflow', clock = systemClock() } = options;
  const dataDir = openDataFolder(options.dataDir);
  const lock = lockDataFolder(dataDir);
  try {
    const place = placeDatabase(dataDir, elsewhere, log);
    const { cluster, fresh, user } = place;
    const binaries = findBinaries(user, place.copies, log);
    if (!fresh) {
      checkClusterVersion(binaries, cluster);
      await waitForOrphan(cluster, clock, log);
    }
    const socketFolder = makeSocketFolder(user, dirname(cluster));
    let postgres: SupervisedPostgres;
    let passwords = readPasswords(dataDir);
    try {
      if (fresh) {
        passwords ??= newPasswords();
        keepPasswords(dataDir, passwords);
        log(`Making a new database in ${cluster}.`);
        await initialiseCluster(binaries, place, fresh, socketFolder, passwords.counterflow);
      } else if (!passwords) {
        passwords = newPasswords();
        await resetOwnerPassword(binaries, place, passwords.counterflow);
        keepPasswords(dataDir, passwords); // only now: a crash before this line repeats the reset
      }
      const settings = { ...embeddedSettings, ...options.settings };
      postgres = await launchWhenFree({ binaries, cluster, socketFolder, user, settings, log }, clock);
    } catch (error) {
      rmSync(socketFolder, { recursive: true, force: true });
      throw error;
    }
    const server = { host: socketFolder, port: 5432 };
    const connection = { ...server, user: ownerRole, password: passwords.counterflow, database: ownerRole };
    try {
      await ensureDatabases(connection, passwords.counterflow_data);
    } catch (error) {
      await postgres.stop();
      throw error;
    }
    return {
      connection,
      dataConnection: { ...server, user: dataName, password: passwords.counterflow_data, database: dataName },
      where: cluster,
      ended: postgres.ended,
      async stop() {
        await postgres.stop();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** After a kill -9 of PostgreSQL's main process its other processes take a moment to notice; until then a start is refused. */
async function launchWhenFree(launch: PostgresLaunch, clock: Clock): Promise<SupervisedPostgres> {
  const until = clock.monotonicMs() + 10_000;
  for (;;) {
    try {
      return await launchPostgres(launch);
    } catch (error) {
      const refused = error instanceof CounterflowError && error.message.includes('pre-existing shared memory block');
      if (!refused || clock.monotonicMs() > until) throw error;
      await clock.sleep(100);
    }
  }
}
