import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Installation } from '../installation.ts';
import { markRenewed } from '../store/connections.ts';
import { saveTokenPair } from '../store/grants.ts';
import { newId } from '../store/id.ts';

/** A pair that the database has not taken yet, and the pair it replaces. */
const pendingGrant = z.object({
  connectionId: z.uuid(),
  generation: z.number().int(),
  authorizedAt: z.coerce.date(),
  keepFormer: z.boolean(),
  pair: z.object({
    tokenPair: z.string(),
    refreshTokenFingerprint: z.string().nullable(),
    scopes: z.array(z.string()),
    expiresAt: z.coerce.date().nullable(),
    refreshDiesAt: z.coerce.date().nullable(),
    tokenServer: z.enum(['new', 'old']).default('new'),
  }),
});
type PendingGrant = z.infer<typeof pendingGrant>;

const folderOf = (installation: Installation) => join(installation.dataDir, 'pending-grants');

/**
 * Puts a pair that the database could not take on disk, sealed and fsynced, so that it outlives this process. Returns how
 * to remove it once the database has it.
 */
export async function keepPendingGrant(
  installation: Installation,
  pending: PendingGrant,
): Promise<() => Promise<void>> {
  const folder = folderOf(installation);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${pending.connectionId}.${pending.generation}.${newId()}.json`);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify(pending));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
  return () => rm(path, { force: true });
}

/**
 * At start: stores the pairs that a former process could not, each if its generation still fits, and removes their files.
 * A file that can't be read is left where it is, and does not keep counterflow from starting. Returns how many were stored.
 */
export async function applyPendingGrants(installation: Installation): Promise<number> {
  const folder = folderOf(installation);
  const names = await readdir(folder).catch(() => []);
  let applied = 0;
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const path = join(folder, name);
    const pending = await readPending(path);
    if (!pending) {
      installation.log.error({ path }, 'a token pair kept on disk can not be read; it is left where it is');
      continue;
    }
    const { pair, keepFormer, ...key } = pending;
    const saved = await installation.db.transaction().execute(async (tx) => {
      const fits = await saveTokenPair(tx, key, pair, { keepFormer });
      if (fits) await markRenewed(tx, key.connectionId);
      return fits;
    });
    if (saved) applied += 1;
    const { connectionId, generation } = key;
    installation.log.info({ connectionId, generation, saved }, 'a token pair kept on disk was looked at');
    await rm(path);
  }
  return applied;
}

async function readPending(path: string): Promise<PendingGrant | undefined> {
  try {
    return pendingGrant.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
