import type { DataRecord } from '../../api/exports.ts';
import type { DraftRow } from './mapping-rows.ts';

const shown = 4;

/** The value at a path of a sample row. */
function valueAt(record: DataRecord, path: string): unknown {
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (value === null || typeof value !== 'object') return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Up to four fields of the sample row that have a value and share a word with what was typed, or with the target. */
export function suggestions(record: DataRecord, paths: readonly string[], row: DraftRow) {
  const words = `${row.source || row.target}`
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 1);
  return paths
    .filter((path) => path !== row.source && words.some((word) => path.toLowerCase().includes(word)))
    .map((path) => ({ path, value: valueAt(record, path) }))
    .filter(({ value }) => value !== undefined && value !== null && value !== '' && typeof value !== 'object')
    .slice(0, shown);
}
