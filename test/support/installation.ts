import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { systemClock } from '../../src/clock.ts';
import { ensureBuiltInConnection } from '../../src/connections/built-in.ts';
import { closePostgresPools } from '../../src/connections/postgres-access.ts';
import { addressRule } from '../../src/http/address-rule.ts';
import { httpClient } from '../../src/http/client.ts';
import type { Installation } from '../../src/installation.ts';
import { openDatabase } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';
import { readOrMakeKeyFile } from '../../src/store/key-file.ts';
import { openVault } from '../../src/store/vault.ts';
import { emptyDatabase, testDatabase } from './database.ts';

/** An installation inside the test's own process: real databases, vault and HTTP client, but no server, worker or keeper. */
export interface TestInstallation {
  installation: Installation;
  /** Id of the connection to "This installation's database". */
  tableConnectionId: string;
  /** Counterflow's own database, for listeners. */
  connection: pg.PoolConfig;
  /** A pool on "This installation's database", to look at what arrived. */
  data: pg.Pool;
  /** Another process of the same installation. */
  otherProcess(): Installation;
  close(): Promise<void>;
}

export async function testInstallation(): Promise<TestInstallation> {
  const [own, dataDatabase] = await Promise.all([testDatabase(), emptyDatabase()]);
  const folder = await mkdtemp('/tmp/cf-');
  await chmod(folder, 0o711);
  const dataDir = join(folder, 'data');
  await mkdir(join(dataDir, 'files'), { recursive: true });
  const { db, pool, close } = openDatabase(own.connection);
  const rule = addressRule(['127.0.0.1']);
  const http = httpClient({ rule, sandboxUrl: () => undefined });
  const silent = () => {};
  const installation: Installation = {
    db,
    pool,
    clock: systemClock(),
    vault: await openVault(db, await readOrMakeKeyFile(join(dataDir, 'keys.json'))),
    http,
    addressRule: rule,
    log: { debug: silent, info: silent, warn: silent, error: silent },
    processId: newId(),
    dataDir,
    publicUrls: [],
    fileRoots: [join(dataDir, 'files')],
    dataDatabase: dataDatabase.connection,
    sandboxUrl: () => undefined,
  };
  const tableConnectionId = await ensureBuiltInConnection(installation);
  const data = new pg.Pool(dataDatabase.connection);
  data.on('error', silent);
  return {
    installation,
    connection: own.connection,
    tableConnectionId,
    data,
    otherProcess: () => ({ ...installation, processId: newId() }),
    async close() {
      await closePostgresPools(installation);
      await data.end();
      await close();
      await http.close();
      await Promise.all([own.drop(), dataDatabase.drop(), rm(folder, { recursive: true, force: true })]);
    },
  };
}
