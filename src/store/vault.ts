import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { CounterflowError } from '../counterflow-error.ts';
import type { Db } from './database.ts';
import type { KeyFile } from './key-file.ts';

/** Where a secret is stored. It is part of what is authenticated: a ciphertext copied to another place doesn't open. */
export interface Place {
  table: string;
  row: string;
  field: string;
}

/** Secrets of a row by field, as stored. */
export type SealedSecrets = Record<string, { sealed: string; fingerprint: string; updatedAt: string }>;

/** Encrypts secrets with the newest data key and opens them with the one they name. AES-256-GCM. */
export interface Vault {
  seal(place: Place, plain: string): string;
  /** Throws `secret_unreadable` when the text was changed, belongs to another place, or its key is missing. */
  open(place: Place, sealed: string): string;
  /** 4 hex digits that tell two secrets apart without telling either: an HMAC under this installation's key. */
  fingerprint(plain: string): string;
  /** A key of its own for a named use, e.g. signing cookies; the same at every start. */
  derive(use: string): Buffer;
}

/** All of it, always: a shorter tag would be taken for less proof. */
const TAG_BYTES = 16;

const additionalData = (place: Place, version: number) =>
  Buffer.from(JSON.stringify([place.table, place.row, place.field, version]));

/** Sealed text: `v1.<key version>.<iv>.<tag>.<ciphertext>`, the last three in base64url. */
function sealWith(key: Buffer, version: number, place: Place, plain: string): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: TAG_BYTES }).setAAD(
    additionalData(place, version),
  );
  const text = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
  return ['v1', version, ...[iv, cipher.getAuthTag(), text].map((part) => part.toString('base64url'))].join('.');
}

function openWith(keyOf: (version: number) => Buffer | undefined, place: Place, sealed: string): string {
  const [format, version, iv, tag, text] = sealed.split('.');
  const key = keyOf(Number(version));
  if (format !== 'v1' || !key || !iv || !tag || text === undefined) throw unreadable(place);
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'), { authTagLength: TAG_BYTES })
      .setAAD(additionalData(place, Number(version)))
      .setAuthTag(Buffer.from(tag, 'base64url'));
    return Buffer.concat([decipher.update(Buffer.from(text, 'base64url')), decipher.final()]).toString('utf8');
  } catch (cause) {
    throw unreadable(place, cause);
  }
}

function unreadable(place: Place, cause?: unknown): CounterflowError {
  return new CounterflowError(
    'secret_unreadable',
    `The stored ${place.field} can't be read with this installation's keys. Restore the key file it was written with, or enter it again.`,
    { cause },
  );
}

/**
 * Opens the vault: unwraps the data keys with the key-encryption keys of `keyFile`, makes the first data key on an empty
 * database. Throws `key_file_mismatch` when the database was written with other keys.
 */
export async function openVault(db: Db, keyFile: KeyFile): Promise<Vault> {
  const place = (version: number): Place => ({ table: 'data_key', row: String(version), field: 'wrapped' });
  const active = keyFile.keys[keyFile.active];
  if (!active) throw new CounterflowError('key_file_broken', 'The key file names an active key that it does not hold.');
  await db
    .insertInto('dataKey')
    .values({
      version: 1,
      wrapped: sealWith(active, 0, place(1), randomBytes(32).toString('base64')),
      keyEncryptionKey: keyFile.active,
      retiredAt: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const rows = await db.selectFrom('dataKey').selectAll().orderBy('version').execute();
  const keys = new Map<number, Buffer>();
  for (const row of rows) {
    const wrapping = keyFile.keys[row.keyEncryptionKey];
    if (!wrapping) throw mismatch(row.keyEncryptionKey);
    try {
      keys.set(
        row.version,
        Buffer.from(
          openWith(() => wrapping, place(row.version), row.wrapped),
          'base64',
        ),
      );
    } catch {
      throw mismatch(row.keyEncryptionKey);
    }
  }
  const newest = Math.max(...keys.keys());
  const first = keys.get(1) as Buffer;
  const derive = (use: string) => Buffer.from(hkdfSync('sha256', first, Buffer.alloc(0), `counterflow ${use}`, 32));
  const fingerprintKey = derive('fingerprint');
  return {
    seal: (where, plain) => sealWith(keys.get(newest) as Buffer, newest, where, plain),
    open: (where, sealed) => openWith((version) => keys.get(version), where, sealed),
    fingerprint: (plain) => createHmac('sha256', fingerprintKey).update(plain).digest('hex').slice(0, 4),
    derive,
  };
}

function mismatch(id: string): CounterflowError {
  return new CounterflowError(
    'key_file_mismatch',
    `The database was written with key-encryption key ${id}, which the key file does not hold. Put back the key file that belongs to this database (COUNTERFLOW_KEY_FILE).`,
  );
}
