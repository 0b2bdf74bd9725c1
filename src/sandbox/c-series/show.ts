import type { View } from './fields.ts';
import type { Resource, Row } from './resource.ts';

/** A row as it goes out: its id, then its fields in the order of the declaration; `only` names those that are wanted. */
export function showRow(resource: Resource, row: Row, view: View, only?: ReadonlySet<string>): Row {
  const id = resource.addressedBy === undefined ? row.id : Number(row[resource.addressedBy]);
  const result: Row = !only || only.has('id') ? { id } : {};
  for (const [name, field] of Object.entries(resource.fields))
    if (!only || only.has(name)) result[name] = field.show(row[name], row, view);
  return result;
}
