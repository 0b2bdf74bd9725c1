import { z } from 'zod';
import { id, listOf, time } from '../rest.ts';

/**
 * How a renewal of a token pair ended. `unknown`: no answer came, or none that could be read. `abandoned`: the process that
 * asked ended first, or gave up before it sent anything.
 */
const refreshOutcomes = ['renewed', 'refused', 'unknown', 'notSent', 'underway', 'abandoned'] as const;

/** One try to replace a token pair; `generation` is the pair that was to be replaced. */
export const refreshAttempt = z
  .object({
    id,
    generation: z.number().int(),
    startedAt: time,
    /** Milliseconds until the outcome was known and stored. */
    ms: z.number().int().nullable(),
    outcome: z.enum(refreshOutcomes),
    /** The token server's own word, where it refused. */
    error: z.string().nullable(),
    detail: z.string().nullable(),
  })
  .meta({ id: 'RefreshAttempt' });
export type RefreshAttempt = z.infer<typeof refreshAttempt>;

export const refreshHistory = listOf(refreshAttempt).extend({
  /** Renewals of the last 24 hours that gave a new pair. */
  renewedLastDay: z.number().int(),
  /** From when on "Renew now" is possible again; null: now. */
  renewableAt: time.nullable(),
});
export type RefreshHistory = z.infer<typeof refreshHistory>;
