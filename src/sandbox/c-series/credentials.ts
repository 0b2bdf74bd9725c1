import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import type { Family } from '../oauth/families.ts';
import type { GrantBook } from '../oauth/grant-book.ts';
import type { CStore } from '../store.ts';

/** Groups of rights of an API key; each has a flag for reading and one for writing (firm). */
export const permissionGroups = ['content', 'products', 'customers', 'orders', 'settings', 'tracking'] as const;

export type Permissions = Record<(typeof permissionGroups)[number], { read: boolean; write: boolean }>;

/** What Basic credentials open. */
export interface COpened {
  store: CStore;
  permissions: Permissions;
  /** Key of the Basic header: limits count by it, and webhooks belong to it. */
  key: string;
  /** Undefined for the shop's own first key, which no grant made. */
  family: Family | undefined;
}

/** Fields of the query with which an installed app's shop is sent to its success URL. */
interface Handshake {
  language: string;
  shop_id: string;
  timestamp: string;
  token: string;
}

const everything: string[] = [...permissionGroups];

/** The keys of C-Series: a shop's own, further ones with fewer rights, and those of installed apps. No OAuth (firm). */
export class CCredentials {
  readonly #book: GrantBook;
  readonly #stores: () => Iterable<CStore>;

  constructor(book: GrantBook, stores: () => Iterable<CStore>) {
    this.#book = book;
    this.#stores = stores;
  }

  /** What an `Authorization: Basic` header opens at the API of a cluster; a key is unknown on the other one (firm). */
  openedBy(authorization: string | undefined, cluster: CStore['cluster']): COpened | undefined {
    const [key, secret] = readBasic(authorization);
    for (const store of this.#stores())
      if (store.cluster === cluster && store.apiKey === key && isEqual(store.apiSecret, secret))
        return { store, key, permissions: permissionsOf(everything), family: undefined };
    const family = this.#familyOf(key, secret);
    const store = family && this.#storeOf(family.storeId);
    if (store?.cluster !== cluster || family?.state !== 'live') return undefined;
    return { store, key, permissions: permissionsOf(family.scopes), family };
  }

  /** The shop that a request's credentials are of, whether they still open it or not. */
  storeOf(authorization: string | undefined): string | null {
    const [key, secret] = readBasic(authorization);
    const own = [...this.#stores()].find(({ apiKey }) => apiKey === key);
    return own?.id ?? this.#familyOf(key, secret)?.storeId ?? null;
  }

  /** Ends what the merchant can end: a further key or an app's; the shop's first key stays. */
  revoke(authorization: string | undefined): void {
    const family = this.#familyOf(...readBasic(authorization));
    if (family) this.#book.end(family);
  }

  /** A further key of a shop. A scope is a group of rights, `orders:read` only its reading half. */
  newKey(store: CStore, scopes: string[] = everything): { apiKey: string; apiSecret: string } {
    const [apiKey, apiSecret] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    this.#book.save({ ...this.#newFamily(store, scopes), server: 'key', apiKey, apiSecret });
    return { apiKey, apiSecret };
  }

  /**
   * Installs an app: where the shop's browser is sent. The signature is the md5 of language, shop, time and token as
   * `name=value` in this order without separators, and the app's secret; the cluster is not signed (firm).
   */
  install(store: CStore, app: { successUrl: string; key: string; secret: string }, nowMs: number): string {
    const handshake: Handshake = {
      language: store.languages[0] ?? 'en',
      shop_id: store.shopId,
      timestamp: String(Math.floor(nowMs / 1000)),
      token: randomBytes(16).toString('hex'),
    };
    const password = md5(handshake.token + app.secret);
    this.#book.save({ ...this.#newFamily(store, everything), server: 'app', appKey: app.key, password });
    const signed = Object.entries(handshake).map(([name, value]) => `${name}=${value}`);
    const location = new URL(app.successUrl);
    const query = { ...handshake, signature: md5(signed.join('') + app.secret), cluster_id: store.cluster };
    for (const [name, value] of Object.entries(query)) location.searchParams.set(name, value);
    return location.toString();
  }

  /** The grant of an app's key and password, or of a further key and its secret. */
  #familyOf(key: string, secret: string): Family | undefined {
    const [byPassword, byKey] = [this.#book.find(secret), this.#book.find(key)];
    if (byPassword?.server === 'app' && byPassword.appKey === key) return byPassword;
    return byKey?.server === 'key' && isEqual(byKey.apiSecret, secret) ? byKey : undefined;
  }

  #storeOf(id: string): CStore | undefined {
    return [...this.#stores()].find((store) => store.id === id);
  }

  #newFamily(store: CStore, scopes: string[]) {
    const nobody = { clientId: '', employeeId: store.employees[0]?.id ?? 0 };
    return { id: randomUUID(), storeId: store.id, ...nobody, scopes, ...born };
  }
}

const born = { state: 'live' as const, refreshes: 0, reuseAttempts: 0 };

const md5 = (text: string) => createHash('md5').update(text).digest('hex');

function readBasic(authorization = ''): [key: string, secret: string] {
  const encoded = /^Basic\s+(.+)$/i.exec(authorization)?.[1] ?? '';
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const at = text.indexOf(':');
  return at < 0 ? ['', ''] : [text.slice(0, at), text.slice(at + 1)];
}

function isEqual(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** Writing a group includes reading it. */
function permissionsOf(scopes: string[]): Permissions {
  const flags = permissionGroups.map((group) => {
    const write = scopes.includes(group) || scopes.includes(`${group}:write`);
    return [group, { write, read: write || scopes.includes(`${group}:read`) }] as const;
  });
  return Object.fromEntries(flags) as Permissions;
}
