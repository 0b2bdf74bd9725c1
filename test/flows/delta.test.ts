import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { CounterflowError } from '../../src/counterflow-error.ts';
import { settleCursor } from '../../src/flows/cursor.ts';
import { getRun, startRun, steerRun } from '../../src/flows/runs.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Send } from '../../src/transfers/access.ts';
import { editExport } from '../../src/transfers/exports.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import {
  carry,
  folderConnection,
  item,
  onlineConnection,
  pagesSender,
  runOnce,
  storedFlow,
  worldOf,
} from '../support/run-world.ts';
import { type SandboxSource, sandboxSource } from '../support/sandbox-source.ts';

let at: TestInstallation;
let sandbox: Sandbox;
let shop: string;
beforeAll(async () => {
  at = await testInstallation();
  sandbox = await startSandbox();
  shop = await onlineConnection(at.installation);
});
afterAll(async () => {
  await sandbox.close();
  await at.close();
});
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
});

let tables = 0;
async function deltaFlow(resource: string, key: string): Promise<Flow & { table: string }> {
  tables += 1;
  const table = `changes_${tables}`;
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    exported: { resource, type: 'delta' },
    imports: [{ connectionId: at.tableConnectionId, target: { table, key: [key], create: true } }],
  });
  return { ...flow, table };
}

/** Lets things happen in the store right before the requests of a run, by their number. */
function withChanges(store: SandboxSource, during: Map<number, Record<string, number>>): Send {
  let requests = 0;
  return async (request, options) => {
    const changes = during.get(requests);
    requests += 1;
    if (changes) await store.change(changes);
    return store.send(request, options);
  };
}

const anyChanges = fc.record({
  edits: fc.nat(120),
  archives: fc.nat(20),
  sales: fc.nat(30),
  voids: fc.nat(20),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});
const anyRuns = fc.array(
  fc.record({ before: anyChanges, during: fc.array(fc.tuple(fc.nat(5), anyChanges), { maxLength: 3 }) }),
  { minLength: 1, maxLength: 3 },
);

const asSent = (value: unknown) => (value === null ? '' : String(value));
const asTime = (value: unknown) => new Date(String(value)).toISOString();

describe.each([
  { resource: 'Item', key: 'itemID', stamp: 'timeStamp', fields: ['description', 'archived', 'customSku'] },
  { resource: 'Sale', key: 'saleID', stamp: 'updatetime', fields: ['voided', 'ticketNumber', 'calcTotal'] },
])('changes of $resource, read again and again', ({ resource, key, stamp, fields }) => {
  test('leave the table equal to the store, whatever changes between the runs and during them', () =>
    fc.assert(
      fc.asyncProperty(anyRuns, async (runs) => {
        await at.installation.db.deleteFrom('flow').execute();
        const store = await sandboxSource(sandbox, { items: 240, sales: 230, customers: 5 });
        const flow = await deltaFlow(resource, key);
        const run = async (send: Send): Promise<Run> => {
          const done = await runOnce(worldOf(at.installation, send), flow);
          expect(done).toMatchObject({ status: 'completed', code: null });
          for (const step of done.steps) expect(step.success + step.ignored + step.errors).toBe(step.in);
          expect(done.steps[1]?.in).toBe(done.steps[0]?.success);
          return done;
        };
        for (const { before, during } of runs) {
          await store.change(before);
          await run(withChanges(store, new Map(during)));
        }
        await run(store.send);
        const expected = await store.rows(resource);
        const arrived = await at.data.query(`select * from ${flow.table}`);
        const byKey = new Map(arrived.rows.map((row) => [String(row[key]), row]));
        expect(byKey.size).toBe(expected.length);
        for (const row of expected) {
          const there = byKey.get(String(row[key]));
          expect(asTime(there?.[stamp])).toBe(asTime(row[stamp]));
          for (const field of fields)
            expect(`${field} ${asSent(there?.[field])}`).toBe(`${field} ${asSent(row[field])}`);
        }
        // Nothing changed since: the overlap brings rows again, and each of them is left out.
        expect((await run(store.send)).steps[0]).toMatchObject({ success: 0 });
      }),
      { numRuns: 6 },
    ));
});

test('rows of one second that come apart at a page border are all read, and a late one of that second too', async () => {
  const flow = await deltaFlow('Item', 'itemID');
  const second = '2026-03-01T10:00:00+00:00';
  const rows = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, n) => item(from + n, { timeStamp: second }));
  await runOnce(worldOf(at.installation, pagesSender([rows(1, 4), rows(5, 8)])), flow);
  const again = await runOnce(worldOf(at.installation, pagesSender([rows(1, 5), [...rows(6, 9)]])), flow);
  expect(again.steps[0]).toMatchObject({ in: 9, success: 1, ignored: 8 });
  expect((await at.data.query(`select from ${flow.table}`)).rowCount).toBe(9);
});

test('a row that was changed and changed back inside the overlap is written each time', async () => {
  const flow = await deltaFlow('Item', 'itemID');
  const states = [
    item(1, { description: 'red', timeStamp: '2026-03-01T10:00:00+00:00' }),
    item(1, { description: 'blue', timeStamp: '2026-03-01T10:00:01+00:00' }),
    item(1, { description: 'red', timeStamp: '2026-03-01T10:00:02+00:00' }),
  ];
  for (const state of states) {
    const run = await runOnce(worldOf(at.installation, pagesSender([[state]])), flow);
    expect(run.steps[0]).toMatchObject({ success: 1, ignored: 0 });
    expect((await at.data.query(`select description from ${flow.table}`)).rows).toEqual([
      { description: state.description },
    ]);
  }
});

describe('a cursor that belongs to another reading', () => {
  const mismatched = async () => {
    const flow = await deltaFlow('Item', 'itemID');
    await runOnce(worldOf(at.installation, pagesSender([[item(1)]])), flow);
    const filters = [{ field: 'categoryID', operator: '=' as const, value: '3' }];
    await editExport(at.installation, system, flow.sources[0]?.exportId ?? '', { filters }, undefined);
    return flow;
  };

  test('stops the run with a question, and reads nothing', async () => {
    const flow = await mismatched();
    const run = await runOnce(worldOf(at.installation, pagesSender([[item(2)]])), flow);
    expect(run).toMatchObject({ status: 'failed', code: 'cursor_mismatch' });
    expect(run.detail).toMatch(/read changes up to 2026-03-01T10:00:00.000Z, .*"startOver" or "keep"/);
    expect((await at.data.query(`select from ${flow.table}`)).rowCount).toBe(1);
  });
});

describe('a mismatched cursor is settled', () => {
  const settle = async (choice: 'startOver' | 'keep') => {
    const flow = await deltaFlow('Item', 'itemID');
    await runOnce(worldOf(at.installation, pagesSender([[item(1)]])), flow);
    await editExport(at.installation, system, flow.sources[0]?.exportId ?? '', { relations: ['Category'] }, undefined);
    const asked: string[] = [];
    const world = worldOf(at.installation, (request, options) => {
      asked.push(JSON.stringify(request.query));
      return pagesSender([[item(1), item(2)]])(request, options);
    });
    await settleCursor(at.installation, world.access, system, flow.id, choice);
    return { run: await runOnce(world, flow), query: asked[0] };
  };

  test('by starting over: everything is read', async () => {
    const { run, query } = await settle('startOver');
    expect(run).toMatchObject({ status: 'completed', steps: [{ in: 2, success: 2 }, {}] });
    expect(query).not.toMatch(/>=/);
  });

  test('by keeping it: reading goes on where it stood', async () => {
    const { run, query } = await settle('keep');
    expect(run).toMatchObject({ status: 'completed', steps: [{ in: 2, success: 1, ignored: 1 }, {}] });
    expect(query).toMatch(/>=,2026-03-01T09:55:00/);
  });
});

describe('a file that was not completed takes its changes with it', () => {
  const changes = (from: number, minute: string) =>
    Array.from({ length: 3 }, (_, n) => item(from + n, { timeStamp: `2026-03-01T${minute}:00+00:00` }));

  async function fileFlow(file: string) {
    const folder = await folderConnection(at.installation);
    return storedFlow(at.installation, {
      connectionId: shop,
      exported: { type: 'delta' },
      imports: [{ connectionId: folder, target: { file, format: 'jsonl' } }],
    });
  }

  const idsIn = async (file: string) => {
    const text = await readFile(join(at.installation.dataDir, 'files', file), 'utf8');
    return text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).itemID);
  };

  test.each(['fails', 'is cancelled'])('so the run after one that %s brings them again', async (how) => {
    const file = `${how.replace(' ', '-')}.jsonl`;
    const flow = await fileFlow(file);
    await runOnce(worldOf(at.installation, pagesSender([changes(1, '10:00')])), flow);
    expect(await idsIn(file)).toEqual([1, 2, 3]);

    const pages = pagesSender([changes(4, '11:00'), changes(7, '12:00'), changes(10, '13:00')]);
    const { id } = await startRun(at.installation, system, flow.id, 'manual');
    const leave = new AbortController();
    let commits = 0;
    const breaking = worldOf(
      at.installation,
      async (request, options) => {
        if (how === 'fails' && request.url.includes('after=2')) {
          throw new CounterflowError('right_missing', 'Lightspeed does not allow this.');
        }
        return pages(request, options);
      },
      async (point) => {
        if (point !== 'committed' || how === 'fails') return;
        commits += 1;
        if (commits > 1) return;
        await steerRun(at.installation, system, id, 'cancel');
        leave.abort(new Error('asked to cancel'));
      },
    );
    await carry(breaking, leave.signal);
    expect(await getRun(at.installation, id)).toMatchObject({ status: how === 'fails' ? 'failed' : 'cancelled' });
    expect(await idsIn(file)).toEqual([1, 2, 3]);
    expect(await readdir(join(at.installation.dataDir, 'files'))).not.toContainEqual(expect.stringMatching(/\.part$/));

    await runOnce(worldOf(at.installation, pages), flow);
    expect(await idsIn(file)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12]);
  });
});
