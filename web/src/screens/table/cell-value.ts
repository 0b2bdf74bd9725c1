import { language } from '../../texts/text.ts';

/** How a value is shown: what it is, and its text. */
export interface CellValue {
  kind: 'null' | 'empty' | 'number' | 'time' | 'json' | 'text';
  text: string;
}

const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' });
const numeric = /^(smallint|integer|bigint|numeric|real|double precision)/;

export const isNumeric = (type: string): boolean => numeric.test(type);

/** A value of a column by the column's PostgreSQL type. Numbers stay as they are: money is never formatted anew. */
export function cellValue(value: unknown, type: string): CellValue {
  if (value === null || value === undefined) return { kind: 'null', text: '' };
  if (typeof value === 'object') return { kind: 'json', text: JSON.stringify(value) };
  const text = String(value);
  if (text === '') return { kind: 'empty', text: '' };
  if (type.startsWith('timestamp with time') && !Number.isNaN(Date.parse(text))) {
    return { kind: 'time', text: moment.format(new Date(text)) };
  }
  return { kind: isNumeric(type) ? 'number' : 'text', text };
}

/** A value in full: JSON on lines of its own, a time as it is stored beside as it is shown. */
export function fullValue(value: unknown, type: string): CellValue {
  const shown = cellValue(value, type);
  if (shown.kind === 'json') return { kind: 'json', text: JSON.stringify(value, null, 2) };
  if (shown.kind === 'time') return { kind: 'time', text: `${shown.text}  (${String(value)})` };
  return shown;
}
