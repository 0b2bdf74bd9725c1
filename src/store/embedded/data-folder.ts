import { createHash } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CounterflowError } from '../../counterflow-error.ts';

/**
 * Makes the data folder where there is none and gives its real path. A folder that root makes may be passed through by
 * others (0711), since the database in it runs as another user; what needs to be secret in it has its own mode 0600.
 * Throws `data_folder_not_writable`.
 */
export function openDataFolder(path: string): string {
  try {
    mkdirSync(path, { recursive: true, mode: process.geteuid?.() === 0 ? 0o711 : 0o700 });
    return realpathSync(path);
  } catch (cause) {
    throw notWritable(path, cause);
  }
}

export interface DataFolderLock {
  release(): void;
}

/** Locks of this process: a collected DatabaseSync would let go of its file. */
const held = new Set<DatabaseSync>();

/**
 * Takes the folder for this process until `release` or the process's end, however it comes: the lock is the kernel's (SQLite
 * takes it for us; Node has no call for it), so there is no stale lock to recognise. Throws `data_folder_in_use` with the
 * holder's process id, or `data_folder_not_writable`.
 */
export function lockDataFolder(folder: string): DataFolderLock {
  const holderFile = join(folder, 'counterflow.pid');
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(folder, 'counterflow.lock'));
    lock.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    writeFileSync(holderFile, `${process.pid}\n`);
  } catch (cause) {
    lock?.close();
    const sqliteBusy = 5;
    if ((cause as { errcode?: number }).errcode !== sqliteBusy) throw notWritable(folder, cause);
    throw new CounterflowError(
      'data_folder_in_use',
      `The data folder ${folder} is in use by another counterflow (process ${holderOf(holderFile)}). Stop it first, or set COUNTERFLOW_DATA to another folder.`,
    );
  }
  const taken = lock;
  held.add(taken);
  return {
    release() {
      if (held.delete(taken)) taken.close();
    },
  };
}

function holderOf(holderFile: string): string {
  try {
    return readFileSync(holderFile, 'utf8').trim() || 'unknown';
  } catch {
    return 'unknown';
  }
}

export function notWritable(folder: string, cause: unknown): CounterflowError {
  const code = (cause as NodeJS.ErrnoException).code;
  return new CounterflowError(
    'data_folder_not_writable',
    `The data folder ${folder} can't be written${code ? ` (${code})` : ''}. Make it writable for user id ${process.geteuid?.()}, or set COUNTERFLOW_DATA to another folder.`,
    { cause },
  );
}

/** A short name for a data folder, the same at every start. */
export function folderHash(folder: string): string {
  return createHash('sha256').update(folder).digest('hex').slice(0, 12);
}

/** Writes a file so that after a power cut either the old or the whole new text is there; mode 0600. */
export function writeDurably(path: string, text: string): void {
  const draft = `${path}.new`;
  const file = openSync(draft, 'w', 0o600);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  const parent = openSync(dirname(path), 'r');
  try {
    fsyncSync(parent);
  } finally {
    closeSync(parent);
  }
}
