/** Sandbox stores rich enough for a comparison, one of each series, and the means to ask them. */
export interface Shops {
  r: Shop;
  x: Shop;
  c: Shop;
}

/** A store as its API sees a caller who may do everything. */
export interface Shop {
  /** Address of the sandbox. */
  sandbox: string;
  /** Address of the sandbox with the host as first path segment. */
  host: string;
  authorization: string;
  /** `accountId` of R-Series, the shop's language of C-Series. */
  account: string;
  /** Replies to GET requests; rows change by writes, their shape does not. */
  kept: Map<string, Promise<Reply>>;
}

export interface Reply {
  status: number;
  headers: Set<string>;
  /** Parsed JSON; undefined where the body is none. */
  body: unknown;
}

export interface Call {
  method: string;
  /** At the host. */
  path: string;
  body?: unknown;
  /** Left out: the shop's own. */
  authorization?: string;
  form?: FormData;
}

/** Limits that are never met, so that the headers are there but nobody waits. */
const wide = {
  r: { size: 1_000_000, dripPerSecond: 1_000_000, burst: 1_000_000 },
  x: { requests: 1_000_000, windowSeconds: 300 },
  c: { requests: 1_000_000, windowSeconds: 300 },
};

const hosts = { r: 'api.lightspeedapp.com', c: 'api.webshopapp.com' };

/** Makes a store of each series that the sandbox knows; one that it doesn't know is left out. */
export async function openShops(url: string): Promise<Partial<Shops>> {
  const [r, x, c] = await Promise.all((['r', 'x', 'c'] as const).map((series) => openShop(url, series)));
  return { ...(r && { r }), ...(x && { x }), ...(c && { c }) };
}

async function openShop(url: string, series: 'r' | 'x' | 'c'): Promise<Shop | undefined> {
  const sizes = { items: 200, customers: 200, sales: 400 };
  const limits = wide[series];
  const store = await control(url, 'stores', { series, name: 'Fidelity', seed: 1, limits, registers: 2, sizes });
  if (store.id === undefined) return undefined;
  if (series === 'c') {
    const authorization = `Basic ${Buffer.from(`${store.apiKey}:${store.apiSecret}`).toString('base64')}`;
    return { sandbox: url, host: `${url}/${hosts.c}`, authorization, account: 'en', kept: new Map() };
  }
  const grant = await control(url, `stores/${store.id}/grants`, {});
  return {
    sandbox: url,
    host: `${url}/${series === 'r' ? hosts.r : `${store.domainPrefix}.retail.lightspeed.app`}`,
    authorization: `Bearer ${grant.accessToken}`,
    account: store.accountId ?? '',
    kept: new Map(),
  };
}

async function control(url: string, path: string, body: object): Promise<Record<string, string | undefined>> {
  const reply = await fetch(`${url}/_sandbox/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return (await reply.json()) as Record<string, string>;
}

/** The reply to a GET request, asked once. */
export function read(shop: Shop, path: string): Promise<Reply> {
  const known = shop.kept.get(path) ?? call(shop, { method: 'GET', path });
  shop.kept.set(path, known);
  return known;
}

/** The reply to a request, asked now. */
export async function call(shop: Shop, { method, path, body, authorization, form }: Call): Promise<Reply> {
  const reply = await fetch(`${shop.host}${path}`, {
    method,
    headers: {
      authorization: authorization ?? shop.authorization,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(form ? { body: form } : body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await reply.text();
  return { status: reply.status, headers: new Set(reply.headers.keys()), body: parsed(text) };
}

/** The reply to a GET request that the sandbox was told to answer with an error of this status. */
export async function callInTrouble(shop: Shop, status: number, path: string): Promise<Reply> {
  const fault = status === 429 ? { kind: 'rateLimit' } : { kind: 'status', status };
  await control(shop.sandbox, 'faults', { match: {}, times: 1, ...fault });
  return call(shop, { method: 'GET', path });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
