import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Binaries } from './binaries.ts';
import { type ChildUser, childEnvironment } from './child-user.ts';
import { failed } from './cluster.ts';

/**
 * The watcher: a shell (1 MB, where Node would take 40) that runs PostgreSQL as its child. Its standard input is a pipe whose
 * other end only counterflow holds: when that closes, because counterflow wants so or is gone (kill -9 included), PostgreSQL
 * gets a fast stop, and after 3 s an immediate one. A signal sent to the whole group of processes does not end the watcher
 * before PostgreSQL. $1 is the socket's folder, removed at the end; the rest is PostgreSQL's command line.
 */
const watcher = `
socket=$1; shift
exec 3<&0 </dev/null
"$@" 3<&- & database=$!
(
  trap '' HUP INT TERM
  while read -r line <&3; do :; done
  kill -INT $database 2>/dev/null
  tenths=0
  while [ $tenths -lt 30 ]; do
    kill -0 $database 2>/dev/null || exit 0
    sleep 0.1
    tenths=$((tenths + 1))
  done
  kill -QUIT $database 2>/dev/null
) & stopper=$!
exec 3<&-
trap : HUP INT TERM
while :; do
  wait $database; status=$?
  kill -0 $database 2>/dev/null || break
done
kill -KILL $stopper 2>/dev/null
rm -rf "$socket"
exit $status
`;

export interface SupervisedPostgres {
  /** Ends the database and waits for it; harmless when it has ended. */
  stop(): Promise<void>;
  /** Resolves with the reason when the database ends without `stop`. */
  ended: Promise<CounterflowError>;
}

export interface PostgresLaunch {
  binaries: Binaries;
  cluster: string;
  socketFolder: string;
  user: ChildUser;
  settings: Readonly<Record<string, string>>;
  log(line: string): void;
}

/** Starts PostgreSQL in a session of its own, so that Ctrl-C in a terminal doesn't reach it; resolves when it takes connections. */
export async function launchPostgres(launch: PostgresLaunch): Promise<SupervisedPostgres> {
  const { binaries, cluster, socketFolder, user, log } = launch;
  const settings = Object.entries(launch.settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const command = [binaries.postgres, '-D', cluster, '-k', socketFolder, ...settings];
  const child = spawn('/bin/sh', ['-c', watcher, 'counterflow-database-watcher', socketFolder, ...command], {
    ...user,
    cwd: '/',
    env: childEnvironment,
    stdio: ['pipe', 'ignore', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  let ready = false;
  let stopping = false;
  child.stdin.on('error', () => {}); // the watcher is gone already

  const exited = new Promise<string>((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
  const stop = async () => {
    stopping = true;
    child.stdin.end();
    await exited;
    rmSync(socketFolder, { recursive: true, force: true });
  };

  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stderr }).on('line', (line) => {
      lines.push(line);
      if (lines.length > 30) lines.shift();
      if (line.includes('ready to accept connections')) {
        ready = true;
        resolve();
      } else if (ready && !stopping && worthTelling.test(line)) log(`PostgreSQL: ${line}`);
    });
    exited.then((how) => reject(failed(how, lines)));
  }).catch(async (error) => {
    await stop();
    throw error;
  });

  const ended = new Promise<CounterflowError>((resolve) => {
    exited.then((how) => {
      if (stopping) return;
      child.stdin.end(); // where only the watcher was ended, its helper still stops the database
      const said = lines.at(-1) ?? 'nothing';
      resolve(
        new CounterflowError(
          'embedded_postgres_ended',
          `The embedded database ended by itself (${how}). PostgreSQL said last: ${said}. Start counterflow again.`,
        ),
      );
    });
  });
  return { stop, ended };
}

/** Of what PostgreSQL writes, only this goes on: errors of single statements carry users' data and are their caller's business. */
const worthTelling = /FATAL: |PANIC: |was terminated by signal|could not (write|extend|fsync|create|open)/;
