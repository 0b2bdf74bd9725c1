import { setImmediate } from 'node:timers/promises';
import { candidates, type Walk } from '../rows/order.ts';
import type { RStore } from '../store.ts';
import { Candidate } from './candidate.ts';
import { type Filter, secondsOf } from './filter.ts';
import { cursorOf, type ListQuery, shownName } from './list-query.ts';
import { type Resource, type Row, withRelations } from './resource.ts';

export interface Page {
  rows: Row[];
  next: string | undefined;
  previous: string | undefined;
}

/** Other requests get their turn after this many rows of a long search. */
const ROWS_IN_A_TURN = 2000;

/** One page of a list, and the cursors of its neighbours. */
export async function readPage(store: RStore, resource: Resource, query: ListQuery): Promise<Page> {
  const backwards = query.before !== undefined;
  const rows: Row[] = [];
  let more = false;
  let skip = query.offset;
  for await (const candidate of wanted(store, resource, query)) {
    if (skip > 0) {
      skip -= 1;
      continue;
    }
    more = rows.length === query.limit;
    if (more) break;
    rows.push(candidate.row);
  }
  if (backwards) rows.reverse();
  const [first, last] = [rows[0], rows.at(-1)];
  const hasNext = backwards || more;
  const hasPrevious = backwards ? more : query.after !== undefined;
  return {
    rows: rows.map((row) => withRelations(store, resource.relations, row, query.relations)),
    next: hasNext && last ? cursorOf(store, resource, query.sort, last) : undefined,
    previous: hasPrevious && first ? cursorOf(store, resource, query.sort, first) : undefined,
  };
}

/** How many rows pass, whatever page is asked for. Counted anew only when a row of the store changed since. */
export async function countRows(store: RStore, resource: Resource, query: ListQuery): Promise<number> {
  const { filters, alternatives, archived } = query;
  const question = JSON.stringify([resource.name, archived, filters, alternatives]);
  const known = counts.get(store);
  const ofStore = known?.revision === store.rows.revision ? known : { revision: store.rows.revision, by: new Map() };
  counts.set(store, ofStore);
  const counted = ofStore.by.get(question);
  if (counted !== undefined) return counted;
  let count = 0;
  const all = { ...query, sort: resource.key, descending: false, after: undefined, before: undefined };
  for await (const _ of wanted(store, resource, all)) count += 1;
  ofStore.by.set(question, count);
  return count;
}

const counts = new WeakMap<RStore, { revision: number; by: Map<string, number> }>();

/** Rows that pass, in the direction of the walk; `before` walks against the order. A count of a million makes no row. */
async function* wanted(store: RStore, resource: Resource, query: ListQuery): AsyncGenerator<Candidate> {
  const { sort, filters, before, after } = query;
  const descending = query.descending !== (before !== undefined);
  const walk = {
    sort: shownName(resource, sort),
    descending,
    start: before ?? after,
    ...reachOf(resource, filters),
  };
  let seen = 0;
  for (const id of candidates(store, resource, walk)) {
    seen += 1;
    if (seen % ROWS_IN_A_TURN === 0) await setImmediate();
    const candidate = new Candidate(store, resource, id);
    if (candidate.passes(query)) yield candidate;
  }
}

/** What filters leave of a resource before any row is looked at: ids that are named, bounds of ids and times. */
function reachOf(resource: Resource, filters: Filter[]): Pick<Walk, 'only' | 'bounds'> {
  const named = filters.find(({ field, operator }) => field === resource.key && isNaming(operator));
  const bounds = filters.map(({ field, operator, values }) => {
    const numberOf = field.endsWith('ID') ? readNumber : secondsOf;
    return {
      field,
      low: lowOperators.has(operator) ? numberOf(values[0] ?? '') : undefined,
      high: highOperators.has(operator) ? numberOf(values.at(-1) ?? '') : undefined,
    };
  });
  return { only: named && [...new Set(named.values.map(Number))], bounds };
}

const isNaming = (operator: string) => operator === '=' || operator === 'IN';
const lowOperators = new Set(['>', '>=', '=', '><']);
const highOperators = new Set(['<', '<=', '=', '><']);
const readNumber = (text: string) => (/^\d+$/.test(text) ? Number(text) : undefined);
