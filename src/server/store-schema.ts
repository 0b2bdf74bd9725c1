import { z } from 'zod';
import { id } from '../rest.ts';

/** `size` and `dripPerSecond` for R-Series, which counts by a bucket; `requests` and `windowSeconds` for the others. */
const limits = z.union([
  z.enum(['real', 'off']),
  z.object({
    size: z.number().positive(),
    dripPerSecond: z.number().positive(),
    burst: z.number().positive().optional(),
  }),
  z.object({ requests: z.number().int().positive(), windowSeconds: z.number().positive() }),
]);
const series = z.enum(['r', 'x', 'c']);
const name = z.string().trim().min(1, 'Give the store a name.').max(100);
const registers = z.number().int().min(1).max(50);
const accessSeconds = z.number().int().min(1).max(100_000_000);

/** A sandbox store: one emulated merchant account. */
export const storeInput = z.object({
  series,
  name,
  seed: z.number().int().default(1),
  sizes: z
    .object({
      items: z.number().int().min(0).max(2_000_000).optional(),
      customers: z.number().int().min(0).max(2_000_000).optional(),
      sales: z.number().int().min(0).max(2_000_000).optional(),
    })
    .default({}),
  registers: registers.default(1),
  limits: limits.default('real'),
});
export type StoreInput = z.infer<typeof storeInput>;

/**
 * What can be changed in a store that is in use. Access tokens that are out keep the life they were given; who is not in
 * `lockedLogins` may sign in.
 */
export const storePatch = z
  .object({ name, limits, registers, accessSeconds, lockedLogins: z.array(z.string().max(200)).max(100) })
  .partial();
export type StorePatch = z.infer<typeof storePatch>;

/**
 * Secrets and `user.password` are made up and open only the sandbox; shown so that a person can sign in there. Client and
 * `accountId` are R-Series', client and `domainPrefix` X-Series', key, secret and `cluster` C-Series'.
 */
export const store = z
  .object({
    id: z.string(),
    series,
    name: z.string(),
    iClientId: id.nullable(),
    sandboxUrl: z.string(),
    clientId: z.string().optional(),
    clientSecret: z.string().optional(),
    accountId: z.string().optional(),
    domainPrefix: z.string().optional(),
    apiKey: z.string().optional(),
    apiSecret: z.string().optional(),
    cluster: z.string().optional(),
    languages: z.array(z.string()).optional(),
    accessSeconds: z.number().optional(),
    redirectUris: z.array(z.string()).optional(),
    seed: z.number().int(),
    sizes: z.object({ items: z.number().int(), customers: z.number().int(), sales: z.number().int() }),
    registers: z.number().int(),
    limits,
    user: z.object({ login: z.string(), password: z.string() }),
    people: z.array(
      z.object({
        name: z.string(),
        login: z.string(),
        password: z.string(),
        role: z.enum(['owner', 'manager', 'seller']),
        isLocked: z.boolean(),
      }),
    ),
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
