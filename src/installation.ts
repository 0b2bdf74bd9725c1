import type pg from 'pg';
import type { Clock } from './clock.ts';
import type { AddressRule } from './http/address-rule.ts';
import type { HttpClient } from './http/client.ts';
import type { Db } from './store/database.ts';
import type { Vault } from './store/vault.ts';

export interface Log {
  debug(fields: Record<string, unknown>, message: string): void;
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
  error(fields: Record<string, unknown>, message: string): void;
}

/** One public address of this installation; `region` is null where there is only one. */
export interface PublicUrl {
  region: string | null;
  url: string;
}

/** What every part of a running installation works with. Made once at start; tests make their own. */
export interface Installation {
  db: Db;
  pool: pg.Pool;
  clock: Clock;
  vault: Vault;
  http: HttpClient;
  /** Which addresses connections of any kind may reach; `http` keeps to it by itself. */
  addressRule: AddressRule;
  log: Log;
  /** Names this process in leases; differs at every start. */
  processId: string;
  dataDir: string;
  publicUrls: PublicUrl[];
  /** Folders that folder connections may use, resolved. */
  fileRoots: string[];
  /** Opens "This installation's database"; undefined where DATABASE_URL's role could not make it. */
  dataDatabase: pg.PoolConfig | undefined;
  /** Base URL of the sandbox that emulated hosts are reached through; undefined while none runs. */
  sandboxUrl(): string | undefined;
}
