import type { Edit } from './edit.ts';
import { Refused, refuse } from './errors.ts';
import type { Row } from './resource.ts';

/** A join that is there already is refused (unsure). */
export function refuseTwice(name: string, [left, right]: readonly [string, string], row: Row, edit: Edit): void {
  for (const field of [left, right]) if (row[field] === '0') refuse(field, 'This value should not be blank.');
  if (edit.where(name, right, row[right]).some((other) => other[left] === row[left]))
    throw new Refused({ [left]: ['These two are joined already.'] });
}
