import { exists, rowOf } from '../../rows/rows.ts';
import type { RStore } from '../../store.ts';
import { writeCost } from '../cost.ts';
import { readRelations } from '../list-query.ts';
import { viewOf } from '../permissions.ts';
import { elementOf, type Resource, type Row, stamp, withRelations } from '../resource.ts';
import { type Fields, readRecord } from './body.ts';
import { mayWrite } from './permission.ts';
import { givenBy, type Place } from './place.ts';
import { places } from './places.ts';
import { Refused } from './refused.ts';
import { readUpload } from './upload.ts';
import type { Verb, Writable } from './writable.ts';
import { Writing } from './writing.ts';

/** A request that is no GET, below an account whose token was found good. */
export interface WriteCall {
  store: RStore;
  method: string;
  /** What follows the account in the path, without its suffix. */
  path: string;
  query: URLSearchParams;
  body: string;
  bytes: Buffer;
  contentType: string;
  /** What addresses in replies start with. */
  base: string;
  /** Scopes of the token, and the user who consented. */
  scopes: string[];
  userId: string;
  nowMs: number;
}

/** What a write answers: 200 with the row also where one is created (firm). `name` is the resource's. */
export interface WriteReply {
  body: object;
  name: string;
}

interface Found {
  place: Place;
  id: string | undefined;
  parent: string | undefined;
}

function placeOf(path: string): Found | undefined {
  for (const place of places) {
    const found = place.pattern.exec(path)?.groups;
    if (found) return { place, id: found.id, parent: found.parent };
  }
  return undefined;
}

/** Cost of a write in drips, known before it is done; a body that can't be read costs no more than its path. */
export function costOfWrite(method: string, path: string, body: string): number {
  const found = placeOf(path);
  if (!found) return 1;
  const { what, drips } = found.place;
  const name = what.kind === 'rows' ? elementOf(what.to.resource) : what.action.record;
  try {
    return writeCost(name, method, drips, readRecord(body, name));
  } catch {
    return drips;
  }
}

/** Writes, all of it or, when it is refused, nothing. Throws `Refused`. */
export function answerWrite(call: WriteCall): WriteReply {
  const { store, path, method } = call;
  const found = placeOf(path);
  if (!found) throw new Refused(`No resource at ${path}.`, 404);
  const verb = verbOf(method);
  if (!verb) throw new Refused(`${method} is not supported for this resource.`, 405);
  const employee = store.employees.find(({ userId }) => String(userId) === call.userId);
  const { what } = found.place;
  const scopes = what.kind === 'rows' ? what.to.scopes : what.action.scopes;
  if (!mayWrite(scopes, call.scopes, employee))
    throw new Refused('You do not have permission to write this resource.', 403);
  const at = stamp(Math.floor(call.nowMs / 1000));
  const by = { id: employee?.id ?? 0, rights: new Set(employee?.rights ?? []) };
  const upload = readUpload(call.bytes, call.contentType);
  const sent = upload ? { ...call, body: upload.data } : call;
  return store.rows.change((draft) =>
    reply(new Writing({ store, draft, at, employee: by, upload, base: call.base }), sent, found, verb),
  );
}

const verbOf = (method: string): Verb | undefined =>
  method === 'POST' || method === 'PUT' || method === 'DELETE' ? method : undefined;

function reply(writing: Writing, call: WriteCall, found: Found, verb: Verb): WriteReply {
  const { what } = found.place;
  if (what.kind === 'action') {
    const { action, of } = what;
    if (verb !== action.verb) throw new Refused(`${verb} is not supported for this action.`, 405);
    const id = existing(writing, of, found.id);
    const done = action.act(writing, id, readRecord(call.body, action.record));
    if ('body' in done) return { body: done.body, name: action.record };
    const row = rowOf(writing.store, action.to.resource, done.id);
    return shown(call, action.to, row, done.plain ? [] : (action.to.shows ?? []));
  }
  const { to, parent } = what;
  if (!to.verbs.includes(verb)) throw new Refused(`${verb} is not supported for this resource.`, 405);
  if (parent) existing(writing, parent.resource, found.parent);
  const given = givenBy(parent, found.parent);
  if (verb === 'POST') {
    if (found.id !== undefined) throw new Refused('POST creates a row: leave the id out of the path.', 405);
    const id = writing.create(to, readRecord(call.body, elementOf(to.resource)), given);
    return shown(call, to, rowOf(writing.store, to.resource, id), to.shows ?? []);
  }
  const sent = verb === 'PUT' ? readRecord(call.body, elementOf(to.resource)) : {};
  const id = existing(writing, to.resource, found.id ?? idIn(sent, to.resource));
  for (const [field, value] of Object.entries(given)) {
    if (writing.field(to.resource, id, field) !== value) throw notFound(to.resource, id);
  }
  if (verb === 'PUT') {
    writing.update(to, id, sent);
    return shown(call, to, rowOf(writing.store, to.resource, id), to.shows ?? []);
  }
  const before = rowOf(writing.store, to.resource, id);
  writing.delete(to, id);
  const after = exists(writing.store, to.resource, id) ? rowOf(writing.store, to.resource, id) : before;
  return shown(call, to, after, to.showsGone ?? []);
}

/** Some documented PUTs have no id in the path: it is in the record then (unsure). */
const idIn = (sent: Fields, { key }: Resource) => (Object.hasOwn(sent, key) ? String(sent[key]) : undefined);

function existing(writing: Writing, resource: Resource, id: string | undefined): number {
  if (id === undefined) throw new Refused(`Say which ${resource.name}: its ${resource.key} belongs in the path.`);
  if (!/^\d{1,15}$/.test(id) || !writing.exists(resource, Number(id))) throw notFound(resource, id);
  return Number(id);
}

const notFound = (resource: Resource, id: number | string) => new Refused(`${resource.name} ${id} was not found.`, 404);

/** The row as it is now, with what replies of this resource carry, empty lists left out, and what was asked for (recorded). */
function shown(
  { store, query, scopes }: WriteCall,
  { resource, carries }: Writable,
  found: Row,
  shows: string[],
): WriteReply {
  const element = elementOf(resource);
  const row = viewOf(resource, scopes)(found);
  const carried = Object.fromEntries(
    Object.entries(withRelations(store, { ...resource.relations, ...carries }, row, shows)).filter(
      ([name, value]) => name in row || value !== '',
    ),
  );
  const asked = readRelations(resource, query.get('load_relations'));
  const body: Row = { ...carried, ...withRelations(store, resource.relations, carried, asked) };
  return { body: { '@attributes': { count: '1' }, [element]: body }, name: element };
}
