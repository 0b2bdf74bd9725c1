import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Locks of this process: a collected DatabaseSync would let go of its file. */
const held = new Set<DatabaseSync>();

const SQLITE_BUSY = 5;

/**
 * Takes a sandbox's folder for this process until the returned function is called or the process ends, also by kill -9: the
 * lock is the kernel's (SQLite takes it for us; Node has no call for it), so none is ever stale. Throws an error that names
 * folder and holder when another sandbox has it: two of them would overwrite each other's journal.
 */
export function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const holderFile = join(folder, 'sandbox.pid');
  const lock = new DatabaseSync(join(folder, 'sandbox.lock'));
  try {
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
  } catch (cause) {
    lock.close();
    if ((cause as { errcode?: number }).errcode !== SQLITE_BUSY) throw cause;
    throw new Error(
      `The folder ${folder} is in use by another sandbox (process ${holderOf(holderFile)}). Stop that one, or choose another folder with --data.`,
      { cause },
    );
  }
  writeFileSync(holderFile, `${process.pid}\n`);
  held.add(lock);
  return () => {
    if (held.delete(lock)) lock.close();
  };
}

function holderOf(holderFile: string): string {
  try {
    return readFileSync(holderFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
