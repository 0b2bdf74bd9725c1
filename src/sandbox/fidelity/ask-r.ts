import { type Answer, answerOf, spread, telling } from './answer.ts';
import { rCovered } from './coverage.ts';
import { isRow, type Json, readPages, rowsBelow, rowsIn, withLinksOf, withLinksTogether, withOurIds } from './r-ids.ts';
import { type RTarget, targetOf } from './r-path.ts';
import { relationQuery, relationsShown } from './r-relations.ts';
import type { Sample } from './samples.ts';
import { pathsOf } from './shape.ts';
import { type Call, call, type Reply, read, type Shop } from './shop.ts';

const noRow = 'there is no row to ask about';

/** How many rows stand for a resource when each is asked for alone, and how many are tried until a write is accepted. */
const [ROWS, TRIES] = [15, 40];

/** Ids that a file's earlier replies gave, the sample's to the sandbox's: `Item 428` to `201`. */
export type Made = Map<string, string>;

/** The sandbox's answer to a sample of R-Series. `made` carries ids from one sample of a file to the next. */
export async function askR(sample: Sample, shop: Shop, made: Made): Promise<Answer> {
  const target = targetOf(sample);
  if (!target) return answerOf([], sample.status, 'no resource of this name');
  await makeFirst(sample, target, shop);
  const paths = await places(sample, target, shop, made);
  if (sample.method === 'GET') return reading(sample, target, shop, paths);
  const answer = await writing(sample, target, shop, paths);
  remember(sample, answer, made);
  return answer;
}

/** Makes a first row in a list that is empty until a client writes, from what the sample's row says. */
async function makeFirst(sample: Sample, target: RTarget, shop: Shop): Promise<void> {
  const { root, template } = target;
  const list = `${root}/Account/${shop.account}/${template}`;
  const canWrite = rCovered.some(({ path, methods }) => path === template && methods.includes('POST'));
  if (!canWrite || template.includes('{}') || sample.status !== 200 || (await rowsBelow(shop, list)).length > 0) return;
  const filled = Object.entries(derived(sample.body)).map(([name, value]) => [name, value === '' ? 'text' : value]);
  const body = await withOurIds(shop, root, template, Object.fromEntries(filled));
  await call(shop, write({ ...sample, method: 'POST' }, target, list, body as Json));
  forget(shop, list);
}

/** Rows of a list changed: what was read of it is asked anew. */
function forget(shop: Shop, list: string): void {
  for (const path of shop.kept.keys()) if (path.startsWith(list)) shop.kept.delete(path);
}

/** Paths with ids of this shop, found by listing what lies above each id. */
async function places(sample: Sample, target: RTarget, shop: Shop, made: Made): Promise<string[]> {
  const { root, template, one, ids } = target;
  if (template === 'Session') return ['/API/Session'];
  if (template === 'Accounts') return [`${root}/Account`];
  const account = `${root}/Account/${shop.account}`;
  if (template === 'Account') return [account];
  const own = made.get(`${template} ${ids.at(-1)}`);
  if (one && own !== undefined) return [`${account}/${template}/${own}`];
  let found = [account];
  for (const segment of template.split('/')) {
    found = segment === '{}' ? await tellingBelow(shop, found) : found.map((above) => `${above}/${segment}`);
  }
  if (one && sample.status === 404) return found.map((list) => `${list}/999999999`);
  if (!one) return found;
  return sample.method === 'GET' ? tellingBelow(shop, found) : allBelow(shop, found);
}

/** Rows of some lists that show everything that occurs in them, relations included. */
async function tellingBelow(shop: Shop, lists: string[]): Promise<string[]> {
  const found = lists.map(async (list) => {
    const loaded = await rowsBelow(shop, list, 'limit=100&load_relations=all');
    const rows = loaded.length > 0 ? loaded : await rowsBelow(shop, list);
    return rows.map(({ id, row }) => ({ id: `${list}/${id}`, row }));
  });
  return telling((await Promise.all(found)).flat(), ROWS);
}

/** Rows of some lists, spread over them: which of them take a write is not known. */
async function allBelow(shop: Shop, lists: string[]): Promise<string[]> {
  const found = lists.map(async (list) => (await rowsBelow(shop, list)).map(({ id }) => `${list}/${id}`));
  return spread((await Promise.all(found)).flat(), 100);
}

/**
 * Lists and rows in many ways: as the sample asks, and without filters, which name rows of another account. Relations
 * that the sample's rows show are loaded though its request may not say so, as documented examples leave that out.
 */
async function reading(sample: Sample, target: RTarget, shop: Shop, paths: string[]): Promise<Answer> {
  const { query } = target;
  const authorization = sample.status === 401 ? 'Bearer none' : undefined;
  const url = (path: string, more: string) => `${path}.json${more === '' ? '' : `?${more}`}`;
  const get = (path: string, more: string) =>
    authorization === undefined
      ? read(shop, url(path, more))
      : call(shop, { method: 'GET', path: url(path, more), authorization });
  const shaping = shapingOf(query);
  const isList = !target.one && authorization === undefined;
  const ask = (path: string, more: string) => (isList ? readPages(shop, url(path, more)) : get(path, more));
  const plain = (await Promise.all(paths.map((path) => ask(path, shaping)))).flat();
  if (sample.status !== 200) return answerOf(plain, sample.status, noRow);
  const exact =
    [...query.keys()].some((name) => /ID$/.test(name)) && rowsIn(sample.body).length === 0
      ? await Promise.all(paths.map((path) => get(path, emptying(query))))
      : [];
  if (exact.length > 0) return answerOf(exact, sample.status, noRow);
  const top = Object.keys(isRow(sample.body) ? sample.body : {}).find((name) => name !== '@attributes');
  const seen = new Set(plain.flatMap(({ body }) => [...pathsOf(body).keys()]));
  const missing = relationsShown(sample.body).filter((name) => !seen.has(`${top}.${name}`));
  const [some] = paths;
  const asked = some === undefined ? [] : await accepted(missing, (one) => get(some, relationQuery(one)));
  const loaded = asked.length === 0 ? [] : await Promise.all(paths.map((path) => ask(path, relationQuery(asked))));
  return answerOf([...plain, ...loaded.flat()], sample.status, noRow);
}

/** The part of a query that shapes a reply, as opposed to choosing rows. Reports need a period. */
function shapingOf(query: URLSearchParams): string {
  const kept = [...query].filter(([name]) => ['load_relations', 'count', 'offset'].includes(name));
  const shaping = new URLSearchParams(
    kept.map(([name, value]): [string, string] => [name, name === 'offset' ? '0' : value]),
  );
  const day = (daysAgo: number) => new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 10);
  if (query.has('startDate')) shaping.set('startDate', day(365));
  if (query.has('endDate')) shaping.set('endDate', day(0));
  if (query.has('offset')) shaping.set('limit', '100');
  return String(shaping);
}

/** A query whose filters find nothing, as the sample's did. */
const emptying = (query: URLSearchParams) =>
  String(
    new URLSearchParams(
      [...query].map(([name, value]): [string, string] => [name, /ID$/.test(name) ? '999999999' : value]),
    ),
  );

/** Those of the relations that the sandbox knows. */
async function accepted(names: string[], ask: (names: string[]) => Promise<Reply>): Promise<string[]> {
  const replies = await Promise.all(names.map((name) => ask([name])));
  return names.filter((_, at) => replies[at]?.status === 200);
}

/** Tries rows and bodies until one is taken as the sample's was: some rows are archived, completed or have children. */
async function writing(sample: Sample, target: RTarget, shop: Shop, paths: string[]): Promise<Answer> {
  const replies: Reply[] = [];
  for (const path of await mostLike(sample, shop, paths)) {
    for (const body of await bodiesFor(sample, target, shop, path)) {
      const reply = await call(shop, write(sample, target, path, body));
      replies.push(reply);
      if (reply.status !== sample.status) continue;
      forget(shop, target.one ? path.replace(/\/[^/]+$/, '') : path);
      if (sample.headers.length === 0) replies.push(...(await withRelations(sample, target, shop, path, reply)));
      return answerOf(replies, sample.status, noRow);
    }
  }
  return answerOf(replies, sample.status, noRow);
}

/** The sample's body with ids of this shop; where that may not fit, also with links of the row itself, or of one another. */
async function bodiesFor(sample: Sample, { root, template, one }: RTarget, shop: Shop, path: string): Promise<Json[]> {
  const request = sample.request ?? (sample.method === 'POST' ? derived(sample.body) : {});
  const body = await withOurIds(shop, root, template, withAddresses(request));
  if (!isRow(body) || sample.status !== 200) return [body as Json];
  const [row] = one ? rowsIn((await read(shop, `${path}.json`)).body) : [];
  return [body, ...(row ? [withLinksOf(row, body)] : await withLinksTogether(shop, root, body))];
}

/** The rows that show most of what the sample shows, the best first. */
async function mostLike(sample: Sample, shop: Shop, paths: string[]): Promise<string[]> {
  if (paths.length < 2) return paths;
  const wanted = [...pathsOf(sample.body).keys()];
  const shown = await Promise.all(
    paths.map(async (path) => {
      const here = pathsOf((await read(shop, `${path}.json`)).body);
      return { path, common: wanted.filter((one) => here.has(one)).length };
    }),
  );
  const sorted = shown.toSorted((one, other) => other.common - one.common);
  return sorted.slice(0, TRIES).map(({ path }) => path);
}

/** Documentation that is shown on the web hides e-mail addresses. */
const withAddresses = (request: unknown): unknown =>
  JSON.parse(JSON.stringify(request).replace(/\[email[^\]"]*\]/g, 'person@example.com'));

function write(sample: Sample, { template }: RTarget, path: string, body: Json): Call {
  const place = { method: sample.method, path: `${path}.json` };
  if (sample.method === 'DELETE') return place;
  if (!/(^|\/)\w*Image$/.test(template) || sample.method !== 'POST') return { ...place, body };
  const form = new FormData();
  form.set('data', JSON.stringify(body));
  form.set('image', new Blob([onePixel], { type: 'image/png' }), 'picture.png');
  return { ...place, form };
}

const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** A body for a sample that shows none: what its reply says of the new row, but what the server sets itself. */
function derived(body: unknown): object {
  const [row = {}] = rowsIn(body);
  const [key] = Object.keys(row);
  return Object.fromEntries(
    Object.entries(row).filter(([name, value]) => name !== key && typeof value !== 'object' && !/time/i.test(name)),
  );
}

/** The written row read back with the relations that the documented reply shows: such examples leave out how they asked. */
async function withRelations(
  sample: Sample,
  { one }: RTarget,
  shop: Shop,
  path: string,
  reply: Reply,
): Promise<Reply[]> {
  const names = relationsShown(sample.body);
  const [[top, row] = ['', undefined]] = Object.entries(isRow(reply.body) ? reply.body : {})
    .filter(([, value]) => isRow(value))
    .reverse();
  const id = isRow(row) ? row[`${top.charAt(0).toLowerCase()}${top.slice(1)}ID`] : undefined;
  if (names.length === 0 || id === undefined) return [];
  const get = (asked: string[]) =>
    call(shop, { method: 'GET', path: `${one ? path : `${path}/${id}`}.json?archived=true&${relationQuery(asked)}` });
  const asked = await accepted(names, get);
  return asked.length === 0 ? [] : [await get(asked)];
}

function remember(sample: Sample, answer: Answer, made: Made): void {
  if (sample.method !== 'POST') return;
  const [[name, theirs] = ['', undefined]] = rowOf(sample.body);
  const [[, ours] = ['', undefined]] = rowOf(answer.bodies[0]);
  const key = `${name.charAt(0).toLowerCase()}${name.slice(1)}ID`;
  if (isRow(theirs) && isRow(ours)) made.set(`${name} ${theirs[key]}`, String(ours[key]));
}

const rowOf = (body: unknown) =>
  Object.entries(isRow(body) ? body : {}).filter(([name, value]) => name !== '@attributes' && isRow(value));
