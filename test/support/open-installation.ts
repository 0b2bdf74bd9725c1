import { join } from 'node:path';
import type pg from 'pg';
import type { Clock } from '../../src/clock.ts';
import { systemClock } from '../../src/clock.ts';
import { addressRule } from '../../src/http/address-rule.ts';
import { httpClient } from '../../src/http/client.ts';
import type { Installation, Log } from '../../src/installation.ts';
import { openDatabase } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';
import { readOrMakeKeyFile } from '../../src/store/key-file.ts';
import { openVault } from '../../src/store/vault.ts';

export interface OpenInstallation extends Installation {
  close(): Promise<void>;
}

export interface InstallationOptions {
  database: pg.PoolConfig;
  dataDir: string;
  sandboxUrl?: string;
  clock?: Clock;
  allowPrivate?: string[];
  log?: Log;
  publicUrl?: string;
}

const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** The parts of counterflow below its server, put together as a start does, in this process. */
export async function openTestInstallation(options: InstallationOptions): Promise<OpenInstallation> {
  const { database, dataDir, sandboxUrl, clock = systemClock(), allowPrivate = [], log = silent } = options;
  const { db, pool, close } = openDatabase(database);
  const rule = addressRule(allowPrivate);
  const http = httpClient({ rule, sandboxUrl: () => sandboxUrl });
  return {
    db,
    pool,
    clock,
    vault: await openVault(db, await readOrMakeKeyFile(join(dataDir, 'keys.json'))),
    http,
    addressRule: rule,
    log,
    processId: newId(),
    dataDir,
    publicUrls: [{ region: null, url: options.publicUrl ?? 'http://127.0.0.1:4400' }],
    fileRoots: [join(dataDir, 'files')],
    dataDatabase: undefined,
    sandboxUrl: () => sandboxUrl,
    async close() {
      await http.close();
      await close();
    },
  };
}
