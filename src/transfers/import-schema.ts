import { z } from 'zod';
import { id, stamps } from '../rest.ts';

/** Types a mapped value can be turned into; each is also the PostgreSQL column made for it. */
export const valueTypes = ['text', 'integer', 'numeric', 'boolean', 'timestamptz', 'date', 'jsonb'] as const;
export type ValueType = (typeof valueTypes)[number];

/** A name of at most so many bytes, which is how PostgreSQL and file systems count: what is longer they cut off or refuse. */
const name = (bytes: number) =>
  z
    .string()
    .refine(
      (text) => new TextEncoder().encode(text).length <= bytes,
      `Use at most ${bytes} characters (fewer with accents).`,
    )
    .refine((text) => !/\p{Cc}|\p{Cs}/u.test(text), 'Use a name without control characters.');

/** One row of a mapping: a path into the record (`Prices.ItemPrice.0.amount`) or a fixed value, into `target`. */
export const mappingRow = z
  .object({
    target: name(63).min(1, 'Name the target field.'),
    source: z.string().min(1).max(500).optional(),
    value: z.union([z.string(), z.number(), z.boolean(), z.null()]).optional(),
    type: z.enum(valueTypes).optional(),
    default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  })
  .refine((row) => (row.source === undefined) !== (row.value === undefined), {
    message: 'Give either a source path or a fixed value.',
  });
export type MappingRow = z.infer<typeof mappingRow>;

/** A table or key column that needs no quoting surprises. */
const identifier = name(63)
  .min(1)
  .regex(/^[^"]*$/, 'Use a name without quotes.');

export const tableTarget = z.object({
  table: identifier,
  key: z.array(identifier).min(1, 'Name at least one key column.').max(8),
  create: z.boolean().default(true),
});
export const fileTarget = z.object({
  file: name(180)
    .min(1)
    .regex(/^[^/\\]*$/, 'Use a file name without slashes.')
    .regex(/[^.]/, 'Use a file name that is more than dots.'),
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

/**
 * A mapping tried on sample records: the mapped rows, and what went wrong by row and target. With `into`, `misfits` tells
 * which targets the table has no column for, or one of another type; empty where the table is still to be made.
 */
export const mappingPreviewInput = z.object({
  mapping: z.union([z.array(mappingRow).max(500), z.literal('auto')]),
  records: z.array(z.record(z.string(), z.unknown())).max(100),
  exportId: id.optional(),
  into: z.object({ connectionId: id, table: identifier }).optional(),
});
export const mappingPreview = z
  .object({
    rows: z.array(z.record(z.string(), z.unknown())),
    mapping: z.array(mappingRow),
    problems: z.array(z.object({ row: z.number().int(), target: z.string(), message: z.string() })),
    misfits: z.array(z.object({ target: z.string(), message: z.string() })),
  })
  .meta({ id: 'MappingPreview' });
export type MappingPreviewInput = z.infer<typeof mappingPreviewInput>;
export type MappingPreview = z.infer<typeof mappingPreview>;
