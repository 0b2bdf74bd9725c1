import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startChild } from '../support/child.ts';
import { testDatabase } from '../support/database.ts';
import { manyConnections } from '../support/many-connections.ts';
import { type InstallationOptions, openTestInstallation } from '../support/open-installation.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

/** `MANY_CONNECTIONS=5000` asks for more of them. */
const CONNECTIONS = Number(process.env.MANY_CONNECTIONS ?? 1000);
const WAITING = 20;
const PROCESSES = 3;
const script = new URL('./many-at-once-process.ts', import.meta.url);

test(`${CONNECTIONS} connections whose tokens run out at one moment, with ${WAITING} requests waiting on each over ${PROCESSES} processes, cost ${CONNECTIONS} refreshes`, async () => {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
  const control = sandboxControl(sandbox);
  const options: InstallationOptions = {
    database: database.connection,
    dataDir: await temporaryDataDir(),
    sandboxUrl: sandbox.url,
  };
  const installation = await openTestInstallation(options);
  onTestFinished(async () => {
    await installation.close();
    await sandbox.close();
    await database.drop();
  });
  const many = { connections: CONNECTIONS, stores: CONNECTIONS, accessSeconds: 1800 };
  const { ids, stores } = await manyConnections(installation, control, many);
  await installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();
  await control.clock({ offsetMs: 1_800_000 });

  // Seven, seven and six of the twenty are in each process.
  const shares = Array.from({ length: PROCESSES }, (_, place) => Math.ceil((WAITING - place) / PROCESSES));
  const children = await Promise.all(
    shares.map((waiting) => startChild(script, { installation: options, connections: ids.length, waiting })),
  );
  const ends = await Promise.all(children.map((child) => child.go()));
  const answered = ends.map(({ line }) => JSON.parse(line) as Record<string, number>);
  expect(answered).toEqual(
    shares.map((waiting) => ({ 'token of generation 2': (waiting - 1) * ids.length, 'status 200': ids.length })),
  );

  const grants = (await Promise.all(stores.map(({ id }) => control.grants(id)))).flat();
  expect(grants).toHaveLength(ids.length);
  expect(grants.reduce((sum, { refreshes }) => sum + refreshes, 0)).toBe(ids.length);
  expect(grants.filter(({ refreshes, reuseAttempts }) => refreshes !== 1 || reuseAttempts !== 0)).toEqual([]);
  const generations = installation.db.selectFrom('grant').select('generation').distinct();
  expect(await generations.execute()).toEqual([{ generation: 2 }]);
}, 300_000);
