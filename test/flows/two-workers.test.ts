import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { CounterflowError } from '../../src/counterflow-error.ts';
import { executeRun } from '../../src/flows/run/execute-run.ts';
import type { RunPoint } from '../../src/flows/run/world.ts';
import { getRun, startRun } from '../../src/flows/runs.ts';
import { RUN_LEASE_SECONDS } from '../../src/store/runs.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import {
  carry,
  folderConnection,
  item,
  itemPages,
  leaseRunsOut,
  onlineConnection,
  pagesSender,
  storedFlow,
  taken,
  worldOf,
} from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
let folder: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
  folder = await folderConnection(at.installation, 'out');
});
afterAll(() => at.close());

const points: RunPoint[] = ['read', 'written', 'committed', 'finishing', 'finished'];

test.each(points)(
  'a worker that stalls at "%s" says nothing any more once another one has taken its run',
  async (point) => {
    const table = `stalled_${point}`;
    const file = `${table}.csv`;
    const flow = await storedFlow(at.installation, {
      connectionId: shop,
      imports: [
        { connectionId: at.tableConnectionId, target: { table, key: ['itemID'], create: true } },
        { connectionId: folder, target: { file, format: 'csv' } },
      ],
    });
    const { id } = await startRun(at.installation, system, flow.id, 'manual');
    const stalled = Promise.withResolvers<void>();
    const wakened = Promise.withResolvers<void>();
    let visits = 0;
    let sleptMs = 0;
    // Stops in the second page where there is one, so that something is committed already.
    const { clock } = at.installation;
    const sleeper = { ...at.installation, clock: { ...clock, monotonicMs: () => clock.monotonicMs() + sleptMs } };
    const older = worldOf(sleeper, pagesSender(itemPages(6, 2)), async (now) => {
      if (now !== point) return;
      visits += 1;
      if (visits !== (point.startsWith('finish') ? 1 : 2)) return;
      stalled.resolve();
      await wakened.promise;
      sleptMs = RUN_LEASE_SECONDS * 1000;
    });
    const old = executeRun(older, await taken(sleeper), new AbortController().signal);
    await stalled.promise;

    await leaseRunsOut(at.installation);
    const changed = itemPages(6, 2).map((page) =>
      page.map((row) => item(String(row.itemID), { description: 'newer' })),
    );
    const newer = worldOf(at.otherProcess(), pagesSender(changed));
    if (point === 'written') {
      // The newer one is in mid-run as the older one wakes up: nothing of its unfinished file may be touched.
      newer.at = async (now) => {
        if (now !== 'finishing') return;
        wakened.resolve();
        await old;
      };
    }
    await carry(newer);
    const over = await getRun(at.installation, id);
    const written = await at.data.query(`select "itemID", description from ${table} order by "itemID"`);
    wakened.resolve();
    await old;

    expect(over).toMatchObject({ status: 'completed', code: null });
    expect(await getRun(at.installation, id)).toMatchObject({ status: 'completed', endedAt: over.endedAt });
    expect((await at.data.query(`select "itemID", description from ${table} order by "itemID"`)).rows).toEqual(
      written.rows,
    );
    for (const step of over.steps) expect(step).toMatchObject({ in: 12, success: 12, ignored: 0, errors: 0, pages: 6 });
    const files = await readdir(join(at.installation.dataDir, 'files', 'out'));
    expect(files.filter((name) => name.startsWith(file))).toEqual([file]);
    const lines = (await readFile(join(at.installation.dataDir, 'files', 'out', file), 'utf8')).trim().split('\n');
    expect(lines.slice(1).map((line) => line.split(',')[0])).toEqual(
      Array.from({ length: 12 }, (_, n) => String(n + 1)),
    );
  },
);

test("a worker whose own work fails after it lost its run leaves the newer owner's unfinished file alone", async () => {
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    imports: [{ connectionId: folder, target: { file: 'kept.jsonl', format: 'jsonl' } }],
  });
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const stalled = Promise.withResolvers<void>();
  const wakened = Promise.withResolvers<void>();
  const pages = pagesSender(itemPages(3));
  const older = worldOf(at.installation, async (request, options) => {
    if (!request.url.includes('after')) return pages(request, options);
    stalled.resolve();
    await wakened.promise;
    throw new CounterflowError('right_missing', 'Lightspeed does not allow this.');
  });
  const old = executeRun(older, await taken(at.installation), new AbortController().signal);
  await stalled.promise;
  await leaseRunsOut(at.installation);
  await carry(
    worldOf(at.otherProcess(), pages, async (now) => {
      if (now !== 'finishing') return;
      wakened.resolve();
      await old;
    }),
  );
  expect(await getRun(at.installation, id)).toMatchObject({ status: 'completed', code: null });
  const text = await readFile(join(at.installation.dataDir, 'files', 'out', 'kept.jsonl'), 'utf8');
  expect(text.trim().split('\n')).toHaveLength(9);
});
