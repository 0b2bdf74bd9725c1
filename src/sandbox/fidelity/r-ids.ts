import { spread } from './answer.ts';
import { rCovered } from './coverage.ts';
import { type Reply, read, type Shop } from './shop.ts';

export type Json = Record<string, unknown>;

export const isRow = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows of a reply, whatever they are called in it: all objects at its top. */
export function rowsIn(body: unknown): Json[] {
  if (!isRow(body)) return [];
  const tops = Object.entries(body).filter(([name, value]) => name !== '@attributes' && typeof value === 'object');
  return tops.flatMap(([, value]) => [value].flat() as Json[]).filter(isRow);
}

/** How much of a list is looked at for rare fields, in pages of 100. */
const PAGES = 4;

/** The first pages of a list, by cursor or by offset; one reply for what is no list. */
export async function readPages(shop: Shop, url: string): Promise<Reply[]> {
  const replies = [await read(shop, url)];
  for (let at = 1; at < PAGES; at += 1) {
    const next = nextOf(shop, url, replies.at(-1)?.body, at);
    if (next === undefined) break;
    replies.push(await read(shop, next));
  }
  return replies;
}

function nextOf(shop: Shop, url: string, body: unknown, page: number): string | undefined {
  const { next, count, offset } = isRow(body) && isRow(body['@attributes']) ? body['@attributes'] : {};
  if (typeof next === 'string') return next === '' ? undefined : next.slice(shop.host.length);
  if (offset === undefined || Number(count) <= 100 * page) return undefined;
  const [path = '', query = ''] = url.split('?');
  const params = new URLSearchParams(query);
  params.set('limit', '100');
  params.set('offset', String(100 * page));
  return `${path}?${params}`;
}

/** Rows of a list with their ids. The key is the field that is named like the row and ends with `ID`. */
export async function rowsBelow(shop: Shop, path: string, query = 'limit=100'): Promise<{ id: string; row: Json }[]> {
  const replies = await readPages(shop, `${path}.json?${query}`);
  return replies.flatMap(({ body }) => {
    const rows = Object.entries(isRow(body) ? body : {}).flatMap(([name, value]) =>
      ([value].flat() as unknown[]).filter(isRow).map((row) => ({ id: row[keyOf(name)], row })),
    );
    return rows.flatMap(({ id, row }) => (id === undefined ? [] : [{ id: String(id), row }]));
  });
}

const keyOf = (name: string) => `${name.charAt(0).toLowerCase()}${name.slice(1)}ID`;

const idsBelow = async (shop: Shop, path: string): Promise<string[]> =>
  (await rowsBelow(shop, path)).map(({ id }) => id);

const names = rCovered.map(({ path }) => path).filter((path) => !path.includes('{}'));

/** The list in which an id of this field is found: `tipEmployeeID` in `Employee`; undefined for other fields. */
function listFor(field: string, resource: string): string | undefined {
  const [, name = ''] = /^(\w+)ID$/.exec(field) ?? [];
  if (name === 'parent') return resource;
  return names
    .filter((path) => name.toLowerCase().endsWith((path.split('/').at(-1) ?? '').toLowerCase()))
    .toSorted((one, other) => other.length - one.length)[0];
}

/**
 * A request's body with ids of this shop in place of the sample's: the same where the shop has it, another one for each
 * other. `0` and fields that name no list stay.
 */
export async function withOurIds(shop: Shop, root: string, resource: string, value: unknown): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => withOurIds(shop, root, resource, one)));
  if (!isRow(value)) return value;
  const fields = Object.entries(value).map(async ([name, one]) => {
    if (typeof one === 'object') return [name, await withOurIds(shop, root, resource, one)];
    const list = /^(0|)$/.test(String(one)) ? undefined : listFor(name, resource);
    return [name, list === undefined ? one : await ourId(shop, `${root}/Account/${shop.account}/${list}`, one)];
  });
  return Object.fromEntries(await Promise.all(fields));
}

async function ourId(shop: Shop, list: string, id: unknown): Promise<unknown> {
  const ids = await idsBelow(shop, list);
  if (ids.length === 0 || ids.includes(String(id))) return id;
  const ours = ids[Number(id) % ids.length] ?? ids[0];
  return typeof id === 'number' ? Number(ours) : ours;
}

/** Links of a body to other rows, `0` left out. */
const linksIn = (body: Json) =>
  Object.keys(body).filter((name) => /ID$/.test(name) && !/^(0|)$/.test(String(body[name])));

/** The body with links that the row itself has, where it has them: what a rule ties to the row stays as it is. */
export function withLinksOf(row: Json, body: Json): Json {
  return { ...body, ...Object.fromEntries(linksIn(body).flatMap((name) => (name in row ? [[name, row[name]]] : []))) };
}

/** Bodies with links that belong together, as rows of another list have them: an item and the count it was counted in. */
export async function withLinksTogether(shop: Shop, root: string, body: Json): Promise<Json[]> {
  const links = linksIn(body);
  if (links.length < 2) return [];
  const lists = await Promise.all(names.map((list) => rowsBelow(shop, `${root}/Account/${shop.account}/${list}`)));
  const rows = lists.flat().filter(({ row }) => links.every((name) => name in row));
  const bodies = rows.map(({ row }) => withLinksOf(row, body));
  const distinct = new Map(bodies.map((one) => [JSON.stringify(one), one]));
  return spread([...distinct.values()], 60);
}
