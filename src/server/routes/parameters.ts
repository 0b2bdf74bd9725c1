import { z } from 'zod';
import { id, problem } from '../../rest.ts';

export const byId = z.object({ id });

/** Bodies of refusals, declared once for every route. */
export const refusals = { '4xx': problem, '5xx': problem } as const;

/** An empty body: nothing, or `{}`. */
export const nothing = z.object({}).nullish();
