import type { Column } from '../mapping/compile.ts';

/** How rows become bytes of a file. Data is written as it is: a text that begins with `=` stays one. */
export interface FileFormat {
  header(columns: Column[]): string;
  row(columns: Column[], cells: unknown[]): string;
}

/**
 * CSV by RFC 4180 with a header, lines ended by a line feed. Nothing is an empty field and empty text is `""`, as in
 * PostgreSQL's COPY, so that the two stay apart.
 */
const csv: FileFormat = {
  header: (columns) => `${columns.map((column) => csvText(column.name)).join(',')}\n`,
  row: (columns, cells) => `${columns.map((column, at) => csvCell(column, cells[at])).join(',')}\n`,
};

/** JSON Lines: one object a line, absent values as null, decimals and times as text so that no digit is lost. */
const jsonl: FileFormat = {
  header: () => '',
  row: (columns, cells) => {
    const row = columns.map((column, at) => [column.name, jsonCell(column, cells[at])]);
    return `${JSON.stringify(Object.fromEntries(row))}\n`;
  },
};

export const fileFormats: Record<'csv' | 'jsonl', FileFormat> = { csv, jsonl };

function csvCell(column: Column, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (column.type === 'jsonb') return csvText(JSON.stringify(value));
  return csvText(String(value));
}

function csvText(text: string): string {
  return text === '' || /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Whole numbers are JSON numbers as long as every reader of JSON reads them right. */
function jsonCell(column: Column, value: unknown): unknown {
  if (value === undefined) return null;
  if (column.type !== 'integer' || value === null) return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
