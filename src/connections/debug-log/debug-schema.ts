import { z } from 'zod';
import { id, listQuery, time } from '../../rest.ts';

export const DEFAULT_MINUTES = 15;
export const MOST_MINUTES = 60;

export const debugInput = z.object({ minutes: z.number().int().min(1).max(MOST_MINUTES).default(DEFAULT_MINUTES) });

const statusFilter = z
  .string()
  .max(100)
  .transform((text) => text.split(','))
  .pipe(z.array(z.string().regex(/^([1-5]xx|[1-5]\d\d|failed)$/, 'Give statuses such as 404, 4xx or failed.')));

export const debugFilter = z.object({
  /** Any of these, separated by commas: `2xx`, `404`, `failed` for requests without a reply. */
  status: statusFilter.optional(),
  method: z.string().max(10).optional(),
  /** In address, bodies, or the reason why no reply came. */
  q: z.string().max(200).optional(),
});
export type DebugFilter = z.infer<typeof debugFilter>;

export const debugQuery = listQuery.extend(debugFilter.shape);
export type DebugQuery = z.infer<typeof debugQuery>;

/** `after`: an entry's id; what was recorded after it is sent first. */
export const debugEventsQuery = debugFilter.extend({
  after: z
    .string()
    .regex(/^\d{1,18}$/)
    .optional(),
});

const caller = z.discriminatedUnion('type', [
  z.object({ type: z.literal('run'), runId: id, flowId: id, flowName: z.string().nullable() }),
  z.object({ type: z.enum(['preview', 'test', 'keeper', 'authorization', 'renewal', 'revocation']) }),
  z.object({ type: z.literal('lane'), lane: z.enum(['interactive', 'scheduled', 'backfill']) }),
]);

const headFields = {
  /** Pairs a request with its reply, and grows with time. */
  id: z.string(),
  at: time,
  kind: z.enum(['api', 'token']),
  /** For whom it was sent. */
  caller,
  method: z.string(),
  url: z.string(),
  /** Null where no whole reply came; `failure` says why. */
  status: z.number().int().nullable(),
  failure: z.string().nullable(),
  ms: z.number().int(),
  requestBytes: z.number().int(),
  responseBytes: z.number().int(),
  /** Exchanges just before this one that came faster than they could be kept. */
  missed: z.number().int(),
};

/** A request and what came of it, in one line. */
export const debugEntryHead = z.object(headFields).meta({ id: 'DebugEntryHead' });
export type DebugEntryHead = z.infer<typeof debugEntryHead>;

/** Secrets read `***`. `cut`: the body goes on beyond the 64 KiB that are kept. */
const message = {
  headers: z.record(z.string(), z.string()),
  body: z.string().nullable(),
  cut: z.boolean(),
};

export const debugEntry = z
  .object({ ...headFields, request: z.object(message), response: z.object(message).nullable() })
  .meta({ id: 'DebugEntry' });
export type DebugEntry = z.infer<typeof debugEntry>;
