import type { DataRecord } from '../export-schema.ts';
import type { MappingRow, ValueType } from '../import-schema.ts';
import { compilePath } from './path.ts';
import { Misfit, valueAs } from './value.ts';

/** A field of the destination and the type of what is written into it. */
export interface Column {
  name: string;
  type: ValueType;
}

/** What one record gives: a value for each column, and what went wrong by column. */
export interface MappedRecord {
  cells: unknown[];
  problems: MappingProblem[];
}

export interface MappingProblem {
  target: string;
  message: string;
}

export interface CompiledMapping {
  columns: Column[];
  map(record: DataRecord): MappedRecord;
}

/** A mapping row whose type is settled. */
export type TypedRow = MappingRow & { type: ValueType };

const NO_PROBLEMS: MappingProblem[] = [];

/** Turns mapping rows into one function from record to values; compiled once, called for every record. */
export function compileMapping(rows: TypedRow[]): CompiledMapping {
  const cells = rows.map(compileCell);
  return {
    columns: rows.map((row) => ({ name: row.target, type: row.type })),
    map(record) {
      let problems = NO_PROBLEMS;
      const values = new Array<unknown>(cells.length);
      for (let at = 0; at < cells.length; at += 1) {
        const value = (cells[at] as Cell)(record);
        if (value instanceof Misfit) {
          const row = rows[at] as TypedRow;
          problems = [...problems, { target: row.target, message: misfitMessage(row, value) }];
          values[at] = null;
        } else values[at] = value;
      }
      return { cells: values, problems };
    },
  };
}

type Cell = (record: DataRecord) => unknown;

function compileCell(row: TypedRow): Cell {
  const fallback = row.default === undefined ? null : valueAs(row.type, row.default);
  if (row.source === undefined) {
    const fixed = valueAs(row.type, row.value) ?? fallback;
    return () => fixed;
  }
  const read = compilePath(row.source);
  if (fallback === null) return (record) => valueAs(row.type, read(record));
  return (record) => {
    const value = valueAs(row.type, read(record));
    return value === null || value === '' ? fallback : value;
  };
}

/** What a fixed value or default of these rows does not fit, where a row says its type; undefined when all fit. */
export function fixedMisfit(rows: MappingRow[]): MappingProblem | undefined {
  for (const { target, type, value, default: fallback } of rows) {
    if (type === undefined) continue;
    for (const [what, fixed] of [['fixed value', value] as const, ['default', fallback] as const]) {
      const fits = valueAs(type, fixed);
      if (!(fits instanceof Misfit)) continue;
      return { target, message: `"${target}" wants ${typeWords[type]}, but its ${what} is ${fits.is}.` };
    }
  }
  return undefined;
}

function misfitMessage(row: TypedRow, misfit: Misfit): string {
  const from = row.source === undefined ? 'the fixed value' : row.source;
  return `"${row.target}" wants ${typeWords[row.type]}, but ${from} is ${misfit.is}.`;
}

const typeWords: Record<ValueType, string> = {
  text: 'text',
  integer: 'a whole number',
  numeric: 'a number',
  boolean: 'true or false',
  timestamptz: 'a time',
  date: 'a date',
  jsonb: 'JSON',
};
