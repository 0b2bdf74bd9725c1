import { expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Order } from '../connections/one-process.ts';
import { startChild } from '../support/child.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

test('two processes that want more than the limit allows share it, and neither sees a 429', {
  timeout: 60_000,
}, async () => {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
  const control = sandboxControl(sandbox);
  const options = { database: database.connection, dataDir: await temporaryDataDir(), sandboxUrl: sandbox.url };
  const installation = await openTestInstallation(options);
  onTestFinished(async () => {
    await installation.close();
    await sandbox.close();
    await database.drop();
  });
  const store = await control.createStore({ limits: { size: 20, dripPerSecond: 8, burst: 20 } });
  const connectionId = await connectedTo(installation, control, store);
  const order: Order = { installation: options, connectionId, does: { ask: 40 } };
  const script = new URL('../connections/one-process.ts', import.meta.url);
  const children = await Promise.all([startChild(script, order), startChild(script, order)]);
  const ends = await Promise.all(children.map((child) => child.go()));
  for (const { line } of ends) expect(JSON.parse(line)).toMatchObject({ tooMany: 0 });
  const statuses = (await control.requests(store.id)).map(({ status }) => status);
  expect(statuses).toEqual(Array.from({ length: 80 }, () => 200));
});
