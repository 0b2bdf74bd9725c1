import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export interface Parent {
  process: ChildProcess;
  where: string;
  socket: string;
  postmaster: number;
  watcher: number;
  /** Watcher and all processes of PostgreSQL. */
  pids: number[];
  /** What it logged while starting. */
  log: string[];
  /** Ids of rows that it knows to be committed, growing. */
  written: number[];
  /** Resolves when it has written that many rows. */
  hasWritten(count: number): Promise<void>;
  /** Resolves with its exit code, or the signal that ended it, after all of its output was read. */
  ended: Promise<number | string>;
}

/** Starts `parent-process.ts` on a data folder, in a process group of its own, and resolves when its database is ready. */
export async function startParent(
  dataDir: string,
  options: { uid?: number; gid?: number; elsewhere?: string } = {},
): Promise<Parent> {
  const script = fileURLToPath(new URL('./parent-process.ts', import.meta.url));
  const { elsewhere = '/var/lib/counterflow', ...user } = options;
  const child = spawn(process.execPath, [script, dataDir, elsewhere], {
    ...user,
    detached: true,
    cwd: '/',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (chunk) => {
    complaint += chunk;
  });
  const log: string[] = [];
  const written: number[] = [];
  const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
  const lines = createInterface({ input: child.stdout });
  const ready = await new Promise<Pick<Parent, 'where' | 'socket' | 'postmaster' | 'watcher' | 'pids'>>(
    (resolve, reject) => {
      lines.on('line', (line) => {
        const said = JSON.parse(line);
        if (said.log) log.push(said.log);
        else if (said.written) written.push(said.written);
        else if (said.pids) resolve(said);
      });
      ended.then((how) => reject(new Error(`The parent ended (${how}): ${complaint}`)));
    },
  );
  const hasWritten = (count: number) =>
    new Promise<void>((resolve) => {
      const check = () => {
        if (written.length < count) return;
        lines.off('line', check);
        resolve();
      };
      lines.on('line', check);
      check();
    });
  return { process: child, ...ready, log, written, hasWritten, ended };
}

/** Those of the processes that still exist. */
export function alive(pids: readonly number[]): number[] {
  return pids.filter((pid) => {
    try {
      return process.kill(pid, 0);
    } catch (error) {
      return (error as NodeJS.ErrnoException).code === 'EPERM';
    }
  });
}
