import { z } from 'zod';
import { id, time } from '../rest.ts';

/** A record that failed at a step, kept with its data. */
export const recordError = z
  .object({
    id,
    flowId: id,
    runId: id,
    stepId: z.string(),
    key: z.string(),
    code: z.string(),
    message: z.string(),
    record: z.record(z.string(), z.unknown()).nullable(),
    inDoubt: z.boolean(),
    state: z.enum(['open', 'resolved']),
    createdAt: time,
  })
  .meta({ id: 'RecordError' });
export type RecordError = z.infer<typeof recordError>;
