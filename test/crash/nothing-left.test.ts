import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { alive } from '../store/embedded/start-parent.ts';
import { apiClient } from '../support/api.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { authorizedConnection, createStore, setUpOwner } from '../support/walk.ts';

/** More with COUNTERFLOW_KILLS, e.g. over a night. */
const KILLS = Number(process.env.COUNTERFLOW_KILLS ?? 2);
const GONE_MS = 5000;

/** A process and all that it started, by parents. */
async function withDescendants(pid: number): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=']);
  const pairs = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number]);
  const family = new Set([pid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const [child, parent] of pairs) {
      if (family.has(child) || !family.has(parent)) continue;
      family.add(child);
      grew = true;
    }
  }
  return [...family];
}

test(`after ${KILLS} times kill -9 of the server nothing it started is left 5 s later: database, watcher, sandbox; stores and connections are there again`, {
  timeout: 60_000 + KILLS * 20_000,
}, async () => {
  const dataDir = await temporaryFolder();
  let counterflow = await startProcess({ dataDir });
  const first = await setUpOwner(counterflow);
  const { key } = await first.post<{ key: string }>('/v1/apikeys', { name: 'test', role: 'administrator' });
  const store = await createStore(first, { items: 3, sales: 3, customers: 3 });
  const connection = await authorizedConnection(first, store);

  for (let kills = 0; kills < KILLS; kills += 1) {
    const family = await withDescendants(counterflow.pid);
    // The server, PostgreSQL's postmaster and its processes, their watcher, the sandbox.
    expect(family.length).toBeGreaterThan(6);
    await counterflow.kill();
    await expect.poll(() => alive(family), { timeout: GONE_MS }).toEqual([]);
    counterflow = await startProcess({ dataDir });
    const api = apiClient(counterflow.url, key);
    expect(await api.get('/v1/stores')).toMatchObject({ items: [{ id: store.id, accountId: store.accountId }] });
    const answer = await api.post<{ ok: boolean }>(`/v1/connections/${connection.id}/ping`);
    expect(answer).toMatchObject({ ok: true });
  }
});
