import { z } from 'zod';
import { id } from '../rest.ts';

const limits = z.union([
  z.enum(['real', 'off']),
  z.object({
    size: z.number().positive(),
    dripPerSecond: z.number().positive(),
    burst: z.number().positive().optional(),
  }),
]);

/** A sandbox store: one emulated merchant account. */
export const storeInput = z.object({
  series: z.enum(['r']),
  name: z.string().trim().min(1, 'Give the store a name.').max(100),
  seed: z.number().int().default(1),
  sizes: z
    .object({
      items: z.number().int().min(0).max(2_000_000).optional(),
      customers: z.number().int().min(0).max(2_000_000).optional(),
      sales: z.number().int().min(0).max(2_000_000).optional(),
    })
    .default({}),
  registers: z.number().int().min(1).max(50).default(1),
  limits: limits.default('real'),
});
export type StoreInput = z.infer<typeof storeInput>;

/** `clientSecret` and `user.password` are made up and open only the sandbox; shown so that a person can sign in there. */
export const store = z
  .object({
    id: z.string(),
    series: z.enum(['r']),
    name: z.string(),
    iClientId: id.nullable(),
    sandboxUrl: z.string(),
    clientId: z.string(),
    clientSecret: z.string(),
    accountId: z.string(),
    sizes: z.object({ items: z.number().int(), customers: z.number().int(), sales: z.number().int() }),
    registers: z.number().int(),
    limits,
    user: z.object({ login: z.string(), password: z.string() }),
  })
  .meta({ id: 'Store' });
export type Store = z.infer<typeof store>;

/** A table of "This installation's database", for the viewer. */
export const tableInfo = z
  .object({
    name: z.string(),
    rows: z.number().int(),
    columns: z.array(z.object({ name: z.string(), type: z.string(), key: z.boolean() })),
  })
  .meta({ id: 'Table' });
export type TableInfo = z.infer<typeof tableInfo>;
export const tableRows = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  nextCursor: z.string().nullable(),
});
