import { z } from 'zod';
import { id, time } from '../rest.ts';
import { concurrencyView } from './concurrency-schema.ts';
import { budgetView } from './schema.ts';

/** Requests of one flow (none: tests, previews, probes) over one connection, in one lane. */
const spender = z.object({
  connectionId: id,
  /** Null for what was deleted since. */
  connectionName: z.string().nullable(),
  flowId: id.nullable(),
  flowName: z.string().nullable(),
  lane: z.enum(['interactive', 'scheduled', 'backfill']),
  requests: z.number().int(),
  /** What they cost; 1 a request where windows count them. */
  drips: z.number(),
});

/** A connection's rate budget: what is used of it, by whom, and how many requests may be on their way at once. */
export const connectionBudget = z
  .object({
    /** Null until a reply has told it. */
    budget: budgetView.nullable(),
    concurrency: concurrencyView,
    /** When the next small request may leave; null when it may now, or nothing is known. */
    freeAgainAt: time.nullable(),
    /** Other connections that spend the same budget: of the same account and client, the lender, or borrowers. */
    sharedWith: z.array(z.object({ id, name: z.string(), how: z.enum(['sameAccount', 'lends', 'borrows']) })),
    /** Who spent it in the last 60 minutes and 24 hours, most first. */
    spenders: z.object({ hour: z.array(spender), day: z.array(spender) }),
    /** Changes of concurrency after a 429, newest first. */
    steps: z.array(z.object({ at: time, before: z.number().int(), after: z.number().int() })),
  })
  .meta({ id: 'ConnectionBudget' });
export type ConnectionBudget = z.infer<typeof connectionBudget>;
