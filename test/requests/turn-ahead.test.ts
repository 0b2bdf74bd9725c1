import { describe, expect, onTestFinished, test } from 'vitest';
import type { Installation } from '../../src/installation.ts';
import { settleAnswers } from '../../src/requests/answers.ts';
import { turnAhead } from '../../src/requests/turn-ahead.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { accessOf, type Send } from '../../src/transfers/access.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

const request = { method: 'GET', url: 'Item.json', costDrips: 1 } as const;

/** A connection to a store with these limits, and what a test looks at. */
async function connection(limits: object) {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
  const control = sandboxControl(sandbox);
  const options = { database: database.connection, dataDir: await temporaryDataDir(), sandboxUrl: sandbox.url };
  const installation: Installation & { close(): Promise<void> } = await openTestInstallation(options);
  onTestFinished(async () => {
    await settleAnswers(installation);
    await installation.close();
    await sandbox.close();
    await database.drop();
  });
  const store = await control.createStore({ limits });
  const connectionId = await connectedTo(installation, control, store);
  const { send } = await accessOf(installation).source(connectionId);
  const unanswered = async () => {
    await settleAnswers(installation);
    const { rows } = await installation.pool.query('select from booking where answered_at is null');
    return rows.length;
  };
  const booked = async () => (await installation.pool.query('select from booking')).rows.length;
  return { installation, connectionId, send, unanswered, booked, statuses: () => statusesOf(control, store.id) };
}

async function statusesOf(control: ReturnType<typeof sandboxControl>, storeId: string): Promise<number[]> {
  return (await control.requests(storeId)).map(({ status }) => status);
}

async function ask(send: Send, times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) await send(request, { lane: 'backfill' });
}

describe('the turn of the next request, taken while one is on its way', () => {
  test('is used or given back: every booking is answered once the reading is over', async () => {
    const { send, unanswered, statuses } = await connection({ size: 1000, dripPerSecond: 100, burst: 1000 });
    await ask(send, 40);
    expect(await statuses()).toHaveLength(40);
    await expect.poll(unanswered).toBe(0);
  });

  test('never takes the budget beyond its limit', { timeout: 60_000 }, async () => {
    const { send, statuses } = await connection({ size: 10, dripPerSecond: 20, burst: 5 });
    await ask(send, 16);
    expect(new Set(await statuses())).toEqual(new Set([200]));
  });
});

describe('a place for one turn', () => {
  async function place() {
    const world = await connection({ size: 1000, dripPerSecond: 100, burst: 1000 });
    await ask(world.send, 1);
    const { rows } = await world.installation.pool.query<{ key: string }>('select key from budget');
    const slot = { key: rows[0]?.key ?? '', costDrips: 1, lane: 'backfill', aheadMs: 0, forgetMs: 60_000 };
    const ahead = turnAhead(world.installation, world.connectionId);
    ahead.answered(4);
    return { ...world, slot, ahead };
  }

  test('holds the turn that was prepared, once', async () => {
    const { ahead, slot, connectionId } = await place();
    ahead.prepare(slot);
    expect(await ahead.take(slot)).toMatchObject({ connection: { id: connectionId }, slot: { waitMs: 0 } });
    expect(await ahead.take(slot)).toBeUndefined();
  });

  test('is empty after a slow reply, for another cost, and when discarded', async () => {
    const { ahead, slot, unanswered } = await place();
    ahead.prepare(slot);
    expect(await ahead.take({ ...slot, costDrips: 10 })).toBeUndefined();
    ahead.prepare(slot);
    await ahead.discard();
    expect(await ahead.take(slot)).toBeUndefined();
    ahead.answered(400);
    ahead.prepare(slot);
    expect(await ahead.take(slot)).toBeUndefined();
    expect(await unanswered()).toBe(0);
  });

  test('gives a turn back that nobody takes', async () => {
    const { ahead, slot, booked, unanswered } = await place();
    const before = await booked();
    ahead.prepare(slot);
    await expect.poll(async () => [await booked(), await unanswered()]).toEqual([before + 1, 0]);
    expect(await ahead.take(slot)).toBeUndefined();
  });
});
