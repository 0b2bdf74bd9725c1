import { basename } from 'node:path';
import { type Answer, answerOf, spread, telling } from './answer.ts';
import { cCovered } from './coverage.ts';
import type { Sample } from './samples.ts';
import { call, type Reply, read, type Shop } from './shop.ts';

type Json = Record<string, unknown>;

const isRow = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

/** How many rows stand for a resource when each is asked for alone, and how many are tried until a write is accepted. */
const [ROWS, TRIES] = [15, 12];

/**
 * The covered path that a sample belongs to: by its path, else by its file's name, of which one part names the resource in
 * singular (`sales__order-product__sample`). Undefined for resources that aren't covered.
 */
export function cPathOf({ path, file }: Sample): string | undefined {
  const byPath = path
    .replace(/\?.*$/, '')
    .replace(/\.json$/, '')
    .replace(/^\/?(?:[a-z]{2}|\{language\})\//, '')
    .replace(/^\//, '')
    .replace(/(?<=\/)(\d+|\{\w+\})(?=\/|$)/g, '{}')
    .replace(/\/(count|\{\})$/, '');
  const paths = cCovered.map((one) => one.path);
  if (path !== '') return paths.find((one) => one === byPath);
  const parts = basename(file, '.json')
    .split('__')
    .map((part) => words(part.replace(/^(wire|sample)/, '')))
    .reverse();
  const exact = parts.flatMap((part) => paths.filter((one) => words(one) === part));
  const last = parts.flatMap((part) => paths.filter((one) => words(one.split('/').at(-1) ?? '') === part));
  return exact[0] ?? last[0];
}

/** Words in singular without what is between them: `ordercustomstatus` for `orders/customstatuses` and `order-custom-status`. */
function words(text: string): string {
  return text
    .split(/[^A-Za-z]+|(?<=[a-z])(?=[A-Z])/)
    .map((word) =>
      word
        .toLowerCase()
        .replace(/ies$/, 'y')
        .replace(/uses$/, 'us')
        .replace(/(?<!u)s$/, ''),
    )
    .join('');
}

/** The sandbox's answer to a sample of C-Series: rows of a list, the one row that a path leads to, or a write. */
export async function askC(sample: Sample, covered: string, shop: Shop): Promise<Answer> {
  const lists = await places(covered, shop);
  const trouble = 'there is no row to ask about';
  if (/\/count\.json/.test(sample.path)) {
    return answerOf(await Promise.all(lists.map((list) => read(shop, `${list}/count.json`))), sample.status, trouble);
  }
  if (sample.status === 401) {
    const calls = lists.map((list) =>
      call(shop, { method: 'GET', path: `${list}.json`, authorization: 'Basic bm9uZQ==' }),
    );
    return answerOf(await Promise.all(calls), sample.status, trouble);
  }
  let replies = await Promise.all(lists.map((list) => read(shop, `${list}.json?limit=250`)));
  if (replies.every((reply) => listed(reply).length === 0) && (await made(sample, covered, lists[0], shop)))
    replies = await Promise.all(lists.map((list) => call(shop, { method: 'GET', path: `${list}.json?limit=250` })));
  const isList = sample.method === 'GET' && Array.isArray(Object.values(isRow(sample.body) ? sample.body : {})[0]);
  if (isList) return answerOf(replies, sample.status, trouble);
  const ids = sample.status === 404 ? replies.map(() => [999_999_999]) : replies.map(idsIn);
  const rows = lists.flatMap((list, at) => (ids[at] ?? []).map((id) => `${list}/${id}`));
  if (sample.method !== 'GET')
    return writing(sample, sample.method === 'POST' || rows.length === 0 ? lists : rows, shop);
  const shown = replies.flatMap((reply) => listed(reply));
  const singles = await Promise.all(
    telling(
      rows.map((id, at) => ({ id, row: shown[at] })),
      ROWS,
    ).map((path) => read(shop, `${path}.json`)),
  );
  // Some lists have no paths for their rows.
  const asked =
    rows.length === 0 || (sample.status === 200 && singles.every(({ status }) => status === 404)) ? replies : singles;
  return answerOf(envelope(sample.body) === undefined ? asked.map(unwrapped) : asked, sample.status, trouble);
}

/** Makes a first row in a list that is empty until a client writes, from what the sample's row says. */
async function made(sample: Sample, covered: string, list: string | undefined, shop: Shop): Promise<boolean> {
  const canWrite = cCovered.some(({ path, methods }) => path === covered && methods.includes('POST'));
  if (list === undefined || !canWrite) return false;
  const wrapped = envelope(sample.body);
  const row = wrapped === undefined ? sample.body : (sample.body as Json)[wrapped];
  const isKept = ([field, value]: [string, unknown]) => field !== 'id' && !/At$/.test(field) && !isRow(value);
  const kept = Object.entries(isRow(row) ? row : {}).filter(isKept);
  const body = await withOurIds(shop, Object.fromEntries(kept.map(([name, value]) => [name, meant[name] ?? value])));
  for (const name of wrapped === undefined ? envelopesOf(covered) : [wrapped]) {
    const { status } = await call(shop, { method: 'POST', path: `${list}.json`, body: { [name]: body } });
    if (status < 300) return true;
  }
  return false;
}

/** Fields that take certain words only: shapes of samples hold stand-ins. */
const meant: Record<string, string> = {
  itemGroup: 'products',
  itemAction: 'created',
  format: 'json',
  address: 'https://hooks.example/in',
};

/** What a row of a path may be wrapped in: `metafield` or `productMetafield` for `products/{}/metafields`. */
function envelopesOf(covered: string): string[] {
  const parts = covered
    .split('/')
    .filter((part) => part !== '{}')
    .map(words);
  const camel = parts.map((part, at) => (at === 0 ? part : part.charAt(0).toUpperCase() + part.slice(1))).join('');
  return [...new Set([parts.at(-1) ?? '', camel])];
}

/** Tries rows until one takes the write as the sample's did. */
async function writing(sample: Sample, paths: string[], shop: Shop): Promise<Answer> {
  const replies: Reply[] = [];
  for (const path of spread(paths, TRIES)) {
    const body = await withOurIds(shop, sample.request ?? {});
    const sent = sample.method === 'DELETE' ? {} : { body };
    replies.push(await call(shop, { method: sample.method, path: `${path}.json`, ...sent }));
    if (replies.at(-1)?.status === sample.status) break;
  }
  return answerOf(replies, sample.status, 'there is no row to ask about');
}

/** A body with ids of this shop where a field is named by a resource: `product`, `productId`. */
async function withOurIds(shop: Shop, value: unknown, name = ''): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map((one) => withOurIds(shop, one, name)));
  if (isRow(value)) {
    const fields = Object.entries(value).map(async ([key, one]) => [key, await withOurIds(shop, one, key)]);
    return Object.fromEntries(await Promise.all(fields));
  }
  const list = cCovered.find(({ path }) => words(path) === words(name.replace(/_?[iI]d$/, '')));
  if (typeof value !== 'number' || value === 0 || !list) return value;
  const ids = idsIn(await read(shop, `/${shop.account}/${list.path}.json?limit=250`));
  return ids.includes(value) ? value : (ids[value % Math.max(1, ids.length)] ?? value);
}

async function places(covered: string, shop: Shop): Promise<string[]> {
  let found = [`/${shop.account}`];
  for (const segment of covered.split('/')) {
    if (segment !== '{}') {
      found = found.map((above) => `${above}/${segment}`);
      continue;
    }
    const next = found.map(async (above) =>
      idsIn(await read(shop, `${above}.json?limit=250`)).map((id) => `${above}/${id}`),
    );
    found = spread((await Promise.all(next)).flat(), ROWS);
  }
  return found;
}

/** Rows of a list; none for a reply that is no list. */
function listed(reply: Reply | undefined): Json[] {
  const body = reply?.body;
  const list = Array.isArray(body) ? body : isRow(body) ? Object.values(body).find(Array.isArray) : [];
  return ((list ?? []) as unknown[]).filter(isRow).filter(({ id }) => typeof id === 'number');
}

const idsIn = (reply: Reply | undefined): number[] => listed(reply).map(({ id }) => Number(id));

/** The name around a body: `product` of `{product: {...}}`. */
function envelope(body: unknown): string | undefined {
  if (!isRow(body)) return undefined;
  const [[name, value] = ['', undefined], ...others] = Object.entries(body);
  return others.length === 0 && (isRow(value) || Array.isArray(value)) ? name : undefined;
}

function unwrapped(reply: Reply): Reply {
  const name = envelope(reply.body);
  return name === undefined ? reply : { ...reply, body: (reply.body as Json)[name] };
}
