import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import { ownerRole } from './cluster.ts';
import { readPasswords } from './passwords.ts';
import { runningPostmaster } from './running-postmaster.ts';

/**
 * How to reach the embedded database that another process runs on this data folder, over its socket; undefined while none
 * runs. Whoever may read the folder's password file may use it.
 */
export function runningDatabase(dataDir: string): pg.PoolConfig | undefined {
  const reminder = join(dataDir, 'postgres-location');
  const home = existsSync(reminder) ? readFileSync(reminder, 'utf8').trim() : dataDir;
  const cluster = join(home, 'postgres');
  const passwords = readPasswords(dataDir);
  if (!passwords || runningPostmaster(cluster) === undefined) return undefined;
  // Lines of postmaster.pid: process id, data folder, start, port, socket folder, ... (PostgreSQL, "Server Setup and Operation").
  const socketFolder = readFileSync(join(cluster, 'postmaster.pid'), 'utf8').split('\n')[4];
  if (!socketFolder) return undefined;
  return { host: socketFolder, port: 5432, user: ownerRole, password: passwords.counterflow, database: ownerRole };
}
