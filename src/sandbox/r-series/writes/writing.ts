import type { Draft } from '../../rows/kept-rows.ts';
import { exists, fieldOf, nextId, rowOf } from '../../rows/rows.ts';
import type { RStore } from '../../store.ts';
import { elementOf, type Resource, type Row } from '../resource.ts';
import { shop } from '../shops.ts';
import type { Fields } from './body.ts';
import { Refused } from './refused.ts';
import type { Upload } from './upload.ts';
import { isScalar, textOf, typeOf } from './values.ts';
import type { Change, Writable } from './writable.ts';

/** One write, all of it in one change of the store: who writes, when, and what is done so far. */
export class Writing {
  readonly store: RStore;
  readonly #draft: Draft;
  /** As rows show it. */
  readonly at: string;
  /** What came with the record, in a form. */
  readonly upload: Upload | undefined;
  /** What addresses in rows start with. */
  readonly base: string;
  /** Who consented, with what they may do. */
  readonly employee: { id: number; rights: ReadonlySet<string> };

  constructor(parts: {
    store: RStore;
    draft: Draft;
    at: string;
    employee: Writing['employee'];
    upload?: Upload | undefined;
    base?: string;
  }) {
    this.upload = parts.upload;
    this.base = parts.base ?? '';
    this.store = parts.store;
    this.#draft = parts.draft;
    this.at = parts.at;
    this.employee = parts.employee;
  }

  exists(resource: Resource, id: number): boolean {
    return exists(this.store, resource, id);
  }

  row(resource: Resource, id: number): Row {
    return rowOf(this.store, resource, id);
  }

  field(resource: Resource, id: number, name: string): string {
    return String(fieldOf(this.store, resource, id, name) ?? '');
  }

  put(resource: Resource, id: number, fields: Row): void {
    this.#draft.put(resource.name, id, fields);
  }

  /** Adds a row as it is given, and its key. */
  add(resource: Resource, fields: Row): number {
    const id = nextId(this.store, resource);
    this.#draft.put(resource.name, id, { [resource.key]: String(id), ...fields });
    return id;
  }

  remove(resource: Resource, id: number): void {
    this.#draft.remove(resource.name, id);
  }

  /** Creates a row from what was sent, and all that follows from it. `given` holds fields that the path says. */
  create(to: Writable, sent: Fields, given: Row = {}): number {
    const own = { ...this.#read(to, sent, undefined), ...given };
    const id = nextId(this.store, to.resource);
    const fields: Row = { ...to.defaults(this, own), ...own };
    for (const stamp of [to.stamps?.created, to.stamps?.changed])
      if (stamp !== undefined && !(stamp in own)) fields[stamp] = this.at;
    const change: Change = { id, before: undefined, fields, sent };
    this.#check(to, change);
    this.#draft.put(to.resource.name, id, { [to.resource.key]: String(id), ...change.fields });
    to.after?.(this, change);
    return id;
  }

  /**
   * Changes the fields that were sent; the row's time moves only when something differs (recorded). Tells whether a field
   * of the row does.
   */
  update(to: Writable, id: number, sent: Fields): boolean {
    const before = this.row(to.resource, id);
    const read = this.#read(to, sent, before);
    const fields = Object.fromEntries(Object.entries(read).filter(([name, value]) => before[name] !== value));
    const change: Change = { id, before, fields, sent };
    this.#check(to, change);
    const isNested = (to.nested ?? []).some((name) => Object.hasOwn(sent, name));
    if (Object.keys(change.fields).length > 0)
      this.put(to.resource, id, { ...change.fields, ...this.#changedStamp(to) });
    if (isNested || Object.keys(change.fields).length > 0) to.after?.(this, change);
    return Object.keys(change.fields).length > 0;
  }

  delete(to: Writable, id: number): void {
    if (typeof to.remove === 'function') to.remove(this, id);
    else if (to.remove === 'delete') this.remove(to.resource, id);
    else
      this.update({ ...to, computed: (to.computed ?? []).filter((name) => name !== 'archived') }, id, {
        archived: true,
      });
  }

  /** Moves the time of a row on which something else than its fields changed. */
  touch(to: Pick<Writable, 'resource' | 'stamps'>, id: number): void {
    this.put(to.resource, id, this.#changedStamp(to));
  }

  #changedStamp(to: Pick<Writable, 'stamps'>): Row {
    return to.stamps?.changed === undefined ? {} : { [to.stamps.changed]: this.at };
  }

  /** Fields that were sent, as texts; those that are not the client's to write are left out. */
  #read(to: Writable, sent: Fields, before: Row | undefined): Row {
    const { key } = to.resource;
    const element = elementOf(to.resource);
    const ignored = new Set([key, to.stamps?.created, to.stamps?.changed, ...(to.computed ?? [])]);
    if (!before) for (const once of to.givenOnce ?? []) ignored.delete(once);
    const fields: Row = {};
    for (const [field, value] of Object.entries(sent)) {
      const type = typeOf(element, field);
      if (type === undefined || !isScalar(type) || ignored.has(field)) continue;
      if (to.only && !to.only.includes(field)) continue;
      const text = textOf(type, field, value, this.#zone(before ?? sent));
      // An empty time leaves the field out of the row, as in rows that never had one.
      if (text !== '' || !/^date/.test(type) || before?.[field] !== undefined) fields[field] = text;
    }
    return fields;
  }

  /** Dates are days of the row's shop, or of the first one. */
  #zone(row: Fields): string {
    const id = Number(row.shopID) || 1;
    return this.exists(shop, id) ? this.field(shop, id, 'timeZone') : 'UTC';
  }

  #check(to: Writable, change: Change): void {
    const { fields, before } = change;
    for (const [field, message] of Object.entries(to.required ?? {})) {
      const isWritten = field in fields || !before;
      if (isWritten && String(fields[field] ?? '').trim() === '') throw new Refused(message);
    }
    for (const [field, values] of Object.entries(to.choices ?? {})) {
      if (field in fields && !values.includes(String(fields[field])))
        throw new Refused(`${field} must be one of ${values.join(', ')}.`);
    }
    for (const [field, resource] of Object.entries(to.links ?? {})) {
      const id = Number(fields[field] ?? 0);
      if (id !== 0 && !this.exists(resource(), id)) throw new Refused(`${field} ${id} does not exist.`);
    }
    to.check?.(this, change);
  }
}
