import { setImmediate } from 'node:timers/promises';
import { candidates } from '../../rows/order.ts';
import { fieldOf, idsWhere, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { type View, wholeNumber } from '../list.ts';
import { type Call, type Operation, operation, Refused, type Reply } from '../operation.ts';
import { isLive } from '../pen.ts';
import { numberIn, shown, type XResource } from '../resource.ts';
import { customers } from '../tables/customers.ts';
import { products, withLinks } from '../tables/products.ts';
import { sales } from '../tables/sales.ts';

const PAGE_SIZE = 100;
const LARGEST_PAGE = 1000;
const AT_ONCE = 2000;

interface Searched {
  resource: XResource;
  scope: string;
  /** Parameters by field; a row passes when one of a parameter's values equals the field. */
  fields: Record<string, string>;
  view?: View;
}

/** What `type` may be, and what it is searched by (firm). */
const types: Record<string, Searched> = {
  sales: {
    resource: sales,
    scope: 'sales:read',
    fields: own('status', 'invoice_number', 'customer_id', 'user_id', 'outlet_id'),
  },
  products: {
    resource: products,
    scope: 'products:read',
    fields: { ...own('sku', 'supplier_id', 'brand_id', 'product_type_id', 'variant_parent_id'), tag_id: 'tag_ids' },
    view: withLinks,
  },
  customers: {
    resource: customers,
    scope: 'customers:read',
    fields: own('customer_code', 'email', 'first_name', 'last_name', 'company_name', 'mobile', 'phone'),
  },
};

function own(...names: string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

export const searchOperations: Operation[] = [operation('GET /search', [], search)];

/** Values are compared whole, without regard to case; `-sku=x` leaves out what holds it. The newest come first. */
async function search({ store, query, caller }: Call): Promise<Reply> {
  const type = query.get('type') ?? '';
  const searched = Object.hasOwn(types, type) ? types[type] : undefined;
  if (!searched) throw new Refused(400, 'Bad Request', 'type must be sales, products or customers.');
  if (!caller.scopes.includes(searched.scope))
    throw new Refused(403, 'Forbidden', `The token lacks the scope ${searched.scope}.`);
  const { resource, view = (_, row) => row } = searched;
  const size = Math.max(1, Math.min(LARGEST_PAGE, wholeNumber(query, 'page_size') ?? PAGE_SIZE));
  let skip = Math.max(0, wholeNumber(query, 'offset') ?? 0);
  const passes = tests(store, searched, query);
  const data: object[] = [];
  let seen = 0;
  const descending = query.get('order_direction') !== 'asc';
  const walk = { sort: 'version', descending, start: undefined, bounds: [], only: named(store, searched, query) };
  for (const number of candidates(store, resource, walk)) {
    seen += 1;
    if (seen % AT_ONCE === 0) await setImmediate();
    if (!passes(number)) continue;
    if (skip > 0) skip -= 1;
    else data.push(shown(resource, view(store, rowOf(store, resource, number))));
    if (data.length >= size) break;
  }
  return { status: 200, body: { data } };
}

function tests(store: XStore, { resource, fields }: Searched, query: URLSearchParams): (number: number) => boolean {
  const isDeletedShown = query.get('deleted') === 'true';
  const folded = (values: string[]) =>
    new Set(values.flatMap((value) => value.split(',')).map((one) => one.toLowerCase()));
  const wanted = Object.entries({ ...fields, _id: 'id' }).flatMap(([parameter, field]) => [
    ...(query.has(parameter) ? [{ field, values: folded(query.getAll(parameter)), holds: true }] : []),
    ...(query.has(`-${parameter}`) ? [{ field, values: folded(query.getAll(`-${parameter}`)), holds: false }] : []),
  ]);
  const [from, to] = [timeOf(query, 'date_from'), timeOf(query, 'date_to')];
  return (number) => {
    if (!isDeletedShown && !isLive(store, resource, number)) return false;
    for (const { field, values, holds } of wanted) {
      const value = fieldOf(store, resource, number, field);
      const has = [value].flat().some((one) => values.has(String(one ?? '').toLowerCase()));
      if (has !== holds) return false;
    }
    if (from === undefined && to === undefined) return true;
    const at = Date.parse(String(fieldOf(store, resource, number, resource === sales ? 'sale_date' : 'updated_at')));
    return (from === undefined || at >= from) && (to === undefined || at <= to);
  };
}

/** Numbers of rows that are named by id, so that no list is walked for them. */
function named(store: XStore, { resource }: Searched, query: URLSearchParams): number[] | undefined {
  const ids = query.getAll('_id').flatMap((value) => value.split(','));
  if (ids.length > 0) return ids.map((id) => numberIn(store, resource, id));
  const parent = query.get('variant_parent_id') ?? '';
  return resource === products && parent !== '' ? idsWhere(store, products, 'variant_parent_id', parent) : undefined;
}

function timeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name) ?? '';
  if (text === '') return undefined;
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new Refused(400, 'Bad Request', `${name} must be a time.`);
  return ms;
}
