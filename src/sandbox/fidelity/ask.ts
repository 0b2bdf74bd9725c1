import type { Sample } from './samples.ts';
import { type PathType, pathsOf } from './shape.ts';

/** A sandbox that runs, with a store on it and a token that opens all of it. */
export interface Asked {
  url: string;
  accountId: string;
  accessToken: string;
}

type Json = Record<string, unknown>;

/** How many rows stand for a resource: enough that each rare field and relation occurs. */
const ROWS = 60;

/** Makes a store rich enough for a comparison. */
export async function makeStore(url: string): Promise<Asked> {
  const post = async (path: string, body: object) => {
    const reply = await fetch(`${url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return (await reply.json()) as Record<string, string>;
  };
  const sizes = { items: 200, customers: 200, sales: 400 };
  const store = await post('stores', { series: 'r', name: 'Fidelity', limits: 'off', registers: 2, sizes });
  const grant = await post(`stores/${store.id}/grants`, {});
  return { url, accountId: store.accountId ?? '', accessToken: grant.accessToken ?? '' };
}

/**
 * Paths of the sandbox's replies to a sample's request, over enough rows: ids in the request stand for any id, and filters and
 * cursors are left out, since they name rows of another account. Relations
 * that the sample's rows show are loaded though its request may not say so, as documented examples leave that out.
 */
export async function askFor(sample: Sample, sandbox: Asked): Promise<Map<string, Set<PathType>>> {
  const url = new URL(sample.path, 'http://sample');
  const all = new Map<string, Set<PathType>>();
  const top = rowName(sample.path);
  const search = shapingQuery(url.searchParams);
  for (const path of await concrete(decodeURIComponent(url.pathname), sandbox)) {
    const plain = await get(sandbox, path, search);
    if (plain === undefined) continue;
    add(all, pathsOf(plain));
    const relations = relationsShown(sample.body).filter((name) => !all.has(`${top}.${name}`));
    const asked = await accepted(sandbox, path, relations);
    if (asked.length > 0) add(all, pathsOf(await get(sandbox, path, relationQuery(asked))));
  }
  return all;
}

/** The part of a query that shapes a reply, as opposed to choosing rows. */
function shapingQuery(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => name === 'load_relations' || name === 'count');
  return kept.length === 0 ? '' : `?${new URLSearchParams(kept)}`;
}

function add(all: Map<string, Set<PathType>>, more: Map<string, Set<PathType>>): void {
  for (const [path, types] of more) all.set(path, new Set([...(all.get(path) ?? []), ...types]));
}

async function get({ url, accessToken }: Asked, path: string, search: string): Promise<unknown> {
  const reply = await fetch(`${url}/api.lightspeedapp.com${path}${search}`, {
    headers: { authorization: `Bearer ${accessToken}` },
  });
  return reply.ok ? reply.json() : undefined;
}

/** Paths with real ids in place of the sample's, found by listing what lies above each id. */
async function concrete(path: string, sandbox: Asked): Promise<string[]> {
  const segments = path
    .replace(/\.json$/, '')
    .split('/')
    .slice(1);
  const account = segments.indexOf('Account') + 1;
  if (account > 0 && segments[account] !== undefined) segments[account] = sandbox.accountId;
  let found: string[] = [''];
  for (const [at, segment] of segments.entries()) {
    const next = await Promise.all(
      found.map(async (above) => {
        if (at === account || !isId(segment)) return [`${above}/${segment}`];
        const name = segments[at - 1] ?? '';
        const list = (await get(sandbox, `${above}.json`, '')) as Json | undefined;
        const rows = [list?.[name] ?? []].flat() as Json[];
        return rows.slice(0, ROWS).map((row) => `${above}/${String(row[keyOf(name)])}`);
      }),
    );
    found = next.flat().slice(0, ROWS);
  }
  return found.map((one) => `${one}.json`);
}

const keyOf = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}ID`;

/**
 * The resource a path leads to, as the pages name it: `Sale/SaleLine` for `/API/V3/Account/1/Sale/2/SaleLine.json`; undefined
 * for a path that is none of API V3.
 */
export function resourceOf(path: string): string | undefined {
  const plain = path.replace(/\?.*$/, '').replace(/\.json$/, '');
  if (plain === '/API/Session') return 'Session';
  const [, below] = /^\/API\/V3\/Account(?:\/[^/{}]+(?=\/|$)|\/\{\w+\}(?=\/|$)|$)(.*)$/.exec(plain) ?? [];
  if (below === undefined) return undefined;
  const names = below.split('/').filter((segment) => segment !== '' && !isId(segment));
  return names.length === 0 ? 'Account' : names.join('/');
}

const isId = (segment: string) => /^\{.+\}$/.test(segment) || /^\d+$/.test(segment);

/** What a row of a resource is called in a reply. */
const rowName = (path: string) => resourceOf(path)?.split('/').at(-1) ?? '';

/** Names of relations as `load_relations` takes them, by what the rows of a body hold: `["SaleLines", "SaleLines.Item"]`. */
function relationsShown(body: unknown): string[] {
  const names = new Set<string>();
  for (const row of rowsIn(body)) {
    for (const [name, below] of relationsIn(row)) {
      names.add(name);
      for (const inner of below) for (const [second] of relationsIn(inner)) names.add(`${name}.${second}`);
    }
  }
  return [...names];
}

function rowsIn(body: unknown): Json[] {
  if (typeof body !== 'object' || body === null) return [];
  const tops = Object.entries(body).filter(([name, value]) => name !== '@attributes' && typeof value === 'object');
  return tops.flatMap(([, value]) => [value].flat() as Json[]);
}

/** Fields of a row that look like relations, each with its rows; a list hangs under a container. */
function relationsIn(row: Json): [string, Json[]][] {
  return Object.entries(row)
    .filter(([name, value]) => /^[A-Z]/.test(name) && (typeof value === 'object' || value === ''))
    .map(([name, value]) => {
      const below = typeof value === 'object' && value !== null ? (value as Json) : {};
      const [only, ...others] = Object.values(below);
      const isContainer = others.length === 0 && typeof only === 'object' && only !== null;
      return [name, (isContainer ? [only].flat() : [below]) as Json[]];
    });
}

/** Those of the relations that the sandbox knows. */
async function accepted(sandbox: Asked, path: string, names: string[]): Promise<string[]> {
  const answers = await Promise.all(names.map((name) => get(sandbox, path, relationQuery([name]))));
  return names.filter((_, at) => answers[at] !== undefined);
}

const relationQuery = (names: string[]) => `?load_relations=${encodeURIComponent(JSON.stringify(names))}`;
