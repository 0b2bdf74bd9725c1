import { mappingRow } from '../../../../src/transfers/import-schema.ts';
import type { MappingRow, ValueType } from '../../api/imports.ts';
import { text } from '../../texts/text.ts';

/** One row of the mapping in the form. `id` tells rows apart and is not stored; a type of `null` follows the source. */
export interface DraftRow {
  id: string;
  target: string;
  kind: 'path' | 'value';
  source: string;
  value: string;
  type: ValueType | null;
  default: string;
}

export const emptyRow = (id: string): DraftRow => ({
  id,
  target: '',
  kind: 'path',
  source: '',
  value: '',
  type: null,
  default: '',
});

/** Stored rows as the form holds them. A fixed `null` shows as empty. */
export const draftRows = (rows: readonly MappingRow[]): DraftRow[] =>
  rows.map((row, at) => ({
    id: String(at),
    target: row.target,
    kind: row.source === undefined ? 'value' : 'path',
    source: row.source ?? '',
    value: row.value === undefined || row.value === null ? '' : String(row.value),
    type: row.type ?? null,
    default: row.default === undefined ? '' : String(row.default),
  }));

/** Rows as the server takes them: settings that do not count are left out, an empty fixed value is null. */
export const writtenRows = (rows: readonly DraftRow[]): MappingRow[] =>
  rows.map((row) => ({
    target: row.target.trim(),
    ...(row.kind === 'path' ? { source: row.source.trim() } : { value: row.value === '' ? null : row.value }),
    ...(row.type ? { type: row.type } : {}),
    ...(row.default === '' ? {} : { default: row.default }),
  }));

/** Rows that can be tried: those that name a target and, for a path, say which. */
export const isComplete = (row: DraftRow): boolean =>
  row.target.trim() !== '' && (row.kind === 'value' || row.source.trim() !== '');

/** What is wrong with a row by itself, by row id: the server's own messages, and targets that come twice. */
export function rowErrors(rows: readonly DraftRow[]): ReadonlyMap<string, string> {
  const errors = new Map<string, string>();
  const seen = new Set<string>();
  for (const [at, written] of writtenRows(rows).entries()) {
    const row = rows[at];
    if (!row) continue;
    const checked = mappingRow.safeParse(written);
    if (row.kind === 'path' && row.source.trim() === '') errors.set(row.id, text('mapping.sourceMissing'));
    else if (!checked.success) errors.set(row.id, checked.error.issues[0]?.message ?? text('mapping.invalid'));
    else if (seen.has(written.target)) errors.set(row.id, text('mapping.twice', { target: written.target }));
    seen.add(written.target);
  }
  return errors;
}

/** A pair that auto-map proposes; nothing is taken over until a person says so. */
export interface Guess {
  target: string;
  source: string;
}

/** `sale_id`, `saleID` and `Sale Id` are one name. */
const normal = (name: string) => name.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');

/**
 * What auto-map proposes. For a table that is there: a source for each column that has none, by name, the shallowest
 * path first. For one that is to be made: every top-level field under its own name.
 */
export function guesses(
  paths: readonly string[],
  rows: readonly Pick<DraftRow, 'target'>[],
  columns: readonly string[] | undefined,
): Guess[] {
  const taken = new Set(rows.map(({ target }) => target));
  if (!columns) {
    return paths
      .filter((path) => !path.includes('.') && !taken.has(path))
      .map((path) => ({ target: path, source: path }));
  }
  const byDepth = paths.toSorted((a, b) => a.split('.').length - b.split('.').length);
  return columns
    .filter((column) => !taken.has(column))
    .flatMap((column) => {
      const source =
        byDepth.find((path) => normal(path) === normal(column)) ??
        byDepth.find((path) => normal(path.split('.').at(-1) ?? '') === normal(column));
      return source ? [{ target: column, source }] : [];
    });
}

/** Every path that leads to a value in the samples, in the order met; entries of a list are reached by their number. */
export function samplePaths(records: readonly Record<string, unknown>[], most = 400): string[] {
  const paths = new Set<string>();
  const walk = (value: unknown, path: string, depth: number) => {
    if (paths.size >= most) return;
    if (value === null || typeof value !== 'object' || depth > 4) {
      paths.add(path);
      return;
    }
    if (path) paths.add(path);
    const entries = Array.isArray(value)
      ? value.slice(0, 1).map((each, at) => [String(at), each])
      : Object.entries(value);
    for (const [name, each] of entries) walk(each, path ? `${path}.${name}` : String(name), depth + 1);
  };
  for (const record of records) walk(record, '', 0);
  return [...paths];
}
