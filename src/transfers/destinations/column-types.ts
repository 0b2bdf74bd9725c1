import type { ValueType } from '../import-schema.ts';
import type { Column } from '../mapping/compile.ts';

/** The column made for each type. `integer` is made 64 bits wide: system SKUs have 12 digits. */
export const madeTypes: Record<ValueType, string> = {
  text: 'text',
  integer: 'bigint',
  numeric: 'numeric',
  boolean: 'boolean',
  timestamptz: 'timestamptz',
  date: 'date',
  jsonb: 'jsonb',
};

/** A column of an existing table. `type` as PostgreSQL prints it without length, `category` its one-letter type category. */
export interface TableColumn {
  name: string;
  type: string;
  category: string;
  kind: string;
  generated: boolean;
}

const TEXT_LIKE = 'S';
const numbers = ['smallint', 'integer', 'bigint', 'numeric', 'real', 'double precision'];
const times = ['timestamp with time zone', 'timestamp without time zone', 'date'];

const takenBy: Record<Exclude<ValueType, 'text'>, string[]> = {
  integer: numbers,
  numeric: numbers.slice(3),
  boolean: ['boolean'],
  timestamptz: times,
  date: times,
  jsonb: ['jsonb', 'json'],
};

/** Whether values of `type` can go into the column: anything goes into text; text also into enums, uuids and addresses. */
export function takes(column: TableColumn, type: ValueType): boolean {
  if (column.category === TEXT_LIKE) return true;
  if (type === 'text') return column.kind === 'e' || column.type === 'uuid' || column.type === 'inet';
  return takenBy[type].includes(column.type);
}

/**
 * The type an array of values is sent as. Text goes as text and is cut by no length; the rest by its own type, so that a
 * value that doesn't fit is refused rather than changed.
 */
export function sentType(column: TableColumn): string {
  return column.category === TEXT_LIKE ? 'text' : column.type;
}

/** A value of ours as the text that PostgreSQL reads. */
export function sentText(column: Column, value: unknown): string | null {
  if (value === null) return null;
  if (column.type === 'jsonb') return JSON.stringify(value);
  return typeof value === 'string' ? value : String(value);
}
