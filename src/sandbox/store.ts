import type { Limits } from './limits/bucket.ts';
import { noLimits, realLimits } from './limits/bucket.ts';
import type { KeptRows } from './rows/kept-rows.ts';
import type { Origin } from './shop-data/origin.ts';

/** How many rows a store is born with; lists that are not named have a size of their own. */
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
  role: 'owner' | 'manager' | 'seller';
  /** Names of rights, as Session lists them. */
  rights: string[];
  /** Locked out by the owner: can't sign in, and tokens given before have no effect. */
  isLocked: boolean;
}

/** `requests` and `windowSeconds` are for series that count by windows, the others for R-Series. */
export type LimitSetting =
  | 'real'
  | 'off'
  | { size: number; dripPerSecond: number; burst?: number | undefined }
  | { requests: number; windowSeconds: number };

/** What every emulated merchant account has. Its rows are not kept: they follow from seed and id, with changes laid over them. */
interface AnyStore {
  id: string;
  /** Tells the stores of a sandbox apart; account, shop and sign-in names are made from it. */
  number: number;
  name: string;
  seed: number;
  /** As at birth: rows created since don't count. */
  sizes: Sizes;
  registers: number;
  /** As at birth, which sales as made are spread over; missing in journals of old, where it is `registers`. */
  bornRegisters?: number | undefined;
  limits: LimitSetting;
  employees: Employee[];
  /** Epoch seconds of the newest row the generator makes; fixed when the store is made, so that rows never shift. */
  bornAt: number;
  rows: KeptRows;
}

/** A store that is reached by OAuth. */
interface OAuthStore extends AnyStore {
  clientId: string;
  accessSeconds: number;
}

export interface RStore extends OAuthStore {
  series: 'r';
  accountId: string;
  /** Which of two token pairs given for one generation lives on: the first used, or the last given. Unknown, so both are here. */
  repeatHonours: 'first' | 'last';
}

export interface XStore extends OAuthStore {
  series: 'x';
  domainPrefix: string;
  retailerId: string;
}

/** Reached by a key and a secret. */
export interface CStore extends AnyStore {
  series: 'c';
  shopId: string;
  apiKey: string;
  apiSecret: string;
  cluster: 'eu1' | 'us1';
  /** Two-letter codes; the first one is the default. */
  languages: string[];
}

export type Store = RStore | XStore | CStore;
export type Series = Store['series'];

export interface Client {
  id: string;
  secret: string;
  series: 'r' | 'x';
  redirectUris: string[];
}

const origins = new WeakMap<Store, Origin>();

/** What a store's rows as made follow from: fixed at its birth. */
export function originOf(store: Store): Origin {
  const known = origins.get(store);
  if (known) return known;
  const { seed, bornAt, sizes, registers, bornRegisters, employees } = store;
  const made = { seed, bornAt, ...sizes, registers: bornRegisters ?? registers, employees: employees.length };
  origins.set(store, made);
  return made;
}

export const isRStore = (store: Store | undefined): store is RStore => store?.series === 'r';
export const isXStore = (store: Store | undefined): store is XStore => store?.series === 'x';
export const isCStore = (store: Store | undefined): store is CStore => store?.series === 'c';

/** Limits of an R-Series account. */
export function limitsOf({ limits, registers }: RStore): Limits {
  if (limits === 'off') return noLimits;
  if (limits === 'real' || 'requests' in limits) return realLimits(registers);
  const { size, dripPerSecond, burst } = limits;
  return { size, dripPerSecond, burst: burst ?? Math.floor((size * 20) / 90) };
}
