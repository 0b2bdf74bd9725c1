import { type SpawnOptions, spawn } from 'node:child_process';
import { chownSync, closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Binaries } from './binaries.ts';
import { type ChildUser, childEnvironment } from './child-user.ts';
import type { Placement } from './placement.ts';

/** Name of the role that owns everything in the embedded database. */
export const ownerRole = 'counterflow';

/**
 * Makes the database: UTF-8, sorted by the C.UTF-8 rules built into PostgreSQL (the same on every system, for ever), every
 * sign-in by password. It is made beside its place and renamed when complete. `scratch` is a private folder of the child's user.
 */
export async function initialiseCluster(
  binaries: Binaries,
  { cluster, user }: Placement,
  fresh: string,
  scratch: string,
  ownerPassword: string,
): Promise<void> {
  const passwordFile = join(scratch, 'password');
  writeFileSync(passwordFile, `${ownerPassword}\n`, { mode: 0o600 });
  if (user) chownSync(passwordFile, user.uid, user.gid);
  try {
    await run(user, binaries.initdb, [
      `--pgdata=${fresh}`,
      `--username=${ownerRole}`,
      `--pwfile=${passwordFile}`,
      '--auth=scram-sha-256',
      '--encoding=UTF8',
      '--locale=C', // the system's part; no locale needs to be installed
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
    ]);
  } finally {
    rmSync(passwordFile);
  }
  renameSync(fresh, cluster);
  const home = openSync(dirname(cluster), 'r');
  try {
    fsyncSync(home);
  } finally {
    closeSync(home);
  }
}

/** Throws `data_folder_version` where another major version of PostgreSQL made the folder. */
export function checkClusterVersion(binaries: Binaries, cluster: string): void {
  const version = readFileSync(join(cluster, 'PG_VERSION'), 'utf8').trim();
  if (version === binaries.major) return;
  throw new CounterflowError(
    'data_folder_version',
    `The database in ${cluster} was made by PostgreSQL ${version}, this release brings ${binaries.major}. Make a backup with the release that made it, and restore it into an empty data folder.`,
  );
}

/** Gives the owner role a new password without knowing the old one: the stopped database is opened in single-user mode. */
export async function resetOwnerPassword(
  binaries: Binaries,
  { cluster, user }: Placement,
  password: string,
): Promise<void> {
  await run(
    user,
    binaries.postgres,
    ['--single', '-D', cluster, 'postgres'],
    `ALTER ROLE ${ownerRole} PASSWORD '${password}'\n`,
  );
}

async function run(user: ChildUser, program: string, args: string[], input = ''): Promise<void> {
  const options: SpawnOptions = { ...user, cwd: '/', env: childEnvironment, stdio: 'pipe' };
  const child = spawn(program, args, options);
  let output = '';
  const keep = (chunk: Buffer) => {
    output += chunk;
  };
  child.stdout?.on('data', keep);
  child.stderr?.on('data', keep);
  child.stdin?.on('error', () => {}); // it ended before reading all: the exit code tells
  child.stdin?.end(input);
  const status = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve(code ?? signal));
  });
  if (status !== 0) throw failed(`${program} failed (${status})`, output.trim().split('\n'));
}

/** The database could not be made or started; the message ends with what PostgreSQL itself said last. */
export function failed(what: string, lines: readonly string[]): CounterflowError {
  const said = lines.filter((line) => /FATAL|PANIC|ERROR|error|could not/.test(line)).at(-1) ?? lines.at(-1) ?? '';
  return new CounterflowError(
    'embedded_postgres_failed',
    `The embedded database did not start: ${what}. PostgreSQL said: ${said || 'nothing'}`,
    { cause: new Error(lines.join('\n')) },
  );
}
