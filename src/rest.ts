import { z } from 'zod';

/** A resource's id: a UUID (version 7, so that newer ids sort later). */
export const id = z.uuid();

/** ISO 8601 in UTC with milliseconds, as JSON carries it. */
export const time = z.iso.datetime();

/** How a stored secret reads: that it is there, 4 hex digits of an HMAC under the installation's key, when it was set. */
export const storedSecret = z
  .object({ set: z.boolean(), fingerprint: z.string().nullable(), updatedAt: time.nullable() })
  .meta({ id: 'StoredSecret' });
export type StoredSecret = z.infer<typeof storedSecret>;

/** A secret on its way in: left out = kept, `null` = removed. The mask other products send back is refused. */
export const secretInput = z
  .string()
  .min(1)
  .max(10_000)
  .refine((value) => !/^\*+$/.test(value), 'This is a mask, not a secret. Leave the field out to keep the stored one.')
  .nullable()
  .optional();

/** Query of every list. `cursor` is opaque. */
export const listQuery = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(100),
  cursor: z.string().max(500).optional(),
  q: z.string().max(200).optional(),
});
export type ListQuery = z.infer<typeof listQuery>;

/** Answer of every list. */
export function listOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export interface List<T> {
  items: T[];
  nextCursor: string | null;
}

/** RFC 9457 problem details with a stable `code` and, for bad input, one entry a field by JSON pointer. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    detail: z.string(),
    instance: z.string().optional(),
    code: z.string(),
    requestId: z.string(),
    errors: z.array(z.object({ code: z.string(), message: z.string(), pointer: z.string() })).optional(),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

/** Fields that every stored resource carries. `version` is its ETag. */
export const stamps = { createdAt: time, updatedAt: time, version: z.number().int() };
