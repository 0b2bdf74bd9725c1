import { exportInput } from '../../../../src/transfers/export-schema.ts';
import { ApiProblem } from '../../api/client.ts';
import type { Connection } from '../../api/connections.ts';
import type { Export, ExportableResource, ExportFilter, ExportWrite } from '../../api/exports.ts';
import { schemaErrors } from '../../forms/schema-errors.ts';
import { text } from '../../texts/text.ts';

/** What the form holds. An empty limit is `''`, as the number field has it. */
export interface ExportValues {
  name: string;
  connectionId: string | null;
  resource: string | null;
  type: 'all' | 'delta' | 'limit';
  limit: number | '';
  relations: string[];
  /** `id` tells the rows of the form apart and is not stored. */
  filters: (ExportFilter & { id: string })[];
}

export function valuesOf(
  exported: Export | undefined,
  start: { connectionId?: string | undefined } = {},
): ExportValues {
  if (!exported) {
    const connectionId = start.connectionId ?? null;
    return { name: '', connectionId, resource: null, type: 'all', limit: '', relations: [], filters: [] };
  }
  const { name, connectionId, resource, type, limit, relations, filters } = exported;
  return {
    name,
    connectionId,
    resource,
    type: type === 'once' ? 'all' : type,
    limit: limit ?? '',
    relations,
    filters: filters.map((filter, at) => ({ id: String(at), ...filter })),
  };
}

/** What is sent to the server for it. */
export function writeOf(values: ExportValues): ExportWrite {
  const { name, connectionId, resource, type, limit, relations, filters } = values;
  return {
    name,
    connectionId: connectionId ?? '',
    resource: resource ?? '',
    type,
    limit: type === 'limit' && limit !== '' ? limit : null,
    relations,
    filters: filters.map(({ field, operator, value }) => ({ field: field.trim(), operator, value })),
  };
}

/** Messages by field: the server's own schema, in words where it knows none. */
export function exportErrors(values: ExportValues): Record<string, string> {
  const errors = schemaErrors(exportInput, writeOf(values));
  if (values.connectionId === null) errors.connectionId = text('exports.connection.missing');
  if (values.type === 'limit' && values.limit === '') errors.limit = text('exports.limit.missing');
  if (values.filters.some(({ field }) => field.trim() === '')) errors.filters = text('exports.filters.incomplete');
  return errors;
}

const fieldOfCode: Readonly<Record<string, keyof ExportValues>> = {
  not_an_api: 'connectionId',
  not_incremental: 'type',
  limit_missing: 'limit',
  relation_unknown: 'relations',
  resource_unknown: 'resource',
};

/** The message of a refusal at the field it is about; empty when it is about none. */
export function refusedField(error: unknown): Record<string, string> {
  if (!(error instanceof ApiProblem)) return {};
  const field = fieldOfCode[error.code];
  return field ? { [field]: error.message } : {};
}

/**
 * True when the connection was granted scopes and none of them opens the resource. Without a known grant nothing can be
 * said; the preview tells.
 */
export function lacksScope(
  connection: Pick<Connection, 'grant'>,
  resource: Pick<ExportableResource, 'scopes'>,
): boolean {
  const granted = connection.grant?.scopes ?? [];
  if (granted.length === 0 || granted.includes('employee:all')) return false;
  return !resource.scopes.some((scope) => granted.includes(scope));
}

/** Names of the form's fields that differ from what is stored. */
export function differing(values: ExportValues, stored: ExportValues): string[] {
  const names: Record<keyof ExportValues, string> = {
    name: text('exports.field.name'),
    connectionId: text('exports.field.connection'),
    resource: text('exports.field.resource'),
    type: text('exports.field.type'),
    limit: text('exports.field.limit'),
    relations: text('exports.field.relations'),
    filters: text('exports.field.filters'),
  };
  return (Object.keys(names) as (keyof ExportValues)[])
    .filter((field) => JSON.stringify(writeOf(values)[field]) !== JSON.stringify(writeOf(stored)[field]))
    .map((field) => names[field]);
}
