import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { systemClock } from '../../src/clock.ts';
import { leaveNewPairsOnDisk } from '../../src/connections/new-pair.ts';
import { applyPendingGrants } from '../../src/connections/pending-grants.ts';
import { type AtMoment, refreshGrant, settleRefreshes } from '../../src/connections/refresh.ts';
import type { Installation } from '../../src/installation.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type ConnectionRow, connectionRow } from '../../src/store/connections.ts';
import { grantOf, replaceGrant } from '../../src/store/grants.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

async function connected() {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
  const control = sandboxControl(sandbox);
  const dataDir = await temporaryDataDir();
  const options = { database: database.connection, dataDir, sandboxUrl: sandbox.url };
  const installation = await openTestInstallation({ ...options, clock: systemClock({ rate: 20 }) });
  onTestFinished(async () => {
    await installation.close();
    await sandbox.close();
    await database.drop();
  });
  const store = await control.createStore();
  const id = await connectedTo(installation, control, store);
  const row = (await connectionRow(installation.db, id)) as ConnectionRow;
  const generation = async () => (await grantOf(installation.db, id))?.generation;
  const files = () => readdir(join(dataDir, 'pending-grants')).catch(() => []);
  return { control, database, dataDir, installation, options, store, id, row, generation, files };
}

async function ask(installation: Installation, id: string): Promise<number> {
  const request = { method: 'GET', url: 'Item.json', costDrips: 1 } as const;
  return (await sendRequest(installation, id, request, { lane: 'interactive' })).status;
}

describe('a new pair in hand while the database is away', () => {
  test('is stored when the database is back, and its file removed', async () => {
    const { control, database, store, installation, id, row, generation, files } = await connected();
    const refreshed = refreshGrant(installation, row, 1, (at) => (at === 'replied' ? database.goAway() : undefined));
    await expect.poll(files, { timeout: 20_000 }).toHaveLength(1);
    await database.comeBack();
    await refreshed;
    expect(await generation()).toBe(2);
    expect(await files()).toEqual([]);
    expect(await ask(installation, id)).toBe(200);
    expect(await control.grants(store.id)).toMatchObject([{ refreshes: 1, reuseAttempts: 0 }]);
  });

  test('lies sealed on disk and is stored at the next start, also over a verdict made meanwhile', async () => {
    const { control, database, store, installation, options, id, generation, files, dataDir, row } = await connected();
    const goAway: AtMoment = (moment) => (moment === 'replied' ? database.goAway() : undefined);
    leaveNewPairsOnDisk(installation);
    await refreshGrant(installation, row, 1, goAway);
    const [name] = await files();
    const text = await readFile(join(dataDir, 'pending-grants', name ?? ''), 'utf8');
    expect(Object.keys(JSON.parse(text))).toContain('pair');
    expect(text).not.toMatch(/eyJ|accessToken/);

    await database.comeBack();
    const next = await openTestInstallation(options);
    onTestFinished(() => next.close());
    await next.db.updateTable('connection').set({ status: 'unauthorized', reason: 'refresh_reply_lost' }).execute();
    expect(await applyPendingGrants(next)).toBe(1);
    expect(await generation()).toBe(2);
    expect(await files()).toEqual([]);
    expect(await ask(next, id)).toBe(200);
    expect(await control.grants(store.id)).toMatchObject([{ refreshes: 1, reuseAttempts: 0 }]);
  });

  test.each([
    { what: 'a newer pair was stored', same: { generation: 2 } },
    { what: 'the connection was authorized anew from the start', same: {} },
  ])('is kept out at the next start when $what', async ({ same }) => {
    const { database, installation, options, row, id, generation, files } = await connected();
    leaveNewPairsOnDisk(installation);
    await refreshGrant(installation, row, 1, (at) => (at === 'replied' ? database.goAway() : undefined));
    await database.comeBack();
    const next = await openTestInstallation(options);
    onTestFinished(() => next.close());
    const { tokenPair, refreshTokenFingerprint, scopes, expiresAt, refreshDiesAt } = (await grantOf(next.db, id)) ?? {};
    const pair = { tokenPair, refreshTokenFingerprint, scopes, expiresAt, refreshDiesAt } as Parameters<
      typeof replaceGrant
    >[2];
    await next.db.transaction().execute(async (tx) => {
      if (same.generation === undefined) await tx.deleteFrom('grant').execute();
      await replaceGrant(tx, id, pair);
    });
    const before = await grantOf(next.db, id);
    expect(await applyPendingGrants(next)).toBe(0);
    expect(await grantOf(next.db, id)).toEqual(before);
    expect(await generation()).toBe(same.generation ?? 1);
    expect(await files()).toEqual([]);
  });

  test('is not lost when the disk takes nothing either', async () => {
    const { database, dataDir, installation, row, generation } = await connected();
    await writeFile(join(dataDir, 'pending-grants'), 'a file where the folder should be');
    const errors: string[] = [];
    installation.log.error = (_fields, message) => void errors.push(message);
    const refreshed = refreshGrant(installation, row, 1, (at) => (at === 'replied' ? database.goAway() : undefined));
    await expect.poll(() => errors.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(4);
    await database.comeBack();
    await refreshed;
    expect(await generation()).toBe(2);
  });

  test('a file that can not be read keeps nothing from starting, and is left for a person', async () => {
    const { dataDir, installation, files } = await connected();
    await mkdir(join(dataDir, 'pending-grants'));
    await writeFile(join(dataDir, 'pending-grants', 'broken.json'), '{"connectionId": ');
    expect(await applyPendingGrants(installation)).toBe(0);
    expect(await files()).toEqual(['broken.json']);
  });
});

test('shutdown waits for a refresh in flight', async () => {
  const { installation, row, generation } = await connected();
  const [inHand, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const refreshed = refreshGrant(installation, row, 1, (at) => {
    if (at !== 'replied') return;
    inHand.resolve();
    return goOn.promise;
  });
  await inHand.promise;
  const settled = settleRefreshes(installation).then(generation);
  goOn.resolve();
  expect(await settled).toBe(2);
  await refreshed;
});
