import { connectorOf } from '../connectors/catalogue.ts';
import type { Installation } from '../installation.ts';
import type { Access } from './access.ts';
import type { DataRecord, ExportInput, Preview } from './export-schema.ts';
import { checkExport, resourceOf } from './exports.ts';
import type { MappingPreview, MappingPreviewInput } from './import-schema.ts';
import { autoMapping, columnTypes, typeRows, unseenFields } from './mapping/auto.ts';
import { compileMapping } from './mapping/compile.ts';
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
  const reply = await source.send({ method: 'GET', url: path, query, costDrips }, { lane: 'interactive' });
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

/** Tries a mapping on sample records: what each gives, and what goes wrong where. `resource`: where they came from. */
export function previewMapping(
  input: Pick<MappingPreviewInput, 'mapping' | 'records'>,
  from: { apiType: string; resource: string; relations: string[] } | undefined,
): MappingPreview {
  const connector = from && connectorOf(from.apiType);
  const resource =
    connector?.kind === 'api' && from ? connector.resources.find(({ name }) => name === from.resource) : undefined;
  const fields = resource?.fields ?? [];
  const records = input.records as DataRecord[];
  const announced =
    input.mapping === 'auto'
      ? autoMapping({
          fields,
          possibleRelations: resource?.relations.map(({ name }) => name) ?? [],
          relations: from?.relations ?? [],
        })
      : typeRows(input.mapping, fields);
  const rows =
    input.mapping === 'auto'
      ? [...announced, ...unseenFields(new Set(announced.map(({ target }) => target)), records)]
      : announced;
  const mapping = compileMapping(rows);
  const mapped = records.map((record) => mapping.map(record));
  return {
    mapping: rows,
    rows: mapped.map(({ cells }) =>
      Object.fromEntries(mapping.columns.map(({ name }, at) => [name, cells[at] ?? null])),
    ),
    problems: mapped.flatMap(({ problems }, row) => problems.map((problem) => ({ row, ...problem }))),
  };
}
