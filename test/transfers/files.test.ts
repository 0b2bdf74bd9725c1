import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { getRun, startRun, steerRun } from '../../src/flows/runs.ts';
import type { Flow } from '../../src/flows/schema.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import {
  carry,
  folderConnection,
  item,
  itemPages,
  onlineConnection,
  pagesSender,
  runOnce,
  storedFlow,
  wakeRuns,
  worldOf,
} from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
let root: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
  root = join(at.installation.dataDir, 'files');
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
});

async function fileFlow(file: string, path = '.', format: 'csv' | 'jsonl' = 'jsonl'): Promise<Flow> {
  const connectionId = await folderConnection(at.installation, path);
  return storedFlow(at.installation, { connectionId: shop, imports: [{ connectionId, target: { file, format } }] });
}

const linesOf = async (file: string) => (await readFile(join(root, file), 'utf8')).trimEnd().split('\n');
const idsIn = async (file: string) => (await linesOf(file)).map((line) => JSON.parse(line).itemID);
const upTo = (count: number) => Array.from({ length: count }, (_, n) => n + 1);
const partsIn = async (folder: string) => (await readdir(folder)).filter((name) => name.endsWith('.part'));

test('a file appears under its name when it is complete, in place of the one before', async () => {
  const flow = await fileFlow('whole.csv', '.', 'csv');
  await writeFile(join(root, 'whole.csv'), 'old');
  const seen: string[] = [];
  const world = worldOf(at.installation, pagesSender(itemPages(3)), async (point) => {
    if (point === 'committed') seen.push((await linesOf('whole.csv')).join());
  });
  expect(await runOnce(world, flow)).toMatchObject({ status: 'completed' });
  expect(new Set(seen)).toEqual(new Set(['old']));
  expect(await linesOf('whole.csv')).toHaveLength(10);
  expect(await partsIn(root)).toEqual([]);
});

test('a resumed file holds exactly what was committed, whatever was written after it', async () => {
  const flow = await fileFlow('resumed.jsonl');
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const leave = new AbortController();
  await carry(
    worldOf(at.installation, pagesSender(itemPages(8)), (point) => {
      if (point === 'committed') leave.abort(new Error('this process stops'));
    }),
    leave.signal,
  );
  const [part = ''] = await partsIn(root);
  await writeFile(join(root, part), 'half a li', { flag: 'a' });
  await carry(worldOf(at.installation, pagesSender(itemPages(8))));
  expect(await getRun(at.installation, id)).toMatchObject({ status: 'completed' });
  expect(await idsIn('resumed.jsonl')).toEqual(upTo(24));
});

test('a run that dies between the rename and its last word is complete all the same', async () => {
  const flow = await fileFlow('renamed.jsonl');
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const leave = new AbortController();
  await carry(
    worldOf(at.installation, pagesSender(itemPages(2)), (point) => {
      if (point !== 'finished') return;
      leave.abort(new Error('this process stops'));
      throw leave.signal.reason;
    }),
    leave.signal,
  );
  expect(await getRun(at.installation, id)).toMatchObject({ status: 'queued' });
  await carry(worldOf(at.installation, pagesSender(itemPages(2))));
  expect(await getRun(at.installation, id)).toMatchObject({ status: 'completed', steps: [{ in: 6 }, { success: 6 }] });
  expect(await idsIn('renamed.jsonl')).toEqual(upTo(6));
});

test('a source without records gives a CSV file with its header', async () => {
  const flow = await fileFlow('empty.csv', '.', 'csv');
  expect(await runOnce(worldOf(at.installation, pagesSender([[]])), flow)).toMatchObject({ status: 'completed' });
  expect((await linesOf('empty.csv'))[0]).toMatch(/^itemID,systemSku,/);
});

test('a field that shows up after the header was written is an error of its record, not a lost value', async () => {
  const flow = await fileFlow('late.csv', '.', 'csv');
  const pages = Array.from({ length: 10 }, (_, n) => [item(n + 1, n === 9 ? { surprise: 'x' } : {})]);
  const run = await runOnce(worldOf(at.installation, pagesSender(pages)), flow);
  expect(run.steps[1]).toMatchObject({ in: 10, success: 9, errors: 1 });
});

test('two steps of one flow that write the same file are refused', async () => {
  const connectionId = await folderConnection(at.installation);
  const target = { file: 'same.csv', format: 'csv' as const };
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    imports: [
      { connectionId, target },
      { connectionId, target },
    ],
  });
  await expect(startRun(at.installation, system, flow.id, 'manual')).rejects.toMatchObject({
    code: 'file_twice',
    message: expect.stringMatching(/both write the file same\.csv/),
  });
});

describe('an unfinished file that was changed by somebody else', () => {
  test.each([
    ['removed in mid-run', (path: string) => rm(path)],
    ['cut short in mid-run', (path: string) => truncate(path, 5)],
  ])('%s ends the run with a clear code, and no broken file appears', async (_, spoil) => {
    const flow = await fileFlow('spoiled.jsonl');
    let commits = 0;
    const run = await runOnce(
      worldOf(at.installation, pagesSender(itemPages(3)), async (point) => {
        if (point !== 'finishing') return;
        commits += 1;
        const [part = ''] = await partsIn(root);
        await spoil(join(root, part));
      }),
      flow,
    );
    expect(commits).toBe(1);
    expect(run).toMatchObject({ status: 'failed', code: 'file_changed' });
    expect(run.detail).toMatch(/unfinished file .* is gone or shorter .* start the flow again/);
    expect(await readdir(root)).not.toContain('spoiled.jsonl');
  });
});

test('a cancelled run leaves nothing behind, also one that nobody works on', async () => {
  const flow = await fileFlow('cancelled.jsonl');
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const leave = new AbortController();
  await carry(
    worldOf(at.installation, pagesSender(itemPages(8)), (point) => {
      if (point === 'committed') leave.abort(new Error('this process stops'));
    }),
    leave.signal,
  );
  expect(await partsIn(root)).toHaveLength(1);
  await steerRun(at.installation, system, id, 'cancel');
  expect(await partsIn(root)).toEqual([]);
});

describe('a folder', () => {
  test.each([
    ['outside the allowed ones', '/etc'],
    ['above them', '../..'],
    ['that is the data folder', '..'],
    ['of the database', '../postgres'],
  ])('%s is refused', async (_, path) => {
    const run = await runOnce(worldOf(at.installation, pagesSender(itemPages(1))), await fileFlow('x.csv', path));
    expect(run).toMatchObject({ status: 'failed', code: 'folder_refused' });
    expect(run.detail).toMatch(/outside the folders that connections may use.*COUNTERFLOW_FILES/);
  });

  test('behind a link that leads out is refused', async () => {
    await symlink('/etc', join(root, 'out-link'));
    const run = await runOnce(worldOf(at.installation, pagesSender(itemPages(1))), await fileFlow('x.csv', 'out-link'));
    expect(run).toMatchObject({ status: 'failed', code: 'folder_refused' });
  });

  test('that is a file says so', async () => {
    await writeFile(join(root, 'a-file'), '');
    const run = await runOnce(worldOf(at.installation, pagesSender(itemPages(1))), await fileFlow('x.csv', 'a-file'));
    expect(run).toMatchObject({ status: 'failed', code: 'folder_not_writable' });
  });

  test('with a folder of the name of the file says so', async () => {
    await mkdir(join(root, 'taken.csv'));
    const run = await runOnce(worldOf(at.installation, pagesSender(itemPages(1))), await fileFlow('taken.csv'));
    expect(run).toMatchObject({
      status: 'failed',
      code: 'file_not_writable',
      detail: expect.stringMatching(/a folder has that name/),
    });
    expect(await partsIn(root)).toEqual([]);
  });
});

test('a link put in the place of the unfinished file is not followed', async () => {
  const flow = await fileFlow('linked.jsonl');
  const { id } = await startRun(at.installation, system, flow.id, 'manual');
  const victim = join(at.installation.dataDir, 'victim');
  await writeFile(victim, 'precious');
  await symlink(victim, join(root, `linked.jsonl.${id}.step1.1.part`));
  await carry(worldOf(at.installation, pagesSender(itemPages(1))));
  expect(await readFile(victim, 'utf8')).toBe('precious');
  expect(await getRun(at.installation, id)).toMatchObject({
    status: 'failed',
    code: 'file_not_writable',
    detail: expect.stringMatching(/a link has the name of the unfinished file/),
  });
});

const smallDisk = await smallDiskOrReason();

/** Only root can make a small disk, and only where mounting is allowed. */
async function smallDiskOrReason(): Promise<{ path: string } | { why: string }> {
  const path = await mkdtemp('/tmp/cf-disk-');
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=512k', 'tmpfs', path], { stdio: 'pipe' });
    return { path };
  } catch (cause) {
    await rm(path, { recursive: true });
    return { why: String((cause as Error).message).split('\n')[0] ?? '' };
  }
}

test.skipIf('why' in smallDisk)(
  'a disk that is full is waited for, and nothing is lost when there is room again',
  async () => {
    const { path } = smallDisk as { path: string };
    onTestFinished(async () => {
      execFileSync('umount', [path]);
      await rm(path, { recursive: true });
    });
    at.installation.fileRoots.push(path);
    const filler = join(path, 'filler');
    await writeFile(filler, Buffer.alloc(460 * 1024));
    const flow = await fileFlow('full.jsonl', path);
    const pages = pagesSender(itemPages(8, 20));
    const run = await runOnce(worldOf(at.installation, pages), flow);
    expect(run).toMatchObject({
      status: 'waiting',
      code: 'file_not_writable',
      waiting: { for: 'destination', detail: expect.stringMatching(/the disk is full\. Nothing is lost/) },
    });
    await rm(filler);
    await wakeRuns(at.installation);
    await carry(worldOf(at.installation, pages));
    expect(await getRun(at.installation, run.id)).toMatchObject({
      status: 'completed',
      steps: [{ in: 160 }, { success: 160 }],
    });
    const lines = (await readFile(join(path, 'full.jsonl'), 'utf8')).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line).itemID)).toEqual(upTo(160));
    expect((await stat(path)).isDirectory()).toBe(true);
  },
);
