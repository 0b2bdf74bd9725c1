import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startChild } from '../support/child.ts';
import { testDatabase } from '../support/database.ts';
import { type InstallationOptions, openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';
import type { Order } from './one-process.ts';

const script = new URL('./one-process.ts', import.meta.url);

async function connected() {
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
  const store = await control.createStore();
  const connectionId = await connectedTo(installation, control, store);
  const child = (does: Order['does']) => startChild(script, { installation: options, connectionId, does });
  return { control, installation, options, store, connectionId, child };
}

describe('two worker processes with one token that ran out', () => {
  test.each([
    { who: 'both sides know it', clientKnows: true },
    { who: 'only the API knows it', clientKnows: false },
  ])('20 requests at once cost one refresh and all are answered, when $who', async ({ clientKnows }) => {
    const { control, installation, store, child } = await connected();
    if (clientKnows) await installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();
    await control.clock({ offsetMs: 3600_000 });
    const children = await Promise.all([child({ ask: 10 }), child({ ask: 10 })]);
    const ends = await Promise.all(children.map((one) => one.go()));
    const statuses = ends.flatMap(({ line }) => (JSON.parse(line) as { statuses: number[] }).statuses);
    expect(statuses).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await control.grants(store.id)).toMatchObject([{ state: 'live', refreshes: 1, reuseAttempts: 0 }]);
  });
});

test('a process killed between the reply and the save leaves a connection that repairs itself', async () => {
  const { control, installation, options, store, connectionId, child } = await connected();
  await installation.db.updateTable('grant').set({ expiresAt: sql`clock()` }).execute();
  const victim = await child('dieWithPairInHand');
  expect(await victim.go()).toMatchObject({ signal: 'SIGKILL' });
  expect(await installation.db.selectFrom('grant').select('generation').execute()).toEqual([{ generation: 1 }]);

  const LEASE_MS = 61_000;
  await sql`insert into clock_setting (base_real, base_virtual, rate)
    select now, now + interval '61 seconds', 1 from clock_timestamp() as now`.execute(installation.db);
  const later = await openTestInstallation({ ...options, clock: systemClock({ offsetMs: LEASE_MS }) });
  onTestFinished(() => later.close());
  const request = { method: 'GET', url: 'Item.json', costDrips: 1 } as const;
  expect(await sendRequest(later, connectionId, request, { lane: 'interactive' })).toMatchObject({ status: 200 });
  expect(await control.grants(store.id)).toMatchObject([{ state: 'live', refreshes: 2, reuseAttempts: 0 }]);
});
