import { basename } from 'node:path';
import { type Answer, answerOf, spread } from './answer.ts';
import { cCovered } from './coverage.ts';
import type { Sample } from './samples.ts';
import { type Reply, read, type Shop } from './shop.ts';

type Json = Record<string, unknown>;

const isRow = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);

const ROWS = 25;

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
  return exact[0];
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

/** The sandbox's answer to a sample of C-Series: rows of a list, or the one row that a path leads to. */
export async function askC(sample: Sample, covered: string, shop: Shop): Promise<Answer> {
  const language = /^\/(?:[a-z]{2}|\{language\})\//.test(sample.path);
  const lists = await places(covered, shop);
  const replies = await Promise.all(lists.map((list) => read(shop, `${list}.json?limit=250`)));
  const wrapped = envelope(sample.body) !== undefined;
  const isList = wrapped && Array.isArray(Object.values(sample.body as Json)[0]);
  const trouble = language ? 'there is no row to ask about' : 'there is no such row';
  if (isList) return answerOf(replies, sample.status, trouble);
  const rows = lists.flatMap((list, at) => idsIn(replies[at]).map((id) => `${list}/${id}`));
  const singles = await Promise.all(spread(rows, ROWS).map((path) => read(shop, `${path}.json`)));
  const asked = rows.length === 0 ? replies : singles;
  return answerOf(wrapped ? asked : asked.map(unwrapped), sample.status, trouble);
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

/** Ids of a list's rows; none for a reply that is no list. */
function idsIn(reply: Reply | undefined): number[] {
  const list = Array.isArray(reply?.body)
    ? reply.body
    : isRow(reply?.body)
      ? Object.values(reply.body).find(Array.isArray)
      : [];
  return ((list ?? []) as unknown[]).filter(isRow).flatMap((row) => (typeof row.id === 'number' ? [row.id] : []));
}

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
