import { type Answer, answerOf, spread, telling } from './answer.ts';
import type { Sample } from './samples.ts';
import { type Call, call, type Reply, read, type Shop } from './shop.ts';
import { type FindId, requestOf } from './x-requests.ts';
import { operations } from './x-schemas.ts';

const ROOT = '/api/2.0';
/** How many rows stand for a resource when each is asked for alone, and how many are tried until a write is accepted. */
const [ROWS, TRIES] = [15, 12];

type Json = Record<string, unknown>;

/** The operation that a sample's method and path belong to; undefined for one of no operation of API 2.0. */
export function operationOf({ method, path }: Sample): string | undefined {
  const plain = path.replace(/\?.*$/, '').replace(/^\/api\/[^/]+(?=\/)/, '');
  const fits = (template: string) =>
    new RegExp(`^${template.replace(/\.txt$/, '\\.txt').replace(/\{[^}]+\}/g, '[^/]+')}$`).test(plain);
  const all = [...operations].filter(([, one]) => one.method === method && (one.path === plain || fits(one.path)));
  return (all.find(([, one]) => one.path === plain) ?? all.find(([, one]) => !one.path.endsWith('}')) ?? all[0])?.[0];
}

/** The sandbox's answer to a sample of X-Series. */
export async function askX(sample: Sample, operationId: string, shop: Shop): Promise<Answer> {
  const { method = '', path: template = '' } = operations.get(operationId) ?? {};
  const root = /^\/api\/[^/]+(?=\/)/.exec(sample.path)?.[0] ?? ROOT;
  const paths = await places(template, sample.status, shop);
  const trouble = 'there is no row to ask about';
  const authorization = sample.status === 401 ? 'Bearer none' : undefined;
  if (method === 'GET') {
    const query = template === '/search' ? '?type=products' : template.includes('{') ? '' : '?page_size=200';
    const replies = paths.map((path) =>
      authorization === undefined
        ? read(shop, `${root}${path}${query}`)
        : call(shop, { method, path: `${root}${path}`, authorization }),
    );
    return answerOf(await Promise.all(replies), sample.status, trouble);
  }
  const replies: Reply[] = [];
  for (const path of spread(paths, TRIES)) {
    const request: Call = { method, path: `${root}${path}`, ...(authorization && { authorization }) };
    const body =
      sample.request === undefined
        ? await requestOf(operationId, sample.body, findIdIn(shop))
        : await withOurIds(shop, sample.request);
    replies.push(await call(shop, { ...request, ...(body !== undefined && { body }) }));
    if (replies.at(-1)?.status === sample.status) break;
  }
  return answerOf(replies, sample.status, trouble);
}

/** Paths with ids that exist in place of a template's placeholders; with one that doesn't where not found is the point. */
async function places(template: string, status: number, shop: Shop): Promise<string[]> {
  let found = [''];
  for (const segment of template.split('/').slice(1)) {
    const name = /^\{(.+)\}$/.exec(segment)?.[1];
    if (name === undefined) found = found.map((above) => `${above}/${segment}`);
    else if (status === 404) found = found.map((above) => `${above}/00000000-0000-4000-8000-000000000000`);
    else {
      const next = found.map(async (above) => {
        const own = telling(await rowsIn(shop, above), ROWS);
        const ids = own.length > 0 ? own : await idsOf(shop, name);
        return ids.map((id) => `${above}/${id}`);
      });
      const all = (await Promise.all(next)).flat();
      found = found.length === 1 ? all : spread(all, 2 * ROWS);
    }
  }
  return found;
}

async function rowsIn(shop: Shop, list: string): Promise<{ id: string; row: Json }[]> {
  return rowsWithIds((await read(shop, `${ROOT}${list}?page_size=200`)).body);
}

const rowsWithIds = (body: unknown) =>
  rowsOf(body).flatMap((row) => (typeof row.id === 'string' ? [{ id: row.id, row }] : []));

/** Ids for a field or placeholder by its name: `brand_id` from `/brands`, `source_outlet_id` from `/outlets`. */
async function idsOf(shop: Shop, name: string): Promise<string[]> {
  const thing = name.replace(/[_-]ids?$/, '');
  if (thing === 'product_image') return imagesOf(shop);
  const lists = [...operations.values()].filter((one) => one.method === 'GET' && !one.path.includes('{'));
  const named = lists
    .map(({ path }) => path)
    .filter((path) => thing.endsWith(singular(path.slice(1))))
    .toSorted((one, other) => other.length - one.length)[0];
  if (named === undefined) return [];
  const { body } = await call(shop, { method: 'GET', path: `${ROOT}${named}?page_size=200` });
  return rowsWithIds(body).map(({ id }) => id);
}

async function imagesOf(shop: Shop): Promise<string[]> {
  const { body } = await read(shop, `${ROOT}/products?page_size=200`);
  return rowsOf(body)
    .flatMap((row) => [row.images ?? []].flat() as Json[])
    .map((image) => String(image.id));
}

const singular = (plural: string) =>
  plural
    .replace(/ies$/, 'y')
    .replace(/(x)es$/, '$1')
    .replace(/s$/, '');

const findIdIn =
  (shop: Shop): FindId =>
  async (field) =>
    (await idsOf(shop, field))[/destination|to_/.test(field) ? 1 : 0];

/** A body with ids of this shop in fields that end with `_id`, the same where the shop has it. */
async function withOurIds(shop: Shop, value: unknown, name = ''): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => withOurIds(shop, one, name)));
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(async ([key, one]) => [key, await withOurIds(shop, one, key)]);
    return Object.fromEntries(await Promise.all(fields));
  }
  const ids = typeof value === 'string' && /_ids?$/.test(name) ? await idsOf(shop, name) : [];
  return ids.includes(String(value)) ? value : (ids[0] ?? value);
}

/** Rows lie in `data`; some lists have a name of their own for them. */
function rowsOf(body: unknown): Json[] {
  const named: Json = typeof body === 'object' && body !== null ? (body as Json) : {};
  const data = named.data ?? Object.values(named).find(Array.isArray);
  return [data ?? []].flat().filter((row): row is Json => typeof row === 'object' && row !== null);
}
