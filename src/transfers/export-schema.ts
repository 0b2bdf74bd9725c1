import { z } from 'zod';
import { id, stamps } from '../rest.ts';

export const exportTypes = ['all', 'delta', 'once', 'limit'] as const;

/** One filter in the API's own words, e.g. `{field: 'categoryID', operator: '=', value: '3'}`. */
export const exportFilter = z.object({
  field: z.string().min(1).max(100),
  operator: z.enum(['=', '!=', '>', '>=', '<', '<=', '~', '!~', 'IN', '><']).default('='),
  value: z.string().max(1000),
});
export type ExportFilter = z.infer<typeof exportFilter>;

export const exportInput = z.object({
  name: z.string().trim().min(1, 'Give the export a name.').max(100),
  connectionId: id,
  resource: z.string().min(1, 'Choose what to export.').max(100),
  type: z.enum(['all', 'delta', 'limit']).default('all'),
  limit: z.number().int().min(1).max(1_000_000).nullable().optional(),
  relations: z.array(z.string().max(100)).max(20).default([]),
  filters: z.array(exportFilter).max(20).default([]),
});
export type ExportInput = z.infer<typeof exportInput>;

export const exportView = z
  .object({
    id,
    name: z.string(),
    connectionId: id,
    resource: z.string(),
    type: z.enum(exportTypes),
    limit: z.number().int().nullable(),
    relations: z.array(z.string()),
    filters: z.array(exportFilter),
    usedBy: z.number().int(),
    ...stamps,
  })
  .meta({ id: 'Export' });
export type Export = z.infer<typeof exportView>;

/** Any record as it moves: JSON, objects and arrays as the connector normalised them. */
export const record = z.record(z.string(), z.unknown());
export type DataRecord = Record<string, unknown>;

/** Real rows of a first page; the request and response they came from (secrets masked); what it cost, in drips. */
export const preview = z
  .object({
    records: z.array(record),
    request: z.object({ method: z.string(), url: z.string(), headers: z.record(z.string(), z.string()) }),
    response: z.object({
      status: z.number(),
      headers: z.record(z.string(), z.string()),
      ms: z.number(),
      bytes: z.number(),
    }),
    cost: z.number(),
    fields: z.array(z.object({ path: z.string(), type: z.string() })),
  })
  .meta({ id: 'Preview' });
export type Preview = z.infer<typeof preview>;

/** A resource of a connection that an export can read, for the form's lists. */
export const exportableResource = z
  .object({
    name: z.string(),
    label: z.string(),
    description: z.string(),
    key: z.string(),
    delta: z.boolean(),
    scopes: z.array(z.string()),
    relations: z.array(z.string()),
    fields: z.array(z.object({ path: z.string(), type: z.string() })),
  })
  .meta({ id: 'ExportableResource' });
export type ExportableResource = z.infer<typeof exportableResource>;
