import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import type { Access } from './access.ts';
import { misfitOf, readTable } from './destinations/postgres-table.ts';
import type { ExportInput, Preview } from './export-schema.ts';
import { checkExport, resourceOf } from './exports.ts';
import type { MappingPreview, MappingPreviewInput } from './import-schema.ts';
import { autoMapping, columnTypes, typeRows, unseenFields } from './mapping/auto.ts';
import { type Column, compileMapping, type TypedRow } from './mapping/compile.ts';
import { costOf, firstRequest, type Reading } from './read-pages.ts';

/** Rows that a preview asks for: enough to see the shape, cheap to read. */
const PREVIEW_ROWS = 10;
const maskedHeaders = /^(authorization|cookie|set-cookie|proxy-authorization)$/i;

/** Reads the first rows an export would, and tells request, reply and cost. Nothing is stored. */
export async function previewExport(
  installation: Installation,
  access: Access,
  exported: ExportInput,
): Promise<Preview> {
  await checkExport(installation, exported);
  const source = await access.source(exported.connectionId);
  const resource = resourceOf(source.connector, exported.resource);
  const reading: Reading = {
    resource,
    relations: exported.relations,
    filters: exported.filters,
    limit: null,
    ...(exported.type === 'delta' && resource.incremental
      ? { since: { field: resource.incremental.field, from: undefined } }
      : {}),
  };
  const wanted = Math.min(PREVIEW_ROWS, exported.limit ?? PREVIEW_ROWS);
  const { path, query } = firstRequest(source.connector, reading, wanted);
  const costDrips = costOf(source.connector, reading);
  const reply = await source.send(
    { method: 'GET', url: path, query, costDrips },
    { lane: 'interactive', caller: { type: 'preview' } },
  );
  const records = source.connector.rowsOf(reply.json, resource).slice(0, wanted);
  return {
    records,
    request: { method: 'GET', url: reply.url, headers: { accept: 'application/json', authorization: 'Bearer ****' } },
    response: {
      status: reply.status,
      headers: shownHeaders(reply.headers),
      ms: Math.round(reply.ms),
      bytes: reply.bytes,
    },
    cost: reply.costDrips,
    fields: resource.fields.map((field) => ({ path: field.path, type: columnTypes[field.type] })),
  };
}

function shownHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !maskedHeaders.test(name)));
}

/** Where sample records came from. */
export interface SampleOrigin {
  apiType: string;
  resource: string;
  relations: string[];
}

/**
 * Tries a mapping on sample records: what each gives, what goes wrong where, and which columns the table can't take.
 * Throws what opening the connection of `into` throws.
 */
export async function previewMapping(
  access: Access,
  input: MappingPreviewInput,
  from: SampleOrigin | undefined,
): Promise<MappingPreview> {
  const { into } = input;
  const pool = into && (await access.postgres(into.connectionId));
  const table = into && pool && (await readTable(pool, into.table));
  const rows = typedRows(input, from);
  const mapping = compileMapping(rows);
  const mapped = input.records.map((record) => mapping.map(record));
  const misfits = (column: Column) => {
    // A mapping that nobody wrote adds the columns that are missing.
    if (!into || !table || (input.mapping === 'auto' && !table.columns.has(column.name))) return [];
    const misfit = misfitOf(into.table, table, column);
    return misfit ? [{ target: column.name, message: misfit.message }] : [];
  };
  return {
    mapping: rows,
    rows: mapped.map(({ cells }) =>
      Object.fromEntries(mapping.columns.map(({ name }, at) => [name, cells[at] ?? null])),
    ),
    problems: mapped.flatMap(({ problems }, row) => problems.map((problem) => ({ row, ...problem }))),
    misfits: mapping.columns.flatMap(misfits),
  };
}

function typedRows({ mapping, records }: MappingPreviewInput, from: SampleOrigin | undefined): TypedRow[] {
  const connector = from && connectorOf(from.apiType);
  const resource =
    connector?.kind === 'api' && from ? connector.resources.find(({ name }) => name === from.resource) : undefined;
  const fields = resource?.fields ?? [];
  if (mapping !== 'auto') return typeRows(mapping, fields);
  const announced = autoMapping({
    fields,
    possibleRelations: resource?.relations.map(({ name }) => name) ?? [],
    relations: from?.relations ?? [],
  });
  return [...announced, ...unseenFields(new Set(announced.map(({ target }) => target)), records)];
}
