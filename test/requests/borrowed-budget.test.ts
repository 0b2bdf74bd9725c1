import { afterAll, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { getConnectionBudget } from '../../src/connections/connection-budget.ts';
import {
  connectionUsers,
  createConnection,
  deleteConnection,
  editConnection,
  getConnection,
} from '../../src/connections/connections.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { refreshWorld } from '../connections/refresh-world.ts';
import type { TokenServerKind } from '../support/sandbox-connection.ts';

const worldOfFile = refreshWorld(afterAll);

/** Two connections to two stores of the same limits, of which the second borrows from the first. */
async function lenderAndBorrower(kind: TokenServerKind, limits: object | 'off') {
  const world = await worldOfFile;
  await world.clear();
  const lender = await world.freshConnection('first', { limits }, kind);
  const borrower = await world.freshConnection('first', { limits }, kind);
  const borrowFromConnectionId = lender.id;
  await editConnection(world.process(), system, borrower.id, { concurrency: { borrowFromConnectionId } }, undefined);
  return { world, lender, borrower };
}

/** Asks both connections from two processes, all at once, and tells when each request came in at the sandbox. */
async function arrivals({ world, lender, borrower }: Awaited<ReturnType<typeof lenderAndBorrower>>, each: number) {
  const processes = [world.process(), world.process()];
  const url = lender.kind === 'x' ? 'outlets' : 'Item.json?limit=1';
  const work = Array.from({ length: 2 * each }, (_, n) => {
    const subject = Math.floor(n / 2) % 2 === 0 ? lender : borrower;
    return sendRequest(processes[n % 2]!, subject.id, { method: 'GET', url, costDrips: 1 }, { lane: 'scheduled' });
  });
  await world.run(Promise.all(work));
  const logged = (await Promise.all([lender, borrower].map(({ store }) => world.sandbox.requests(store.id)))).flat();
  const api = logged.filter(({ path }) => path.includes('Item') || path.includes('outlets'));
  expect(api.filter(({ status }) => status !== 200)).toEqual([]);
  return api.map(({ at }) => Date.parse(at)).sort((one, other) => one - other);
}

describe('two connections of which one borrows the budget of the other', () => {
  test('spend no more than one bucket together, and neither sees a 429', { timeout: 60_000 }, async () => {
    const limits = { size: 20, dripPerSecond: 1, burst: 10 };
    const both = await lenderAndBorrower('new', limits);
    const times = await arrivals(both, 30);
    expect(times).toHaveLength(60);
    let level = 0;
    let lastMs = times[0]!;
    for (const atMs of times) {
      level = Math.max(0, level - (limits.dripPerSecond * (atMs - lastMs)) / 1000) + 1;
      lastMs = atMs;
      expect(level).toBeLessThanOrEqual(limits.size);
    }
    const seconds = (times.at(-1)! - times[0]!) / 1000;
    expect(times.length / (limits.size + seconds * limits.dripPerSecond)).toBeGreaterThan(0.9);
  });

  test('spend no more than one window together, and neither sees a 429', { timeout: 60_000 }, async () => {
    const limits = { requests: 20, windowSeconds: 300 };
    const both = await lenderAndBorrower('x', limits);
    const times = await arrivals(both, 30);
    expect(times).toHaveLength(60);
    for (const atMs of times) {
      const within = times.filter((one) => one > atMs - 300_000 && one <= atMs);
      expect(within.length).toBeLessThanOrEqual(limits.requests);
    }
  });

  test('show one budget and one concurrency, and link to each other', async () => {
    const { world, lender, borrower } = await lenderAndBorrower('new', { size: 20, dripPerSecond: 1, burst: 10 });
    const process = world.process();
    await editConnection(process, system, lender.id, { concurrency: { target: 3 } }, undefined);
    await world.run(world.ask(process, borrower));
    const [ofLender, ofBorrower] = [
      await getConnectionBudget(process, lender.id),
      await getConnectionBudget(process, borrower.id),
    ];
    expect(ofBorrower.budget).toEqual({ ...ofLender.budget, levelDrips: expect.any(Number) });
    expect(ofBorrower.budget).toMatchObject({ kind: 'bucket', sizeDrips: 20 });
    expect(ofBorrower.concurrency).toMatchObject({ target: 25, current: 3, borrowFromConnectionId: lender.id });
    expect(ofLender.sharedWith).toEqual([{ id: borrower.id, name: 'Main Street', how: 'borrows' }]);
    expect(ofBorrower.sharedWith).toEqual([{ id: lender.id, name: 'Main Street', how: 'lends' }]);
    const [spender] = ofLender.spenders.hour;
    expect(spender).toMatchObject({ connectionId: borrower.id, lane: 'interactive', flowId: null, requests: 1 });
  });

  test('go on as one budget each once the second has its own again', async () => {
    const { world, lender, borrower } = await lenderAndBorrower('new', { size: 20, dripPerSecond: 1, burst: 10 });
    const process = world.process();
    await world.run(world.ask(process, borrower));
    const own = { concurrency: { borrowFromConnectionId: null } };
    await editConnection(process, system, borrower.id, own, undefined);
    await world.run(world.ask(process, borrower));
    expect((await getConnectionBudget(process, borrower.id)).sharedWith).toEqual([]);
    expect((await getConnectionBudget(process, borrower.id)).spenders.hour).toMatchObject([{ requests: 1 }]);
    expect(await connectionUsers(process.db, lender.id)).toEqual([]);
  });
});

describe('borrowing is refused', () => {
  const borrow = async (id: string, lenderId: string) => {
    const process = (await worldOfFile).process();
    await editConnection(process, system, id, { concurrency: { borrowFromConnectionId: lenderId } }, undefined);
  };
  const refused = (why: RegExp) => ({
    code: 'borrowing_refused',
    message: expect.stringMatching(why),
    pointer: '/concurrency/borrowFromConnectionId',
  });

  test('in a circle, and from one that borrows itself', async () => {
    const { world, lender, borrower } = await lenderAndBorrower('new', 'off');
    const third = await world.freshConnection();
    await expect(borrow(lender.id, borrower.id)).rejects.toMatchObject(refused(/borrows its budget itself/));
    await expect(borrow(lender.id, third.id)).rejects.toMatchObject(refused(/can't borrow in turn/));
    await expect(borrow(third.id, borrower.id)).rejects.toMatchObject(refused(/borrows its budget itself/));
    await expect(borrow(third.id, third.id)).rejects.toMatchObject(refused(/from itself/));
  });

  test('from another API type, another environment, or one that is gone', async () => {
    const world = await worldOfFile;
    const process = world.process();
    const x = await world.freshConnection('first', {}, 'x');
    const r = await world.freshConnection();
    await expect(borrow(r.id, x.id)).rejects.toMatchObject(refused(/another API type or environment/));
    await expect(borrow(r.id, crypto.randomUUID())).rejects.toMatchObject(refused(/no such connection/));
    const { settings } = await getConnection(process, r.id);
    const live = { name: 'Live', apiType: 'lightspeed-v3' as const, environment: 'live' as const, settings };
    const concurrency = { borrowFromConnectionId: r.id };
    const created = createConnection(process, system, {
      ...live,
      settings: { scopes: settings.scopes ?? [], iClientId: settings.iClientId ?? null },
      concurrency,
    });
    await expect(created).rejects.toMatchObject(refused(/another API type or environment/));
  });

  test('no longer to be there: a connection that lends is not deleted', async () => {
    const { world, lender, borrower } = await lenderAndBorrower('new', 'off');
    const process = world.process();
    expect(await connectionUsers(process.db, lender.id)).toEqual([
      { type: 'connection', id: borrower.id, name: 'Main Street' },
    ]);
    expect((await getConnection(process, lender.id)).usedBy).toBe(1);
    await expect(deleteConnection(process, system, lender.id, undefined)).rejects.toMatchObject({ code: 'in_use' });
  });
});
