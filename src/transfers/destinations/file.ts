import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Column } from '../mapping/compile.ts';
import type { Destination } from './destination.ts';
import { fileFormats } from './file-format.ts';

export interface FileTarget {
  folder: string;
  file: string;
  format: 'csv' | 'jsonl';
  /** Run and step tell the unfinished files of one name apart. */
  runId: string;
  stepId: string;
  /** Whoever takes a run over writes into a file of its own, so that a stalled writer can't spoil it. */
  epoch: number;
  /** All rows were committed before: the file may have its name already. */
  finishing: boolean;
}

/** How far a file is committed. `part` names the unfinished file the bytes are in. */
export interface FilePosition {
  part: string;
  bytes: number;
  columns: Column[];
}

/**
 * Opens a file that appears under its name only when complete: rows are appended to `<name>.<run>.<step>.<epoch>.part`, on disk
 * before `write` returns, renamed at the end. Resumed, it holds exactly the committed bytes, whatever came after them.
 */
export async function openFileDestination(
  target: FileTarget,
  columns: Column[],
  resumed: FilePosition | undefined,
): Promise<Destination> {
  const format = fileFormats[target.format];
  const finished = join(target.folder, target.file);
  const part = `${partPrefix(target)}${target.epoch}.part`;
  const partPath = join(target.folder, part);
  const isFinished = target.finishing && resumed !== undefined && (await isRenamed(target.folder, resumed, finished));
  await removeParts(target, [part, resumed?.part]);
  const handle = isFinished ? undefined : await openPart(target.folder, partPath, resumed);
  let bytes = resumed?.bytes ?? 0;
  let current = resumed?.columns ?? columns;

  const append = async (text: string) => {
    if (!handle) throw new Error('the file is finished');
    const data = Buffer.from(text, 'utf8');
    try {
      await writeAll(handle, data, bytes);
      await handle.datasync();
    } catch (cause) {
      throw fileFailure(cause, finished);
    }
    bytes += data.length;
  };

  return {
    get columns() {
      return current;
    },
    async addColumns(added) {
      if (bytes > 0 && target.format === 'csv') return false;
      current = [...current, ...added];
      return true;
    },
    async write(rows) {
      const header = bytes === 0 ? format.header(current) : '';
      const text = rows.map((row) => format.row(current, row)).join('');
      if (header + text !== '') await append(header + text);
      return rows.map(() => 'success' as const);
    },
    position: () => ({ part, bytes, columns: current }) satisfies FilePosition,
    async finish() {
      if (isFinished) return;
      // The header is no record's and not in any commit, so a file without records gets it here.
      if (bytes === 0) await append(format.header(current));
      try {
        await handle?.sync();
        // What somebody removed or put another file in the place of is no longer what was written.
        if ((await sizeOf(partPath)) !== bytes) throw partLost(partPath);
        await rename(partPath, finished);
        await syncFolder(target.folder);
      } catch (cause) {
        throw fileFailure(cause, finished);
      }
      await removeParts(target, []);
    },
    close: async () => handle?.close(),
  };
}

/** A crash may come between the rename and the note that it happened: the part is gone, the file is there, whole. */
async function isRenamed(folder: string, resumed: FilePosition, finished: string): Promise<boolean> {
  const part = await sizeOf(join(folder, resumed.part));
  return part === undefined && resumed.bytes > 0 && (await sizeOf(finished)) === resumed.bytes;
}

/** Removes the unfinished files of a run that is over. */
export async function abandonFile(target: PartOwner): Promise<void> {
  await removeParts(target, []);
}

type PartOwner = Pick<FileTarget, 'folder' | 'file' | 'runId' | 'stepId'>;
const partPrefix = ({ file, runId, stepId }: PartOwner) => `${file}.${runId}.${stepId}.`;

/** Removes unfinished files of this run and step that no commit speaks of. */
async function removeParts(target: PartOwner, kept: (string | undefined)[]): Promise<void> {
  const prefix = partPrefix(target);
  try {
    for (const name of await readdir(target.folder)) {
      const isPart = name.startsWith(prefix) && name.endsWith('.part');
      if (isPart && !kept.includes(name)) await rm(join(target.folder, name), { force: true });
    }
  } catch (cause) {
    throw fileFailure(cause, join(target.folder, target.file));
  }
}

/** A link that someone put in the place of our file is not followed: it may lead out of the allowed folders. */
const newPart = constants.O_RDWR | constants.O_CREAT | constants.O_TRUNC | constants.O_NOFOLLOW;

async function openPart(folder: string, partPath: string, resumed: FilePosition | undefined): Promise<FileHandle> {
  try {
    if (!resumed || resumed.bytes === 0) {
      const handle = await open(partPath, newPart, 0o666);
      await syncFolder(folder);
      return handle;
    }
    const before = join(folder, resumed.part);
    const size = await sizeOf(before);
    if (size === undefined || size < resumed.bytes) throw partLost(before);
    if (before !== partPath) await copyFile(before, partPath, constants.COPYFILE_FICLONE);
    const handle = await open(partPath, constants.O_RDWR | constants.O_NOFOLLOW);
    await handle.truncate(resumed.bytes);
    await handle.sync();
    await syncFolder(folder);
    return handle;
  } catch (cause) {
    throw fileFailure(cause, partPath);
  }
}

async function writeAll(handle: FileHandle, data: Buffer, from: number): Promise<void> {
  for (let written = 0; written < data.length; ) {
    const { bytesWritten } = await handle.write(data, written, data.length - written, from + written);
    written += bytesWritten;
  }
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw fileFailure(cause, path);
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  await handle.sync().finally(() => handle.close());
}

function partLost(path: string): CounterflowError {
  return new CounterflowError(
    'file_changed',
    `The unfinished file ${path} is gone or shorter than what was written. Someone else changed it: start the flow again.`,
  );
}

const reasons: Record<string, string> = {
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EACCES: 'counterflow has no right to write there',
  EPERM: 'counterflow has no right to write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'the folder is not there',
  EISDIR: 'a folder has that name',
  ELOOP: 'a link has the name of the unfinished file',
  EIO: 'the disk has trouble',
};

/** Reasons that may pass by themselves, and how long to wait for that. The committed part of the file stays as it is. */
const passing = new Set(['ENOSPC', 'EDQUOT', 'EIO', 'EBUSY', 'EMFILE', 'ENFILE', 'ESTALE', 'ETIMEDOUT', 'EAGAIN']);
const RETRY_MS = 5000;

function fileFailure(cause: unknown, path: string): CounterflowError {
  if (cause instanceof CounterflowError) return cause;
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  const reason = reasons[code] ?? (code || 'an unknown reason');
  const message = `${dirname(path)}: the file can't be written: ${reason}.`;
  if (!passing.has(code)) return new CounterflowError('file_not_writable', message, { cause });
  return new CounterflowError('file_not_writable', `${message} Nothing is lost: the run goes on when that is over.`, {
    cause,
    next: 'retry',
    waitMs: RETRY_MS,
  });
}
