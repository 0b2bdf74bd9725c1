import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Installation } from '../installation.ts';
import { notifyConnection } from '../store/connections.ts';
import { type NewPair, saveTokenPair } from '../store/grants.ts';

const pendingGrant = z.object({
  connectionId: z.uuid(),
  generation: z.number().int(),
  pair: z.object({
    tokenPair: z.string(),
    refreshTokenFingerprint: z.string(),
    scopes: z.array(z.string()),
    expiresAt: z.coerce.date().nullable(),
    refreshDiesAt: z.coerce.date().nullable(),
  }),
});

const folderOf = (installation: Installation) => join(installation.dataDir, 'pending-grants');

/**
 * Puts a pair that the database could not take on disk, sealed and fsynced, so that it outlives this process. Returns how
 * to remove it once the database has it.
 */
export async function keepPendingGrant(
  installation: Installation,
  connectionId: string,
  generation: number,
  pair: NewPair,
): Promise<() => Promise<void>> {
  const folder = folderOf(installation);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const path = join(folder, `${connectionId}.${generation}.${process.pid}.json`);
  const file = await open(`${path}.new`, 'w', 0o600);
  try {
    await file.writeFile(JSON.stringify({ connectionId, generation, pair }));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(`${path}.new`, path);
  const directory = await open(folder, 'r');
  await directory.sync().finally(() => directory.close());
  return () => rm(path, { force: true });
}

/** At start: stores the pairs a former process could not, each if its generation still fits, and removes their files. */
export async function applyPendingGrants(installation: Installation): Promise<number> {
  const folder = folderOf(installation);
  const names = await readdir(folder).catch(() => []);
  let applied = 0;
  for (const name of names.filter((one) => one.endsWith('.json'))) {
    const path = join(folder, name);
    const { connectionId, generation, pair } = pendingGrant.parse(JSON.parse(await readFile(path, 'utf8')));
    const saved = await installation.db.transaction().execute(async (tx) => {
      const fits = await saveTokenPair(tx, connectionId, generation, pair);
      if (fits) await notifyConnection(tx, connectionId);
      return fits;
    });
    if (saved) applied += 1;
    installation.log.info({ connectionId, generation, saved }, 'a token pair kept on disk was looked at');
    await rm(path);
  }
  return applied;
}
