import type { Field, View } from './fields.ts';
import type { Resource, Row } from './resource.ts';

/** Fields as pairs: lists show a hundred rows of a hundred fields, and making the pairs anew took half of the time. */
const known = new WeakMap<Resource, [string, Field][]>();

function pairsOf(resource: Resource): [string, Field][] {
  const found = known.get(resource) ?? Object.entries(resource.fields);
  known.set(resource, found);
  return found;
}

/** A row as it goes out: its id, then its fields in the order of the declaration; `only` names those that are wanted. */
export function showRow(resource: Resource, row: Row, view: View, only?: ReadonlySet<string>): Row {
  const id = resource.addressedBy === undefined ? row.id : Number(row[resource.addressedBy]);
  const result: Row = !only || only.has('id') ? { id } : {};
  for (const [name, field] of pairsOf(resource))
    if (!only || only.has(name)) result[name] = field.show(row[name], row, view);
  return result;
}
