import { randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { CounterflowError } from '../counterflow-error.ts';

/** Key-encryption keys of an installation: 32 bytes each, by id; `active` wraps new data keys. */
export interface KeyFile {
  active: string;
  keys: Record<string, Buffer>;
}

const stored = z.object({ active: z.string(), keys: z.record(z.string(), z.base64()) });

/**
 * Reads the key file; where there is none, makes one with a fresh key, mode 0600, on disk before it is used.
 * Throws `key_file_broken` when it can't be read: a new one is never put in its place.
 */
export async function readOrMakeKeyFile(path: string): Promise<KeyFile> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT') throw broken(path, cause);
    text = await makeKeyFile(path);
  }
  try {
    const parsed = stored.parse(JSON.parse(text));
    const keys = Object.fromEntries(
      Object.entries(parsed.keys).map(([id, key]) => [id, Buffer.from(key, 'base64')] as const),
    );
    if (!keys[parsed.active] || Object.values(keys).some((key) => key.length !== 32)) throw broken(path);
    return { active: parsed.active, keys };
  } catch (cause) {
    throw cause instanceof CounterflowError ? cause : broken(path, cause);
  }
}

async function makeKeyFile(path: string): Promise<string> {
  const id = `k${randomBytes(4).toString('hex')}`;
  const text = `${JSON.stringify({ active: id, keys: { [id]: randomBytes(32).toString('base64') } }, null, 2)}\n`;
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.new`;
  const file = await open(draft, 'w', 0o600);
  try {
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
  const folder = await open(dirname(path), 'r');
  await folder.sync().finally(() => folder.close());
  return text;
}

function broken(path: string, cause?: unknown): CounterflowError {
  return new CounterflowError(
    'key_file_broken',
    `The key file ${path} can't be read. Restore it from a backup: without it no stored secret opens.`,
    { cause },
  );
}
