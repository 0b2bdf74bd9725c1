import { styleText } from 'node:util';

export interface Column<T> {
  head: string;
  cell(row: T): string | number | null | undefined;
  /** Numbers stand at the right. */
  right?: boolean;
}

/** Rows as a table for people: columns as wide as their content, heads in bold on a terminal. */
export function table<T>(columns: readonly Column<T>[], rows: readonly T[]): string {
  const cells = rows.map((row) => columns.map(({ cell }) => oneLine(cell(row))));
  const widths = columns.map(({ head }, index) => Math.max(head.length, ...cells.map((line) => width(line[index]))));
  const line = (texts: readonly string[]) =>
    texts
      .map((text, index) => padded(text, widths[index] ?? 0, columns[index]?.right ?? false))
      .join('  ')
      .trimEnd();
  const head = styleText('bold', line(columns.map((column) => column.head)), { stream: process.stdout });
  return [head, ...cells.map(line)].join('\n');
}

/** One resource for people: a line for each field that has a value, nested ones with dots in their name. */
export function details(resource: object): string {
  const fields = flat(resource, '');
  const widest = Math.max(0, ...fields.map(([name]) => name.length));
  return fields
    .map(([name, value]) => `${styleText('dim', name.padEnd(widest), { stream: process.stdout })}  ${value}`)
    .join('\n');
}

function flat(value: object, prefix: string): [string, string][] {
  return Object.entries(value).flatMap(([name, field]): [string, string][] => {
    const path = `${prefix}${name}`;
    if (field === null || field === undefined) return [];
    if (Array.isArray(field)) {
      if (field.length === 0) return [];
      const isPlain = field.every((item) => typeof item !== 'object');
      return isPlain ? [[path, field.join(', ')]] : field.flatMap((item, index) => flat(item, `${path}.${index}.`));
    }
    return typeof field === 'object' ? flat(field, `${path}.`) : [[path, oneLine(String(field))]];
  });
}

/** Control characters of foreign data don't reach the terminal. */
const oneLine = (value: string | number | null | undefined) => String(value ?? '').replace(/\p{Cc}+/gu, ' ');
const width = (text: string | undefined) => text?.length ?? 0;
const padded = (text: string, to: number, right: boolean) => (right ? text.padStart(to) : text.padEnd(to));
