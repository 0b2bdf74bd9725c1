import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { listErrors } from '../../src/errors/record-errors.ts';
import { executeRun } from '../../src/flows/run/execute-run.ts';
import { getRun, startRun, steerRun } from '../../src/flows/runs.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import { newId } from '../../src/store/id.ts';
import { commitPages, type PageCommit } from '../../src/store/run-pages.ts';
import { takeRun } from '../../src/store/runs.ts';
import type { DataRecord } from '../../src/transfers/export-schema.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import {
  carry,
  item,
  itemPages,
  leaseRunsOut,
  onlineConnection,
  pagesSender,
  runOnce,
  storedFlow,
  taken,
  wakeRuns,
  worldOf,
} from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
});
afterAll(() => at.close());
const forgetFlows = () => at.installation.db.deleteFrom('flow').execute();
beforeEach(forgetFlows);

/** A flow through two steps, each of which refuses some records: a number that is none, a text that is too long. */
async function twoSteps(onError: 'pause' | 'proceed' = 'proceed'): Promise<Flow & { tables: [string, string] }> {
  const tables: [string, string] = [`a_${newId().slice(-12)}`, `b_${newId().slice(-12)}`];
  await at.data.query(`create table ${tables[1]} ("itemID" bigint primary key, description varchar(8))`);
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    onError,
    imports: [
      {
        connectionId: at.tableConnectionId,
        target: { table: tables[0], key: ['itemID'], create: true },
        mapping: [
          { target: 'itemID', source: 'itemID' },
          { target: 'cost', source: 'defaultCost', type: 'numeric' },
        ],
      },
      {
        connectionId: at.tableConnectionId,
        target: { table: tables[1], key: ['itemID'], create: false },
        mapping: [
          { target: 'itemID', source: 'itemID' },
          { target: 'description', source: 'description' },
        ],
      },
    ],
  });
  return { ...flow, tables };
}

const commitOf = (flowId: string, errors: number): PageCommit => ({
  flowId,
  checkpoint: { page: 2 },
  workedMs: 5,
  pages: [
    {
      stepId: 'source1',
      page: 1,
      recordsIn: 3,
      success: 3,
      ignored: 0,
      errors: 0,
      workedMs: 1,
      mappedMs: 0,
      waitedMs: 0,
    },
    {
      stepId: 'step1',
      page: 1,
      recordsIn: 3,
      success: 3 - errors,
      ignored: 0,
      errors,
      workedMs: 1,
      mappedMs: 0,
      waitedMs: 0,
    },
  ],
  errors: Array.from({ length: errors }, (_, n) => ({
    id: newId(),
    stepId: 'step1',
    page: 1,
    key: String(n),
    code: 'row_refused',
    message: 'No.',
    record: { itemID: String(n) },
  })),
  mayReplace: false,
  wellWritten: [],
});

const countsOf = ({ steps }: Run) =>
  steps.map(({ id, pages, in: count, success, ignored, errors }) => ({ id, pages, count, success, ignored, errors }));

test('the same commit again, whose reply was lost, changes nothing', async () => {
  const flow = await twoSteps();
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const run = await taken(at.installation);
  const commit = commitOf(flow.id, 2);
  expect(await commitPages(at.installation.db, run, commit)).toBe(true);
  const once = await getRun(at.installation, id);
  expect(await commitPages(at.installation.db, run, commit)).toBe(true);
  expect(countsOf(await getRun(at.installation, id))).toEqual(countsOf(once));
  const { items } = await listErrors(at.installation, { runId: id, limit: 100 });
  expect(items.map(({ key }) => key).sort()).toEqual(['0', '1']);
});

test('a page committed anew replaces its counts and its errors', async () => {
  const flow = await twoSteps();
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const first = await taken(at.installation);
  await commitPages(at.installation.db, first, commitOf(flow.id, 2));
  await leaseRunsOut(at.installation);
  const second = await taken(at.otherProcess());
  expect(await commitPages(at.installation.db, first, commitOf(flow.id, 3))).toBe(false);
  await commitPages(at.installation.db, second, { ...commitOf(flow.id, 1), mayReplace: true });
  const run = await getRun(at.installation, id);
  expect(run.steps.find((step) => step.id === 'step1')).toMatchObject({ in: 3, success: 2, errors: 1, pages: 1 });
  expect((await listErrors(at.installation, { runId: id, limit: 100 })).items).toHaveLength(1);
});

const anyRecord = fc.record({
  id: fc.integer({ min: 1, max: 30 }),
  cost: fc.constantFrom('4.39', '0', '', 'free', '1e3'),
  description: fc.constantFrom('fits', 'far too long for it', '', 'also\u0000fits', '😀'),
  known: fc.boolean(),
});
const anyPages = fc.array(fc.array(anyRecord, { minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 9 });
/** After which pages a worker dies: it stops for good at one of the points of a run. */
const anyDeaths = fc.array(
  fc.tuple(fc.constantFrom('read', 'written', 'committed', 'finishing', 'finished'), fc.nat(4)),
  {
    maxLength: 3,
  },
);

class Died extends Error {}

test('in = success + ignored + errors at every step after every commit, whatever fails and whoever dies', async () => {
  await fc.assert(
    fc.asyncProperty(anyPages, anyDeaths, async (shapes, deaths) => {
      await forgetFlows();
      const flow = await twoSteps();
      const pages: DataRecord[][] = shapes.map((page) =>
        page.map(({ id, cost, description, known }) => item(known ? id : '', { defaultCost: cost, description })),
      );
      const { id } = await startRun(at.installation, system, flow.id, 'manual');
      const checkSums = async () => {
        const { steps } = await getRun(at.installation, id);
        const [source, first, second] = steps;
        for (const step of steps) expect(step.success + step.ignored + step.errors).toBe(step.in);
        expect(first?.in).toBe(source?.success);
        expect(second?.in).toBe((first?.success ?? 0) + (first?.ignored ?? 0));
      };
      for (const [point, countdown] of [...deaths, ['never', 0] as const]) {
        let left = countdown;
        const world = worldOf(at.otherProcess(), pagesSender(pages), async (now) => {
          if (now === 'committed') await checkSums();
          if (now === point && left-- === 0) throw new Died();
        });
        // A dead process says nothing: its run is as it was when its lease runs out.
        const dead = { ...world, installation: withoutLastWord(world.installation) };
        await leaseRunsOut(at.installation);
        const row = await takeRun(at.installation.db, world.installation.processId);
        if (!row) break;
        await executeRun(point === 'never' ? world : dead, row, new AbortController().signal);
        await checkSums();
      }
      const run = await getRun(at.installation, id);
      const all = pages.flat();
      expect(run.status).toBe(run.steps.some(({ errors }) => errors > 0) ? 'completedWithErrors' : 'completed');
      expect(run.steps[0]).toMatchObject({ in: all.length, success: all.length, pages: pages.length });
      const { items } = await listErrors(at.installation, { runId: id, limit: 1000 });
      for (const step of run.steps) {
        expect(items.filter(({ stepId }) => stepId === step.id)).toHaveLength(step.errors);
      }
      const good = all.filter((row) => row.itemID !== '' && row.defaultCost !== 'free');
      const { rows } = await at.data.query<{ id: string }>(`select "itemID" as id from ${flow.tables[0]}`);
      expect(rows.map((row) => row.id).sort()).toEqual([...new Set(good.map((row) => String(row.itemID)))].sort());
    }),
    { numRuns: 15 },
  );
});

/** Writes of this process about a run's end are lost with it. */
function withoutLastWord(installation: TestInstallation['installation']): TestInstallation['installation'] {
  const db = new Proxy(installation.db, {
    get(target, name) {
      if (name === 'transaction') throw new Died();
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return { ...installation, db };
}

test('a step that pauses on errors stops after the page, keeps what was written, and goes on when resumed', async () => {
  const flow = await twoSteps('pause');
  const pages = itemPages(4);
  pages[1] = [item(4), item(5, { defaultCost: 'free' }), item(6)];
  const run = await runOnce(worldOf(at.installation, pagesSender(pages)), flow);
  expect(run).toMatchObject({ status: 'paused', code: 'record_errors', endedAt: null });
  expect(run.detail).toMatch(/1 record failed at "Into", which pauses on errors\. .*resume/);
  expect(run.steps.map(({ in: count, errors, pages: done }) => [count, errors, done])).toEqual([
    [6, 0, 2],
    [6, 1, 2],
    [5, 0, 2],
  ]);
  await steerRun(at.installation, system, run.id, 'resume');
  await carry(worldOf(at.installation, pagesSender(pages)));
  expect(await getRun(at.installation, run.id)).toMatchObject({ status: 'completedWithErrors' });
  expect((await at.data.query(`select from ${flow.tables[0]}`)).rowCount).toBe(11);
});

test('a record that is written well later takes its open error off the desk', async () => {
  const flow = await twoSteps();
  await runOnce(
    worldOf(at.installation, pagesSender([[item(1, { defaultCost: 'free' }), item(2, { defaultCost: 'x' })]])),
    flow,
  );
  await wakeRuns(at.installation);
  await runOnce(worldOf(at.installation, pagesSender([[item(1)]])), flow);
  const errors = await listErrors(at.installation, { flowId: flow.id, limit: 10 });
  expect(errors.items.map(({ key, state }) => [key, state]).sort()).toEqual([
    ['1', 'resolved'],
    ['2', 'open'],
  ]);
});

test.each([{}, { message: 'ok' }, { Item: [item(9)] }])(
  'an answer like %j, which is no list, is not taken for the end of one: the run waits and asks again',
  async (answer) => {
    const flow = await twoSteps();
    const pages = pagesSender(itemPages(4));
    const run = await runOnce(
      worldOf(at.installation, async (request, options) => {
        const reply = await pages(request, options);
        return request.url.includes('after=2') ? { ...reply, json: answer } : reply;
      }),
      flow,
    );
    expect(run).toMatchObject({ status: 'waiting', code: 'reply_not_a_list', waiting: { for: 'source' } });
    await wakeRuns(at.installation);
    await carry(worldOf(at.installation, pages));
    expect(await getRun(at.installation, run.id)).toMatchObject({ status: 'completed', steps: [{ in: 12 }, {}, {}] });
  },
);
