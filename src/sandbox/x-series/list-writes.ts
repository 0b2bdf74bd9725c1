import { rowOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { fieldsOf } from './body-fields.ts';
import { found } from './list.ts';
import { type Call, nothing, type Operation, ok, operation, type Reply } from './operation.ts';
import { type Pen, write } from './pen.ts';
import { type Row, shown, stamp, type XResource } from './resource.ts';

/** What a list's writes need and answer. Without one of the three there is no such operation. */
export interface ListWrites {
  scopes: readonly string[];
  /** Official table of the body. */
  table: string;
  /** Left out: `PUT`. */
  updateMethod?: 'PUT' | 'POST';
  /** Fields that a new row has when the body doesn't say. */
  defaults?(store: XStore, at: number): Row;
  /** What becomes of the body's fields before they are kept. Throws `Refused` for those that can't be. */
  shaped?(store: XStore, fields: Row, before: Row | undefined): Row;
  created?(row: Row): Reply;
  updated?(row: Row): Reply;
  removed?(row: Row): Reply;
  /** What else goes when a row does. */
  whenRemoved?(store: XStore, pen: Pen, row: Row): void;
}

export function listWrites(resource: XResource, writes: ListWrites): Operation[] {
  const { name } = resource;
  const { scopes, created, updated, removed, updateMethod = 'PUT' } = writes;
  const operations: Operation[] = [];
  if (created) {
    operations.push(
      operation(`POST /${name}`, scopes, (call) => created(shown(resource, createRow(resource, writes, call)))),
    );
  }
  if (updated) {
    operations.push(
      operation(`${updateMethod} /${name}/{}`, scopes, (call) =>
        updated(shown(resource, updateRow(resource, writes, call))),
      ),
    );
  }
  if (removed) {
    operations.push(
      operation(`DELETE /${name}/{}`, scopes, (call) => removed(shown(resource, removeRow(resource, writes, call)))),
    );
  }
  return operations;
}

export function createRow(resource: XResource, writes: ListWrites, { store, body, nowMs }: Call): Row {
  const fields = fieldsOf(writes.table, body);
  return write(store, nowMs, (pen) => {
    const times = { created_at: stamp(pen.at), updated_at: stamp(pen.at), deleted_at: null };
    const row = { ...writes.defaults?.(store, pen.at), ...shapedBy(writes, store, fields, undefined), ...times };
    return rowOf(store, resource, pen.create(resource, row));
  });
}

export function updateRow(resource: XResource, writes: ListWrites, { store, ids, body, nowMs }: Call): Row {
  const number = found(store, resource, ids[0]);
  const fields = fieldsOf(writes.table, body, { partial: true });
  return write(store, nowMs, (pen) => {
    pen.edit(resource, number, shapedBy(writes, store, fields, rowOf(store, resource, number)));
    return rowOf(store, resource, number);
  });
}

function removeRow(resource: XResource, writes: ListWrites, { store, ids, nowMs }: Call): Row {
  const number = found(store, resource, ids[0]);
  return write(store, nowMs, (pen) => {
    pen.remove(resource, number);
    const row = rowOf(store, resource, number);
    writes.whenRemoved?.(store, pen, row);
    return row;
  });
}

/** What the retailer gives can't be written. */
function shapedBy({ shaped }: ListWrites, store: XStore, fields: Row, before: Row | undefined): Row {
  const {
    id: _,
    version: __,
    created_at: ___,
    updated_at: ____,
    deleted_at: _____,
    retailer_id: ______,
    ...own
  } = fields;
  return shaped?.(store, own, before) ?? own;
}

/** Replies as the official description has them: whole rows, or ids in one form or another. */
export const wholeRow =
  (status: number) =>
  (row: Row): Reply =>
    ok(row, status);
export const bareId = ({ id }: Row): Reply => ok(id);
export const idOnly = ({ id }: Row): Reply => ok({ id });
/** Some lists delete later, by a job. */
export const jobOf = ({ id }: Row): Reply => ok({ id, job_id: `job-${String(id).slice(0, 8)}` });
export const withoutReply = (): Reply => nothing;
