import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

/** Whom the database's processes run as; undefined = as counterflow itself, which then is not root. */
export type ChildUser = { uid: number; gid: number } | undefined;

/** `nobody`: PostgreSQL refuses root, and this id needs no account of its own. */
const unprivileged = { uid: 65534, gid: 65534 };

/** Root hands the database to the owner of the folder it lives in, or to `nobody` where root owns it or none exists. */
export function childUserFor(cluster: string): ChildUser {
  if (process.geteuid?.() !== 0) return undefined;
  const owner = statSync(cluster, { throwIfNoEntry: false });
  return owner && owner.uid !== 0 ? { uid: owner.uid, gid: owner.gid } : unprivileged;
}

/** What the database's processes see of our environment: nothing, so that no PG* variable of the user's reaches them. */
export const childEnvironment = { PATH: '/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' };

/**
 * Can the user enter and write this folder? Asked by doing it as that user, not by reading mode bits: parents, access
 * lists and read-only mounts all count.
 */
export function canUseFolder(user: ChildUser, folder: string): boolean {
  return succeedsAs(user, 'cd "$1" && [ -w . ]', folder);
}

/** Can the user run this program? False also for binaries made for another C library, and on `noexec` mounts. */
export function canRun(user: ChildUser, program: string): boolean {
  return succeedsAs(user, '"$1" --version', program);
}

function succeedsAs(user: ChildUser, script: string, argument: string): boolean {
  const result = spawnSync('/bin/sh', ['-c', script, 'sh', argument], {
    ...user,
    cwd: '/',
    env: childEnvironment,
    stdio: 'ignore',
  });
  return result.status === 0;
}
