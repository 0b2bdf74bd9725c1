import type { ApiConnector, ListRequest, Resource } from '../connectors/connector.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { ApiRequest, SendOptions } from '../requests/request.ts';
import type { Source } from './access.ts';
import type { DataRecord, ExportFilter } from './export-schema.ts';

/** Rows of one reply. `number` counts from 1 in a run; `nextUrl` is where reading goes on, null after the last page. */
export interface Page {
  number: number;
  records: DataRecord[];
  nextUrl: string | null;
  workedMs: number;
  waitedMs: number;
}

/** What to read. `since` reads in order of change from a time on (inclusive); `undefined` there means from the first change. */
export interface Reading {
  resource: Resource;
  relations: string[];
  filters: ExportFilter[];
  limit: number | null;
  since?: { field: string; from: string | undefined };
}

/** Where a reading stands: the page that comes next, its URL (null: the first), and the rows that came before it. */
export interface ReadPosition {
  page: number;
  url: string | null;
  rows: number;
}

export const PAGE_SIZE = 100;

/**
 * Reads pages one after another, each from the URL that the page before gave. Throws what `send` throws,
 * `reply_not_a_list`, `paging_refused` when a page points to another host, `paging_stuck` when it points to itself.
 */
export async function* readPages(
  source: Source,
  reading: Reading,
  from: ReadPosition,
  options: SendOptions,
): AsyncGenerator<Page, void, undefined> {
  const { connector, send } = source;
  const { resource } = reading;
  const costDrips = costOf(connector, reading);
  let position = from;
  while (true) {
    const request: ApiRequest =
      position.url === null
        ? { method: 'GET', ...urlOf(firstRequest(connector, reading, PAGE_SIZE)), costDrips }
        : { method: 'GET', url: position.url, costDrips };
    const reply = await send(request, options);
    if (!connector.isList(reply.json)) throw notAList(source);
    const records = connector.rowsOf(reply.json, resource);
    const kept = reading.limit === null ? records : records.slice(0, Math.max(0, reading.limit - position.rows));
    const rows = position.rows + kept.length;
    const isFull = reading.limit !== null && rows >= reading.limit;
    const next = isFull ? undefined : connector.nextPage({ url: reply.url, json: reply.json, rows: records });
    const nextUrl = next === undefined ? null : checkedNext(source, next, position.url);
    yield { number: position.page, records: kept, nextUrl, workedMs: reply.ms, waitedMs: reply.waitedMs };
    if (nextUrl === null) return;
    position = { page: position.page + 1, url: nextUrl, rows };
  }
}

/** The first request of a reading, as the connector words it. */
export function firstRequest(connector: ApiConnector, reading: Reading, pageSize: number): ListRequest {
  const { resource, relations, filters, since } = reading;
  return connector.listRequest({ resource, relations, filters, pageSize, ...(since && { since }) });
}

/** How many rows a reading will give, by one more request; undefined where the API tells no total. Throws what `send` throws. */
export async function countRows(source: Source, reading: Reading, options: SendOptions): Promise<number | undefined> {
  const { count } = source.connector;
  if (!count) return undefined;
  const { path, query } = count.request(reading);
  const reply = await source.send({ method: 'GET', url: path, query, costDrips: count.costDrips }, options);
  return count.read(reply.json);
}

export function costOf(connector: ApiConnector, reading: Pick<Reading, 'resource' | 'relations'>): number {
  const { resource, relations } = reading;
  return connector.costOf({ method: 'GET', relations, relationsOf: resource, many: true });
}

const urlOf = ({ path, query }: ListRequest) => ({ url: path, query });

const NOT_A_LIST_WAIT_MS = 2000;

/** An answer that only looks good must not pass for the end of the list: what comes after would be missed silently. */
function notAList({ connector }: Source): CounterflowError {
  return new CounterflowError(
    'reply_not_a_list',
    `${connector.label} answered with something that is not a list. Nothing is lost: the page is asked for again.`,
    { next: 'retry', waitMs: NOT_A_LIST_WAIT_MS },
  );
}

/** A reply says where reading goes on; credentials follow, so the address must be the API's own. */
function checkedNext(source: Source, next: string, current: string | null): string {
  let real: string;
  try {
    real = source.realUrl(next);
    if (new URL(real).origin !== source.origin) throw new Error(new URL(real).host);
  } catch (cause) {
    throw new CounterflowError(
      'paging_refused',
      `${source.connector.label} sent an address for the next page that is not its own. Nothing was sent there. Start the flow again; if it stays so, tell Lightspeed's support.`,
      { cause },
    );
  }
  if (real !== current) return real;
  throw new CounterflowError(
    'paging_stuck',
    `${source.connector.label} points from a page to that same page, so reading would never end. Start the flow again.`,
  );
}
