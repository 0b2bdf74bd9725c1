import { z } from 'zod';
import { id, stamps } from '../rest.ts';

/** Types a mapped value can be turned into; each is also the PostgreSQL column made for it. */
export const valueTypes = ['text', 'integer', 'numeric', 'boolean', 'timestamptz', 'date', 'jsonb'] as const;
export type ValueType = (typeof valueTypes)[number];

/** One row of a mapping: a path into the record (`Prices.ItemPrice.0.amount`) or a fixed value, into `target`. */
export const mappingRow = z
  .object({
    target: z.string().min(1, 'Name the target field.').max(63, 'Use at most 63 characters.'),
    source: z.string().min(1).max(500).optional(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    type: z.enum(valueTypes).optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  })
  .refine((row) => (row.source === undefined) !== (row.value === undefined), {
    message: 'Give either a source path or a fixed value.',
  });
export type MappingRow = z.infer<typeof mappingRow>;

/** A column or file field name that needs no quoting surprises: any text but quotes and control characters. */
const identifier = z
  .string()
  .min(1)
  .max(63)
  .regex(/^[^"\p{Cc}]+$/u, 'Use a name without quotes or control characters.');

export const tableTarget = z.object({
  table: identifier,
  key: z.array(identifier).min(1, 'Name at least one key column.').max(8),
  create: z.boolean().default(true),
});
export const fileTarget = z.object({
  file: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^/\\\p{Cc}]+$/u, 'Use a file name without slashes.'),
  format: z.enum(['csv', 'jsonl']),
});

export const importInput = z.object({
  name: z.string().trim().min(1, 'Give the import a name.').max(100),
  connectionId: id,
  operation: z.enum(['upsert', 'insert', 'update', 'delete']).default('upsert'),
  target: z.union([tableTarget, fileTarget]),
  mapping: z.union([z.array(mappingRow).max(500), z.literal('auto')]).default('auto'),
});
export type ImportInput = z.infer<typeof importInput>;

export const importView = z
  .object({
    id,
    name: z.string(),
    connectionId: id,
    operation: z.enum(['upsert', 'insert', 'update', 'delete']),
    target: z.union([tableTarget, fileTarget]),
    /** `auto`: every field of the record under its own name, types by the source's field table. */
    mapping: z.union([z.array(mappingRow), z.literal('auto')]),
    usedBy: z.number().int(),
    ...stamps,
  })
  .meta({ id: 'Import' });
export type Import = z.infer<typeof importView>;

/** A mapping tried on sample records: the mapped rows, and what went wrong by row and target. */
export const mappingPreviewInput = z.object({
  mapping: z.union([z.array(mappingRow).max(500), z.literal('auto')]),
  records: z.array(z.record(z.string(), z.unknown())).max(100),
  exportId: id.optional(),
});
export const mappingPreview = z
  .object({
    rows: z.array(z.record(z.string(), z.unknown())),
    mapping: z.array(mappingRow),
    problems: z.array(z.object({ row: z.number().int(), target: z.string(), message: z.string() })),
  })
  .meta({ id: 'MappingPreview' });
export type MappingPreviewInput = z.infer<typeof mappingPreviewInput>;
export type MappingPreview = z.infer<typeof mappingPreview>;
