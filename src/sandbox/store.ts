import type { Limits } from './limits/bucket.ts';
import { noLimits, realLimits } from './limits/bucket.ts';

export interface Sizes {
  items: number;
  customers: number;
  sales: number;
}

export interface Employee {
  id: number;
  userId: number;
  firstName: string;
  lastName: string;
  login: string;
  password: string;
  /** Names of rights, as Session lists them. */
  rights: string[];
}

export type LimitSetting = 'real' | 'off' | { size: number; dripPerSecond: number; burst?: number | undefined };

/** One emulated merchant account. Its rows are not kept: they follow from seed and id, with edits laid over them. */
export interface Store {
  id: string;
  series: 'r';
  name: string;
  seed: number;
  sizes: Sizes;
  /** Sales the generator spread over time; those made since have times of their own. */
  bornSales: number;
  registers: number;
  limits: LimitSetting;
  accessSeconds: number;
  /** Which of two token pairs given for one generation lives on: the first used, or the last given. Unknown, so both are here. */
  repeatHonours: 'first' | 'last';
  accountId: string;
  clientId: string;
  employees: Employee[];
  /** Epoch seconds of the newest row the generator makes; fixed when the store is made, so that rows never shift. */
  bornAt: number;
  /** Edited rows by resource and id: only the fields that differ. */
  edits: Record<string, Record<string, Record<string, string>>>;
  /** Ids of rows that are gone, by resource. */
  deleted: Record<string, number[]>;
  /** Counts changes, so that what was worked out from rows is known to be stale. */
  revision: number;
}

export interface Client {
  id: string;
  secret: string;
  redirectUris: string[];
}

export function limitsOf(store: Store): Limits {
  if (store.limits === 'off') return noLimits;
  if (store.limits === 'real') return realLimits(store.registers);
  const { size, dripPerSecond, burst } = store.limits;
  return { size, dripPerSecond, burst: burst ?? Math.floor((size * 20) / 90) };
}
