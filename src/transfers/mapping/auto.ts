import type { Field, FieldType } from '../../connectors/connector.ts';
import type { DataRecord } from '../export-schema.ts';
import type { MappingRow, ValueType } from '../import-schema.ts';
import type { TypedRow } from './compile.ts';

/** What is known beforehand about the records that come. */
export interface RecordShape {
  fields: Field[];
  /** Relations the API can load with this resource, and those the export asks for. */
  possibleRelations: string[];
  relations: string[];
}

/** The column type for each meaning a field can have. Money and other decimals are numeric, never float. */
export const columnTypes: Record<FieldType, ValueType> = {
  integer: 'integer',
  decimal: 'numeric',
  boolean: 'boolean',
  datetime: 'timestamptz',
  text: 'text',
  json: 'jsonb',
};

/**
 * The mapping named `auto`: every top-level field under its own name, scalars by the resource's field table, lists and
 * objects as JSON. Relations that the export does not ask for are left out.
 */
export function autoMapping(shape: RecordShape): TypedRow[] {
  const rows = new Map<string, TypedRow>();
  for (const field of shape.fields) {
    const name = topOf(field.path);
    if (rows.has(name) || (shape.possibleRelations.includes(name) && !isAsked(shape, name))) continue;
    rows.set(name, autoRow(name, name === field.path ? columnTypes[field.type] : 'jsonb'));
  }
  for (const relation of shape.relations) {
    const name = topOf(relation);
    if (name !== 'all' && !rows.has(name)) rows.set(name, autoRow(name, 'jsonb'));
  }
  return [...rows.values()];
}

/** Rows for top-level fields of `records` that no column has yet: types by what is seen. */
export function unseenFields(known: ReadonlySet<string>, records: DataRecord[]): TypedRow[] {
  const rows = new Map<string, TypedRow>();
  for (const record of records) {
    for (const name in record) {
      if (known.has(name) || rows.has(name)) continue;
      const value = record[name];
      if (value === null || value === undefined || value === '' || !isColumnName(name)) continue;
      rows.set(name, autoRow(name, typeof value === 'object' ? 'jsonb' : 'text'));
    }
  }
  return [...rows.values()];
}

/**
 * Gives each row its type: the chosen one, else the source field's by the field table, else what the destination's
 * column holds (`columnType`), else text. Fixed values: by what they are.
 */
export function typeRows(
  rows: MappingRow[],
  fields: Field[],
  columnType: (target: string) => ValueType | undefined = () => undefined,
): TypedRow[] {
  const byPath = new Map(fields.map((field) => [field.path, columnTypes[field.type]]));
  const typeOf = (row: MappingRow): ValueType | undefined =>
    row.source === undefined ? fixedType(row.value) : byPath.get(row.source.replaceAll(/\.\d+(?=\.|$)/g, ''));
  return rows.map((row) => ({ ...row, type: row.type ?? typeOf(row) ?? columnType(row.target) ?? 'text' }));
}

/**
 * Rows that read a field which the resource does not have and no record of these shows: a slip of the pen, or a relation
 * that the export does not load. A row with a default expects as much.
 */
export function lostSources(rows: MappingRow[], shape: RecordShape, records: DataRecord[]): MappingRow[] {
  const known = new Set(shape.fields.map(({ path }) => topOf(path)));
  return rows.filter(({ source, default: fallback }) => {
    if (source === undefined || fallback !== undefined) return false;
    const name = topOf(source);
    const isLoadable = shape.possibleRelations.includes(name);
    if (isLoadable ? isAsked(shape, name) : known.has(name)) return false;
    return records.every((record) => !Object.hasOwn(record, name));
  });
}

function fixedType(value: MappingRow['value']): ValueType | undefined {
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'numeric';
  return undefined;
}

const topOf = (path: string) => (path.split('.', 1)[0] as string).replace(/\[\*\]$/, '');
const isAsked = (shape: RecordShape, name: string) =>
  shape.relations.some((relation) => relation === 'all' || topOf(relation) === name);
const autoRow = (name: string, type: ValueType): TypedRow => ({ target: name, source: name, type });
/** PostgreSQL cuts longer names off silently (it counts bytes), and a quote or control character in one is nobody's wish. */
const isColumnName = (name: string) => /^[^".\p{Cc}\p{Cs}]+$/u.test(name) && Buffer.byteLength(name) <= 63;
