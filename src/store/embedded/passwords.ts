import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { CounterflowError } from '../../counterflow-error.ts';
import { writeDurably } from './data-folder.ts';

/** Passwords of the two roles of the embedded database. */
export interface DatabasePasswords {
  counterflow: string;
  counterflow_data: string;
}

const stored = z.object({ counterflow: z.string().min(1), counterflow_data: z.string().min(1) });

/** Reads the passwords kept in the data folder; undefined when there is no file. Throws `data_folder_broken`. */
export function readPasswords(dataDir: string): DatabasePasswords | undefined {
  const path = passwordFile(dataDir);
  if (!existsSync(path)) return undefined;
  try {
    return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (cause) {
    throw new CounterflowError(
      'data_folder_broken',
      `${path} can't be read. Delete it: the next start gives the database new passwords.`,
      { cause },
    );
  }
}

export function newPasswords(): DatabasePasswords {
  const password = () => randomBytes(24).toString('base64url');
  return { counterflow: password(), counterflow_data: password() };
}

/** Keeps the passwords, mode 0600, on disk when it returns. */
export function keepPasswords(dataDir: string, passwords: DatabasePasswords): void {
  writeDurably(passwordFile(dataDir), `${JSON.stringify(passwords, null, 2)}\n`);
}

function passwordFile(dataDir: string): string {
  return join(dataDir, 'postgres-passwords.json');
}
