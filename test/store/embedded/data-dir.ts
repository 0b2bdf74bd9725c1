import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const asRoot = process.geteuid?.() === 0;

/** A folder that any user may pass, for one test; its `data` does not exist yet. Removed when the test has ended. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp('/tmp/counterflow-test-');
  await chmod(folder, 0o711);
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

export async function temporaryDataDir(): Promise<string> {
  return join(await temporaryFolder(), 'data');
}
