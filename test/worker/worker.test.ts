import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { needsAuthorization } from '../../src/connections/connection-errors.ts';
import { closePostgresPools, openPostgres } from '../../src/connections/postgres-access.ts';
import type { RunPoint, RunWorld } from '../../src/flows/run/world.ts';
import { getRun, startRun, steerRun } from '../../src/flows/runs.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import { markRenewed, markUnauthorized } from '../../src/store/connections.ts';
import { type Listener, openListener } from '../../src/store/notify.ts';
import { freeAllRuns } from '../../src/store/runs.ts';
import type { Send } from '../../src/transfers/access.ts';
import { editExport } from '../../src/transfers/exports.ts';
import { editImport } from '../../src/transfers/imports.ts';
import { startWorker, type Worker } from '../../src/worker/worker.ts';
import { databaseLine } from '../support/database-line.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import { itemPages, leaseRunsOut, onlineConnection, pagesSender, storedFlow, worldOf } from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
let listener: Listener;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
  listener = await openListener(at.connection, ['run', 'run_asked', 'connection']);
});
afterAll(async () => {
  await listener.close();
  await at.close();
});

const workers: Worker[] = [];
const work = (world: RunWorld) => {
  const worker = startWorker(world, listener);
  workers.push(worker);
  return worker;
};
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
});
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
  await at.data.query('drop table if exists items');
});

const target = { table: 'items', key: ['itemID'], create: true };
const itemsFlow = () =>
  storedFlow(at.installation, { connectionId: shop, imports: [{ connectionId: at.tableConnectionId, target }] });

async function start(flow: Flow): Promise<string> {
  return (await startRun(at.installation, system, flow.id, 'manual')).id;
}

async function seen(id: string, isThere: (run: Run) => boolean): Promise<Run> {
  const deadline = Date.now() + 20_000;
  for (;;) {
    const run = await getRun(at.installation, id);
    if (isThere(run)) return run;
    if (Date.now() > deadline) throw new Error(`not seen: ${JSON.stringify(run)}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const over = (id: string) => seen(id, ({ endedAt }) => endedAt !== null);
const arrivedIds = async () =>
  (await at.data.query('select "itemID" from items order by 1')).rows.map((row) => Number(row.itemID));
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);

const points: RunPoint[] = ['read', 'written', 'committed', 'finishing'];

describe.each(points)('a run that is steered at "%s"', (point) => {
  /** Stops a run of four pages at the point, in its second page where there is one, until `steer` has been asked. */
  async function steered(steer: (id: string) => Promise<unknown>): Promise<string> {
    const flow = await itemsFlow();
    let id = '';
    let visits = 0;
    const asked = Promise.withResolvers<void>();
    const world = worldOf(at.installation, pagesSender(itemPages(8)), async (now) => {
      if (now !== point) return;
      visits += 1;
      if (visits === (point === 'finishing' ? 1 : 2)) {
        await steer(id);
        asked.resolve();
        // The process hears of it by NOTIFY; what it does next must not depend on how fast.
        await seen(id, (run) => run.status !== 'running' || run.asked !== undefined);
      }
    });
    id = await start(flow);
    work(world);
    await asked.promise;
    return id;
  }

  test('pauses with what is committed, and goes on from there when resumed', async () => {
    const id = await steered((run) => steerRun(at.installation, system, run, 'pause'));
    const paused = await seen(id, ({ status }) => ['paused', 'completed'].includes(status));
    if (paused.status === 'paused') {
      for (const step of paused.steps) expect(step.success + step.ignored + step.errors).toBe(step.in);
      await steerRun(at.installation, system, id, 'resume');
    }
    const done = await over(id);
    expect(done).toMatchObject({ status: 'completed', code: null });
    for (const step of done.steps) expect(step).toMatchObject({ in: 24, success: 24, pages: 8 });
    expect(await arrivedIds()).toEqual(upTo(24));
  });

  test('ends when cancelled, and says so', async () => {
    const id = await steered((run) => steerRun(at.installation, system, run, 'cancel'));
    const done = await over(id);
    expect(['cancelled', 'completed']).toContain(done.status);
    for (const step of done.steps) expect(step.success + step.ignored + step.errors).toBe(step.in);
    await expect(steerRun(at.installation, system, id, 'resume')).rejects.toMatchObject({ code: 'run_state' });
  });

  test('is left at its checkpoint by a process that stops, and another one goes on', async () => {
    const flow = await itemsFlow();
    const stopping = Promise.withResolvers<void>();
    let visits = 0;
    const leaving = work(
      worldOf(at.otherProcess(), pagesSender(itemPages(8)), (now) => {
        if (now !== point) return;
        visits += 1;
        if (visits === (point === 'finishing' ? 1 : 2)) stopping.resolve();
      }),
    );
    const id = await start(flow);
    await stopping.promise;
    await leaving.stop();
    const left = await getRun(at.installation, id);
    expect(['queued', 'completed']).toContain(left.status);
    work(worldOf(at.installation, pagesSender(itemPages(8))));
    const done = await over(id);
    expect(done).toMatchObject({ status: 'completed' });
    for (const step of done.steps) expect(step).toMatchObject({ in: 24, success: 24, pages: 8 });
    expect(await arrivedIds()).toEqual(upTo(24));
  });
});

test('a run that nobody works on pauses, resumes and is cancelled at once', async () => {
  const id = await start(await itemsFlow());
  expect(await steerRun(at.installation, system, id, 'pause')).toMatchObject({ status: 'paused' });
  expect(await steerRun(at.installation, system, id, 'resume')).toMatchObject({ status: 'queued' });
  expect(await steerRun(at.installation, system, id, 'cancel')).toMatchObject({ status: 'cancelled' });
  await expect(steerRun(at.installation, system, id, 'pause')).rejects.toMatchObject({
    code: 'run_state',
    message: "This run is cancelled: it can't be paused any more.",
  });
});

test('two runs asked of one flow at once: one is started, the other is told that it runs already', async () => {
  const flow = await itemsFlow();
  const asked = await Promise.allSettled([start(flow), start(flow), start(flow)]);
  expect(asked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect(asked.find(({ status }) => status === 'rejected')).toMatchObject({
    reason: { code: 'run_active', message: expect.stringMatching(/is running already\. Wait .* or cancel it/) },
  });
});

test('a run keeps to what export and import were when it was started', async () => {
  const flow = await itemsFlow();
  const moved = Promise.withResolvers<void>();
  const edited = Promise.withResolvers<void>();
  const world = worldOf(at.installation, pagesSender(itemPages(6)), async (point) => {
    if (point !== 'committed') return;
    moved.resolve();
    await edited.promise;
  });
  const worker = work(world);
  const id = await start(flow);
  await moved.promise;
  const importId = flow.steps[0]?.importId ?? '';
  const mapping = [
    { target: 'itemID', source: 'itemID' },
    { target: 'description', value: 'edited' },
  ];
  await editImport(
    at.installation,
    system,
    importId,
    { target: { ...target, table: 'elsewhere' }, mapping },
    undefined,
  );
  await editExport(at.installation, system, flow.sources[0]?.exportId ?? '', { type: 'limit', limit: 1 }, undefined);
  edited.resolve();
  await worker.stop();
  work(worldOf(at.installation, pagesSender(itemPages(6))));
  expect(await over(id)).toMatchObject({ status: 'completed' });
  const { rows } = await at.data.query('select description from items order by "itemID"');
  expect(rows.map(({ description }) => description)).toEqual(upTo(18).map((n) => `Item ${n}`));
});

test('an export with a limit reads that many records, also when its run changes hands', async () => {
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    exported: { type: 'limit', limit: 7 },
    imports: [{ connectionId: at.tableConnectionId, target }],
  });
  const stopping = Promise.withResolvers<void>();
  const first = work(
    worldOf(at.otherProcess(), pagesSender(itemPages(8, 2)), (point) =>
      point === 'committed' ? stopping.resolve() : undefined,
    ),
  );
  const id = await start(flow);
  await stopping.promise;
  await first.stop();
  work(worldOf(at.installation, pagesSender(itemPages(8, 2))));
  expect((await over(id)).steps).toMatchObject([
    { in: 7, success: 7 },
    { in: 7, success: 7 },
  ]);
  expect(await arrivedIds()).toEqual(upTo(7));
});

test('a process that takes its own run again after its lease ran out carries it once, and still lets it go when it stops', async () => {
  const flow = await itemsFlow();
  const stalled = Promise.withResolvers<void>();
  const wakened = Promise.withResolvers<void>();
  const again = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const firstReading = Promise.withResolvers<AbortSignal | undefined>();
  let reads = 0;
  const pages = pagesSender(itemPages(8));
  const send: Send = (request, options) => {
    firstReading.resolve(options.signal);
    return pages(request, options);
  };
  const world = worldOf(at.installation, send, async (point) => {
    if (point !== 'read') return;
    reads += 1;
    if (reads === 1) {
      stalled.resolve();
      await wakened.promise;
    } else if (reads === 2) {
      again.resolve();
      await goOn.promise;
    }
  });
  const worker = work(world);
  const id = await start(flow);
  await stalled.promise;
  await leaseRunsOut(at.installation);
  await again.promise;
  const signal = await firstReading.promise;
  wakened.resolve();
  await vi.waitFor(() => expect(signal?.aborted).toBe(true));
  await seen(id, ({ status }) => status === 'running');
  const stopped = worker.stop();
  goOn.resolve();
  await stopped;
  expect(await getRun(at.installation, id)).toMatchObject({ status: 'queued' });
  work(worldOf(at.installation, pagesSender(itemPages(8))));
  const done = await over(id);
  for (const step of done.steps) expect(step).toMatchObject({ in: 24, success: 24, pages: 8 });
});

test('a run whose process died before it could heed a pause is paused by the next one', async () => {
  const flow = await itemsFlow();
  const id = await start(flow);
  await at.installation.db
    .updateTable('run')
    .set({ status: 'running', asked: 'pause', leaseOwner: 'dead', leaseUntil: new Date(Date.now() + 60_000), epoch: 1 })
    .where('id', '=', id)
    .execute();
  await freeAllRuns(at.installation.db);
  const silent: Send = (_, { signal }) =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  work(worldOf(at.installation, silent));
  await seen(id, ({ status }) => status === 'paused');
});

test('a run waits for a connection that needs authorizing, says why, and goes on by itself', async () => {
  const flow = await itemsFlow();
  const { db } = at.installation;
  await markUnauthorized(db, shop, 'refresh_rejected', 'Lightspeed no longer accepts this sign-in. Authorize again.');
  const pages = pagesSender(itemPages(4));
  work(
    worldOf(at.installation, async (request, options) => {
      const row = await db.selectFrom('connection').selectAll().where('id', '=', shop).executeTakeFirstOrThrow();
      if (row.status === 'unauthorized') throw needsAuthorization(row);
      return pages(request, options);
    }),
  );
  const id = await start(flow);
  const waiting = await seen(id, ({ status }) => status === 'waiting');
  expect(waiting).toMatchObject({
    code: 'connection_unauthorized',
    waiting: { for: 'connection', detail: expect.stringMatching(/Authorize again/) },
  });
  await db.transaction().execute((tx) => markRenewed(tx, shop));
  expect(await over(id)).toMatchObject({ status: 'completed', code: null });
  expect(await arrivedIds()).toEqual(upTo(12));
});

test('a run waits for a destination that went away, says why, and loses nothing', async () => {
  const line = await databaseLine(String(at.connection.host));
  const before = at.installation.dataDatabase;
  await closePostgresPools(at.installation);
  at.installation.dataDatabase = { ...before, host: '127.0.0.1', port: line.port };
  onTestFinished(async () => {
    await closePostgresPools(at.installation);
    at.installation.dataDatabase = before;
    await line.close();
  });
  const flow = await itemsFlow();
  let commits = 0;
  work(
    worldOf(at.installation, pagesSender(itemPages(10)), async (point) => {
      if (point !== 'committed') return;
      commits += 1;
      if (commits === 1) await line.cut();
    }),
  );
  const id = await start(flow);
  const waiting = await seen(id, ({ status }) => status === 'waiting');
  expect(waiting).toMatchObject({
    code: 'destination_unreachable',
    waiting: {
      for: 'destination',
      detail: 'The database of table "items" does not answer. Nothing is lost: the run goes on when it is back.',
    },
  });
  await line.mend();
  const done = await over(id);
  for (const step of done.steps) expect(step).toMatchObject({ in: 30, success: 30, pages: 10 });
  expect(await arrivedIds()).toEqual(upTo(30));
});

test("a run goes on when its destination's settings are edited under it", async () => {
  const flow = await itemsFlow();
  let commits = 0;
  work(
    worldOf(at.installation, pagesSender(itemPages(12)), async (point) => {
      if (point !== 'committed') return;
      commits += 1;
      if (commits !== 1) return;
      await at.installation.db
        .updateTable('connection')
        .set({ version: 7 })
        .where('id', '=', at.tableConnectionId)
        .execute();
      await openPostgres(at.installation, at.tableConnectionId);
    }),
  );
  const id = await start(flow);
  const done = await over(id);
  expect(done).toMatchObject({ status: 'completed' });
  expect(await arrivedIds()).toEqual(upTo(36));
});
