import { type Filter, readOr } from './filter.ts';
import { offsetOf, readRelations, relationOf } from './list-query.ts';
import type { Resource } from './resource.ts';
import type { Version } from './routes.ts';
import { nestedCount } from './writes/body.ts';

const PLAIN = 1;
const COUNT = 10;
/** By the changelog; another page says ten times as much (unsure). */
const OFFSET = 0.0005;
const ORDERBY = 4;

/** Cost of reading a list or one row, in drips, known before it is answered. Rules of 2026-03-17 (firm). */
export function readCost(resource: Resource, query: URLSearchParams, isList: boolean, version: Version): number {
  if (version === 'v3' && query.get('count') === '1') return COUNT;
  try {
    const relations = readRelations(resource, query.get('load_relations'), version).map((name) => name.split('.'));
    const loaded = relations.reduce((sum, path) => sum + relationCost(resource, path, isList), 0);
    const alternatives = query.getAll('or').reduce((sum, text) => sum + orCost(readOr(text)), 0);
    const paging = version === 'legacy' && isList ? legacyPagingCost(resource, query) : 0;
    return Math.round((PLAIN + loaded + alternatives + paging) * 1000) / 1000;
  } catch {
    return PLAIN;
  }
}

/** 0.1 for one row, 0.2 for a list; doubled on lists, and again under a list. */
function relationCost(resource: Resource, path: string[], isList: boolean): number {
  const parents = path.slice(0, -1).map((_, at) => relationOf(resource.relations, path.slice(0, at + 1)));
  const base = relationOf(resource.relations, path)?.many ? 0.2 : 0.1;
  return base * (isList ? 2 : 1) * (parents.some((parent) => parent?.many) ? 2 : 1);
}

function legacyPagingCost(resource: Resource, query: URLSearchParams): number {
  const orderby = query.get('orderby');
  const isCostly = orderby !== null && !resource.sortable.includes(orderby);
  return OFFSET * offsetOf(query) + (isCostly ? ORDERBY : 0);
}

const ranges = new Set(['>', '>=', '<', '<=', '><']);

/** One field is free; one entity with at most one range costs 1 an operand; else 10 an entity and 1 a further operand. */
function orCost(operands: Filter[]): number {
  if (new Set(operands.map(({ field }) => field)).size <= 1) return 0;
  const entities = new Set(operands.map(({ field }) => (field.includes('.') ? field.split('.')[0] : ''))).size;
  const rangeCount = operands.filter(({ operator }) => ranges.has(operator)).length;
  return entities === 1 && rangeCount <= 1 ? operands.length : 10 * entities + operands.length - 1;
}

const NESTED = 0.5;
const COMPLETES = 3;

/** Cost of a write: what its place costs, half a drip for each nested record, three for completing a sale (firm). */
export function writeCost(name: string, method: string, drips: number, record: Record<string, unknown>): number {
  if (method === 'DELETE') return drips;
  const completes = (name === 'Sale' || name === 'Refund') && /^(true|1)$/i.test(String(record.completed));
  return drips + NESTED * nestedCount(record) + (completes ? COMPLETES : 0);
}
