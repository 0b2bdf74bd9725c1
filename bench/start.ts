import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { makeDataFolder, spawnCounterflow } from '../test/support/counterflow-process.ts';
import type { Finding } from './report.ts';
import { processMiB } from './rig.ts';

const IDLE_MS = 20_000;

/** Seconds from the start of the process to ready, on an empty data folder and on the same one again, and memory at rest. */
export async function start(say: (line: string) => void): Promise<Finding> {
  const { dataDir, remove } = await makeDataFolder();
  try {
    const first = await timedStart(dataDir);
    await first.counterflow.stop();
    const second = await timedStart(dataDir);
    say(
      `  first start ${first.seconds.toFixed(2)} s, second ${second.seconds.toFixed(2)} s; now ${IDLE_MS / 1000} s of rest`,
    );
    await new Promise((resolve) => setTimeout(resolve, IDLE_MS));
    const server = await processMiB(second.counterflow.pid, 'VmRSS');
    const database = await databaseMiB(second.counterflow.pid);
    await second.counterflow.stop();
    return {
      name: 'start',
      title: 'Start of an installed counterflow, and memory at rest',
      rows: [
        ['first start, database made', `${first.seconds.toFixed(2)} s`],
        ['second start', `${second.seconds.toFixed(2)} s`],
        ['server process at rest (RSS)', `${server.toFixed(0)} MiB`],
        ['database at rest, all its processes (proportional share)', `${database.toFixed(0)} MiB`],
      ],
    };
  } finally {
    await remove();
  }
}

async function timedStart(dataDir: string) {
  const startedMs = performance.now();
  const counterflow = await spawnCounterflow({ dataDir });
  return { counterflow, seconds: (performance.now() - startedMs) / 1000 };
}

/** Memory of the PostgreSQL processes below a server, each shared page counted once. */
async function databaseMiB(serverPid: number): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-eo', 'pid=,ppid=,comm=']);
  const processes = stdout
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, name]) => ({ pid: Number(pid), parent: Number(parent), name }));
  const below = new Set([serverPid]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const { pid, parent } of processes) {
      if (below.has(pid) || !below.has(parent)) continue;
      below.add(pid);
      grew = true;
    }
  }
  const servers = processes.filter(({ pid, name }) => below.has(pid) && name?.startsWith('postgres'));
  const shares = await Promise.all(servers.map(({ pid }) => readFile(`/proc/${pid}/smaps_rollup`, 'utf8')));
  return shares.reduce((sum, share) => sum + Number(/^Pss:\s+(\d+) kB$/m.exec(share)?.[1] ?? 0) / 1024, 0);
}
