import { z } from 'zod';
import { id } from '../rest.ts';

/** No connection has more requests on their way at once. */
export const MOST_CONCURRENCY = 25;

/** How many requests of a connection may be on their way at once; what is left out stays, or is as for a new connection. */
export const concurrencyInput = z
  .object({
    target: z
      .number()
      .int()
      .min(1, 'At least 1 request at a time.')
      .max(MOST_CONCURRENCY, `At most ${MOST_CONCURRENCY} requests at a time.`)
      .optional(),
    /** After a 429 it goes on with one request at a time, and climbs back by itself. */
    autoRecover: z.boolean().optional(),
    /** Uses this connection's budget and concurrency instead of its own; null: its own again. */
    borrowFromConnectionId: id.nullable().optional(),
  })
  .strict();
export type ConcurrencyInput = z.infer<typeof concurrencyInput>;

export const concurrencyView = z
  .object({
    target: z.number().int(),
    /** What holds now: the target (the lender's, where the budget is borrowed), or less while it recovers from a 429. */
    current: z.number().int(),
    autoRecover: z.boolean(),
    borrowFromConnectionId: id.nullable(),
  })
  .meta({ id: 'Concurrency' });
