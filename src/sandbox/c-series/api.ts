import type { Call, Operation, Reply } from './call.ts';
import type { COpened } from './credentials.ts';
import { type Edit, edit } from './edit.ts';
import { ApiError, Refused } from './errors.ts';
import type { View } from './fields.ts';
import { countRows, readListQuery, readPage } from './list.ts';
import { operations } from './operations.ts';
import type { Resource, Row, Writes } from './resource.ts';
import { resources } from './resources.ts';
import { numbersIn, RowRoutes, type RowsRoute } from './routes.ts';
import { showRow } from './show.ts';
import { Tables } from './tables.ts';
import { opened, readFields } from './write-body.ts';

/** A resource without a path is kept for the sandbox itself. */
const routes = new RowRoutes([...resources.values()].filter(({ path }) => path !== ''));
const owns = Object.entries(operations).map(([name, operation]) => {
  const [method = '', path = ''] = name.split(' ');
  return { method, pattern: path.split('/'), operation };
});

/** Answers a request. Throws nothing: what goes wrong is an error in the documented shape. */
export async function answer(call: Call): Promise<Reply> {
  try {
    return await reply(call);
  } catch (cause) {
    if (!(cause instanceof ApiError)) throw cause;
    return failure(call, cause.status, cause.message, cause instanceof Refused ? cause.errors : undefined);
  }
}

/** `{"error": {code, method, request, message}}` (seen in clients); `errors` by field where a write was refused. */
export function failure(
  { method, to }: Pick<Call, 'method' | 'to'>,
  code: number,
  message: string,
  errors?: Record<string, string[]>,
): Reply {
  const query = to.query.toString();
  const request = query === '' ? to.path : `${to.path}?${query}`;
  return { status: code, body: { error: { code, method, request, message, ...(errors ? { errors } : {}) } } };
}

async function reply(call: Call): Promise<Reply> {
  const { store } = call.opened;
  const [, language = '', rest] = /^\/([^/]+)\/(.+)\.json$/.exec(call.to.path) ?? [];
  if (rest === undefined) throw new ApiError(404, 'Resource not found.');
  if (!store.languages.includes(language)) throw new ApiError(404, 'Unknown or inactive language.');
  const tables = new Tables(store, resources);
  const view: View = { tables, language, base: call.to.base };
  const segments = rest.split('/');
  const own = ownRoute(call.method, segments);
  if (own) {
    allow(call, own.operation.group);
    return own.operation.run({ call, view, ids: own.ids, edit: (make) => change(call, view, make) });
  }
  const route = routes.find(segments);
  if (!route) throw new ApiError(isOtherMethod(segments) ? 405 : 404, 'Resource not found.');
  return rowsReply(call, view, route);
}

function ownRoute(method: string, segments: string[]): { operation: Operation; ids: number[] } | undefined {
  for (const own of owns) {
    const ids = own.method === method ? numbersIn(own.pattern, segments) : undefined;
    if (ids) return { operation: own.operation, ids };
  }
  return undefined;
}

const isOtherMethod = (segments: string[]) => owns.some(({ pattern }) => numbersIn(pattern, segments));

/** A key without the right to a group is refused; the status is unsure. */
function allow({ method, opened: { permissions } }: Call, group: Resource['group'] | undefined): void {
  if (group === undefined) return;
  const right = method === 'GET' ? 'read' : 'write';
  if (!permissions[group][right]) throw new ApiError(403, `This key may not ${right} ${group}.`);
}

function change<T>({ nowMs, opened: by, to }: Call, { tables }: View, make: (edit: Edit) => T): T {
  const key = { name: by.key, secret: secretOf(by), base: to.base };
  return edit(tables, { nowSeconds: Math.floor(nowMs / 1000), channel: 'api', key }, make);
}

/** What the key signs with; of an app the md5 that stands for its secret. */
const secretOf = ({ store, family }: COpened) =>
  family?.server === 'app' ? family.password : family?.server === 'key' ? family.apiSecret : store.apiSecret;

async function rowsReply(call: Call, view: View, route: RowsRoute): Promise<Reply> {
  const { resource, what, parent } = route;
  allow(call, resource.group);
  if (parent && !view.tables.exists(parent.resource, parent.id)) throw new ApiError(404, 'Resource not found.');
  const verb = verbOf(call.method, what);
  if (verb === undefined || (verb !== 'read' && !resource.writes.verbs.includes(verb)))
    throw new ApiError(405, `${call.method} is not possible here.`);
  if (what === 'list' && verb === 'read') {
    const rows = await readPage(resource, readListQuery(resource, call.to.query, parent), view);
    return { status: 200, body: resource.isBare ? rows : { [resource.many]: rows } };
  }
  if (what === 'count')
    return {
      status: 200,
      body: { count: await countRows(resource, readListQuery(resource, call.to.query, parent), view) },
    };
  if (verb === 'create') {
    const given = readFields(resource, opened(resource, call.body), view);
    const above = parent ? { [parent.field]: String(parent.id) } : {};
    return {
      status: 201,
      body: one(
        resource,
        change(call, view, (draft) => draft.create(resource.name, { ...given, ...above })),
        view,
      ),
    };
  }
  const row = addressedRow(view, route);
  if (!row) throw new ApiError(404, 'Resource not found.');
  if (verb === 'update') {
    const given = readFields(resource, opened(resource, call.body), view, row);
    return {
      status: 200,
      body: one(
        resource,
        change(call, view, (draft) => draft.change(resource.name, row, given)),
        view,
      ),
    };
  }
  if (verb === 'remove') {
    change(call, view, (draft) => draft.remove(resource.name, row));
    return { status: 204, body: undefined };
  }
  return { status: 200, body: one(resource, row, view, readListQuery(resource, call.to.query).only) };
}

function verbOf(method: string, what: RowsRoute['what']): Writes['verbs'][number] | 'read' | undefined {
  if (method === 'GET') return 'read';
  if (what === 'list') return method === 'POST' ? 'create' : undefined;
  if (what === 'count') return undefined;
  return method === 'PUT' ? 'update' : method === 'DELETE' ? 'remove' : undefined;
}

function addressedRow({ tables }: View, { resource, id, parent }: RowsRoute): Row | undefined {
  const { addressedBy } = resource;
  if (addressedBy !== undefined && parent)
    return tables.where(resource.name, parent.field, parent.id).find((row) => row[addressedBy] === String(id));
  const row = tables.row(resource.name, id);
  return parent && row?.[parent.field] !== String(parent.id) ? undefined : row;
}

const one = (resource: Resource, row: Row, view: View, only?: ReadonlySet<string>) => {
  const body = showRow(resource, row, view, only);
  return resource.isBare ? body : { [resource.one]: body };
};
