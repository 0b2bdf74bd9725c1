import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../clock.ts';
import { CounterflowError } from '../../counterflow-error.ts';

const pollMs = 25;
/** A watcher needs at most about 3 s; what runs longer has lost its watcher, too. */
const watcherMs = 5_000;
const fastStopMs = 5_000;
const immediateStopMs = 10_000;

/**
 * Waits until no PostgreSQL runs on the folder any more. The caller holds the lock of the data folder, so a running one
 * lost its counterflow; one that nobody ends any more is ended here. Throws `data_folder_in_use` when it doesn't go.
 */
export async function waitForOrphan(cluster: string, clock: Clock, log: (line: string) => void): Promise<void> {
  const pid = runningPostmaster(cluster);
  if (pid === undefined) return;
  log(`The database of an earlier start (process ${pid}) is still running: waiting until it is gone.`);
  if (await gone(watcherMs)) return;
  process.kill(pid, 'SIGINT');
  if (await gone(fastStopMs)) return;
  process.kill(pid, 'SIGQUIT');
  if (await gone(immediateStopMs)) return;
  throw new CounterflowError(
    'data_folder_in_use',
    `The database in ${cluster} is still running (process ${pid}) and does not stop. End that process, then start again.`,
  );

  async function gone(limitMs: number): Promise<boolean> {
    const until = clock.monotonicMs() + limitMs;
    while (runningPostmaster(cluster) === pid) {
      if (clock.monotonicMs() > until) return false;
      await clock.sleep(pollMs);
    }
    return true;
  }
}

/**
 * Process id of the PostgreSQL running on the folder. A `postmaster.pid` whose process is gone, or is another program by now
 * (a restarted container hands out the same small numbers), is removed: PostgreSQL itself would refuse to start over the latter.
 */
export function runningPostmaster(cluster: string): number | undefined {
  const pidFile = join(cluster, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  } catch {
    return undefined;
  }
  if (pid > 0 && commandLine(pid).includes(cluster)) return pid;
  rmSync(pidFile, { force: true });
  return undefined;
}

/** Command line of a process; empty when there is none. */
function commandLine(pid: number): string {
  try {
    return process.platform === 'linux'
      ? readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      : execFileSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' });
  } catch {
    return '';
  }
}
