import { chmod, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { asRoot, temporaryDataDir, temporaryFolder } from './data-dir.ts';
import { alive, type Parent, startParent } from './start-parent.ts';

/** More with COUNTERFLOW_KILLS, e.g. over a night. */
const KILLS = Number(process.env.COUNTERFLOW_KILLS ?? 5);
const GONE_MS = 5000;

/** Milliseconds until none of the processes exists; throws when some do after 5 s. */
async function untilGone(pids: readonly number[]): Promise<number> {
  const startedMs = performance.now();
  while (alive(pids).length > 0) {
    if (performance.now() - startedMs > GONE_MS) throw new Error(`still there: ${alive(pids).join(', ')}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return performance.now() - startedMs;
}

async function started(...options: Parameters<typeof startParent>): Promise<Parent> {
  const parent = await startParent(...options);
  onTestFinished(async () => {
    parent.process.kill('SIGKILL');
    await untilGone(parent.pids);
  });
  return parent;
}

/** Ids that are in the database of a running parent, through the connection it made itself. */
async function storedIds(dataDir: string, { socket }: Parent): Promise<number[]> {
  const passwords = JSON.parse(await readFile(join(dataDir, 'postgres-passwords.json'), 'utf8'));
  const client = new pg.Client({
    host: socket,
    user: 'counterflow',
    database: 'counterflow',
    password: passwords.counterflow,
  });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('SELECT id FROM written ORDER BY id');
  await client.end();
  return rows.map(({ id }) => Number(id));
}

describe('when the process that started the database is killed with kill -9', () => {
  test(`${KILLS} times: nothing is left 5 s later, the next start is ready, and every committed row is there`, {
    timeout: 30_000 + KILLS * 10_000,
  }, async () => {
    const dataDir = await temporaryDataDir();
    const committed: number[] = [];
    for (let kill = 0; kill < KILLS; kill += 1) {
      const parent = await started(dataDir);
      await parent.hasWritten(20 + kill * 7);
      parent.process.kill('SIGKILL');
      await parent.ended;
      committed.push(...parent.written);
      await untilGone(parent.pids);
    }
    const last = await started(dataDir);
    expect(await storedIds(dataDir, last)).toEqual(expect.arrayContaining(committed));
  });

  test('a start at once waits until the former database is gone, instead of failing or doubling it', async () => {
    const dataDir = await temporaryDataDir();
    const first = await started(dataDir);
    await first.hasWritten(5);
    first.process.kill('SIGKILL');
    await first.ended;
    const second = await started(dataDir);
    // Its watcher may still be tidying up; PostgreSQL itself is gone.
    expect(alive(first.pids.filter((pid) => pid !== first.watcher))).toEqual([]);
    expect(await storedIds(dataDir, second)).toEqual(expect.arrayContaining(first.written));
  });
});

test('Ctrl-C, which reaches the whole process group, lets the parent write its last row before the database ends', async () => {
  const dataDir = await temporaryDataDir();
  const parent = await started(dataDir);
  await parent.hasWritten(5);
  process.kill(-(parent.process.pid as number), 'SIGINT');
  expect(await parent.ended).toBe(0);
  await untilGone(parent.pids);
});

describe.runIf(asRoot)('as root', () => {
  test('the database runs under an unprivileged user id', async () => {
    const parent = await started(await temporaryDataDir());
    const { uid } = await stat(`/proc/${parent.postmaster}`);
    expect(uid).not.toBe(0);
    expect((await stat(parent.where)).uid).toBe(uid);
  });

  test('a data folder that only root can reach keeps its database elsewhere, says where, and finds it again', async () => {
    const folder = await temporaryFolder();
    await chmod(folder, 0o700);
    const dataDir = join(folder, 'data');
    const elsewhere = join(await temporaryFolder(), 'elsewhere');
    const parent = await started(dataDir, { elsewhere });
    expect(parent.where.startsWith(elsewhere)).toBe(true);
    expect(parent.log.join('\n')).toContain(elsewhere);
    await parent.hasWritten(3);
    parent.process.kill('SIGTERM');
    await parent.ended;

    const again = await started(dataDir, { elsewhere });
    expect(again.where).toBe(parent.where);
    expect(await storedIds(dataDir, again)).toEqual(expect.arrayContaining(parent.written));
  });
});

afterAll(() => {
  if (!asRoot) console.log('The root cases of the embedded database were not run: these tests do not run as root.');
});
