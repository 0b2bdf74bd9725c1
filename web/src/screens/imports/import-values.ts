import { importInput } from '../../../../src/transfers/import-schema.ts';
import { ApiProblem } from '../../api/client.ts';
import type { Connection } from '../../api/connections.ts';
import type { Import, ImportWrite } from '../../api/imports.ts';
import { text } from '../../texts/text.ts';
import { type DraftRow, draftRows, rowErrors, writtenRows } from './mapping-rows.ts';

/** What the form holds: both kinds of target keep what was typed while the connection is changed to and fro. */
export interface ImportValues {
  name: string;
  connectionId: string | null;
  operation: Import['operation'];
  table: string;
  key: string[];
  create: boolean;
  file: string;
  format: 'csv' | 'jsonl';
  /** `auto`: every field under its own name; `fields`: the rows. */
  mode: 'auto' | 'fields';
  rows: DraftRow[];
}

export type TargetKind = 'table' | 'file';

/** What can be written over a connection; undefined before one is chosen. */
export function targetKind(connection: Pick<Connection, 'apiType'> | undefined): TargetKind | undefined {
  if (!connection) return undefined;
  return connection.apiType === 'folder' ? 'file' : 'table';
}

export function valuesOf(stored: Import | undefined, connectionId: string | null = null): ImportValues {
  const values: ImportValues = {
    name: '',
    connectionId,
    operation: 'upsert',
    table: '',
    key: [],
    create: true,
    file: '',
    format: 'csv',
    mode: 'auto',
    rows: [],
  };
  if (!stored) return values;
  const { name, operation, target, mapping } = stored;
  return {
    ...values,
    name,
    connectionId: stored.connectionId,
    operation,
    ...target,
    mode: mapping === 'auto' ? 'auto' : 'fields',
    rows: mapping === 'auto' ? [] : draftRows(mapping),
  };
}

/** What is sent to the server for it. Rows go into a new file each run, so a file knows no other operation. */
export function writeOf(values: ImportValues, kind: TargetKind): ImportWrite {
  const { name, connectionId, operation, table, key, create, file, format, mode, rows } = values;
  return {
    name,
    connectionId: connectionId ?? '',
    ...(kind === 'file'
      ? { operation: 'insert', target: { file: file.trim(), format } }
      : { operation, target: { table: table.trim(), key, create } }),
    mapping: mode === 'auto' ? 'auto' : writtenRows(rows),
  };
}

/** Messages by field, from the server's own schema where it has words for people. */
export function importErrors(values: ImportValues, kind: TargetKind | undefined): Record<string, string> {
  const errors: Record<string, string> = {};
  const checked = importInput.safeParse(writeOf(values, kind ?? 'table'));
  for (const issue of checked.success ? [] : checked.error.issues) {
    if (issue.path[0] === 'name') errors.name = issue.message;
  }
  if (!kind) errors.connectionId = text('imports.connection.missing');
  if (kind === 'table' && values.table.trim() === '') errors.table = text('imports.table.missing');
  else if (kind === 'table' && !/^[^"\p{Cc}]{1,63}$/u.test(values.table.trim()))
    errors.table = text('imports.table.invalid');
  if (kind === 'table' && values.key.length === 0) errors.key = text('imports.key.missing');
  if (kind === 'file' && values.file.trim() === '') errors.file = text('imports.file.missing');
  else if (kind === 'file' && /[/\\\p{Cc}]/u.test(values.file)) errors.file = text('imports.file.invalid');
  if (values.mode === 'fields') {
    const unmapped = values.key.filter((column) => !values.rows.some(({ target }) => target.trim() === column));
    if (values.rows.length === 0) errors.rows = text('mapping.none');
    else if (rowErrors(values.rows).size > 0)
      errors.rows = text('mapping.rowsWrong', { n: rowErrors(values.rows).size });
    else if (kind === 'table' && unmapped.length > 0) {
      errors.rows = text('mapping.keyNotMapped', { key: unmapped.join(', ') });
    }
  }
  return errors;
}

const fieldOfCode: Readonly<Record<string, keyof ImportValues>> = {
  target_misfit: 'connectionId',
  mapping_twice: 'rows',
  key_not_mapped: 'rows',
};

/** The message of a refusal at the field it is about; empty when it is about none. */
export function refusedField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const field = fieldOfCode[error.code];
  return field ? { [field]: error.message } : {};
}

/** Names of the form's fields that differ from what is stored. */
export function differing(values: ImportValues, stored: ImportValues): string[] {
  const names: Record<keyof ImportValues, string> = {
    name: text('imports.field.name'),
    connectionId: text('imports.field.connection'),
    operation: text('imports.field.operation'),
    table: text('imports.field.table'),
    key: text('imports.field.key'),
    create: text('imports.field.create'),
    file: text('imports.field.file'),
    format: text('imports.field.format'),
    mode: text('mapping.title'),
    rows: text('mapping.title'),
  };
  const plain = ({ rows, ...rest }: ImportValues) => ({ ...rest, rows: writtenRows(rows) });
  const [mine, theirs] = [plain(values), plain(stored)];
  const fields = Object.keys(names) as (keyof ImportValues)[];
  return [
    ...new Set(
      fields.filter((field) => JSON.stringify(mine[field]) !== JSON.stringify(theirs[field])).map((f) => names[f]),
    ),
  ];
}
