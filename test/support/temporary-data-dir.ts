import { mkdtemp, rm } from 'node:fs/promises';
import { onTestFinished } from 'vitest';

/** Registers what ends with a test, or with a file. */
export type AtEnd = (end: () => Promise<void>) => void;

/** A folder that is there and is removed at the end. */
export async function temporaryDataDir(atEnd: AtEnd = onTestFinished): Promise<string> {
  const folder = await mkdtemp('/tmp/cf-data-');
  atEnd(() => rm(folder, { recursive: true, force: true }));
  return folder;
}
