import { z } from 'zod';
import { time } from '../rest.ts';

/** How far the limit of a store's account is used up: units in a bucket, or requests left in a window. */
const limitGauge = z.union([
  z.object({ level: z.number(), size: z.number() }),
  z.object({ remaining: z.number(), limit: z.number() }),
]);

/** A request that a store was asked, by the sandbox's clock. `n` counts them up; `limit` is as it was after the request. */
export const storeRequest = z
  .object({
    n: z.number().int(),
    at: time,
    method: z.string(),
    host: z.string(),
    path: z.string(),
    query: z.string(),
    status: z.number().int(),
    cost: z.number(),
    generation: z.number().int().nullable(),
    limit: limitGauge.nullable(),
    faults: z.array(z.string()),
  })
  .meta({ id: 'StoreRequest' });
export type StoreRequest = z.infer<typeof storeRequest>;
export const storeRequestQuery = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1000).default(100),
});

/** What a consent or a key gave. A repeat inside the grace of the R-Series rule is no attempt to reuse. */
export const storeGrant = z
  .object({
    id: z.string(),
    clientId: z.string().nullable(),
    login: z.string().nullable(),
    server: z.string().nullable(),
    scopes: z.array(z.string()),
    generation: z.number().int(),
    state: z.enum(['live', 'revoked', 'expired']),
    refreshes: z.number().int(),
    reuseAttempts: z.number().int(),
  })
  .meta({ id: 'StoreGrant' });
export type StoreGrant = z.infer<typeof storeGrant>;

const count = z.number().int().min(0).max(10_000).default(0);
const LONGEST_SECONDS = 60;

const counts = {
  edits: count,
  sales: count,
  archives: count,
  voids: count,
  deletes: count,
  refunds: count,
  lateVoids: count,
  receives: count,
  counts: count,
  mergeItems: count,
  mergeCustomers: count,
};
const sum = (asked: Record<keyof typeof counts, number>) =>
  (Object.keys(counts) as (keyof typeof counts)[]).reduce((all, kind) => all + asked[kind], 0);

/**
 * What is to happen in a store; with `perSecond` one after the other, the answer coming after the last. From `refunds` on
 * only R-Series knows it; in other series nothing happens.
 */
export const storeChangesInput = z
  .object({ ...counts, perSecond: z.number().positive().max(1000).optional(), seed: z.number().int().optional() })
  .refine((asked) => sum(asked) > 0, {
    message: `Say what is to happen: ${Object.keys(counts).join(', ')}.`,
  })
  .refine((asked) => asked.perSecond === undefined || sum(asked) <= asked.perSecond * LONGEST_SECONDS, {
    path: ['perSecond'],
    message: `This would take longer than ${LONGEST_SECONDS} s. Ask for fewer, or faster.`,
  });
export type StoreChangesInput = z.infer<typeof storeChangesInput>;

const ids = z.array(z.union([z.string(), z.number()]));
/** Ids of the rows that it happened to; fewer than asked for where there are no more. */
export const storeChanges = z
  .object({
    edits: ids,
    sales: ids,
    archives: ids,
    voids: ids,
    deletes: ids,
    refunds: ids.optional(),
    lateVoids: ids.optional(),
    receives: ids.optional(),
    counts: ids.optional(),
    mergeItems: ids.optional(),
    mergeCustomers: ids.optional(),
    at: z.string(),
  })
  .meta({ id: 'StoreChanges' });
export type StoreChanges = z.infer<typeof storeChanges>;

export const faultKinds = [
  'rateLimit',
  'delay',
  'status',
  'dropAfterProcessing',
  'dropTokenReply',
  'expireToken',
  'revoke',
  'html',
  'truncate',
  'reset',
  'clockSkew',
] as const;
export type FaultKind = (typeof faultKinds)[number];

const A_DAY_MS = 86_400_000;
const scope = {
  storeId: z.string().max(100).nullable(),
  host: z.string().max(255).nullable(),
  method: z.string().max(10).nullable(),
  path: z.string().max(500).nullable(),
};

/** Trouble on order for requests that fit; `path` takes `*` for any text. Left out: all stores, hosts, methods, paths. */
export const faultInput = z.object({
  kind: z.enum(faultKinds),
  ...z.object(scope).partial().shape,
  times: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  after: z.number().int().min(0).optional(),
  status: z.number().int().min(200).max(599).optional(),
  delayMs: z.number().min(-A_DAY_MS).max(A_DAY_MS).optional(),
});
export type FaultInput = z.infer<typeof faultInput>;

/** `met` counts the requests that it happened to; `isOver`: it has happened as often as it was to. */
export const fault = z
  .object({
    id: z.string(),
    kind: z.enum(faultKinds),
    ...scope,
    times: z.number().int().nullable(),
    probability: z.number().nullable(),
    after: z.number().int().nullable(),
    status: z.number().int().nullable(),
    delayMs: z.number().nullable(),
    met: z.number().int(),
    isOver: z.boolean(),
  })
  .meta({ id: 'Fault' });
export type Fault = z.infer<typeof fault>;

export const sandboxClockInput = z.object({
  offsetMs: z.number().min(-1e13).max(1e13).optional(),
  rate: z.number().positive().max(1e6).optional(),
});
export type SandboxClockInput = z.infer<typeof sandboxClockInput>;

/** The sandbox's own time: real time plus `offsetMs`, running `rate` times as fast since the rate was set. */
export const sandboxClock = z
  .object({ now: time, offsetMs: z.number(), rate: z.number() })
  .meta({ id: 'SandboxClock' });
export type SandboxClock = z.infer<typeof sandboxClock>;
