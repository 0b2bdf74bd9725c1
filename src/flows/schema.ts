import { z } from 'zod';
import { id, stamps, time } from '../rest.ts';

export const flowInput = z.object({
  name: z.string().trim().min(1, 'Give the flow a name.').max(100),
  integrationId: id.nullable().optional(),
  sources: z
    .array(z.object({ exportId: id }))
    .min(1, 'Choose an export.')
    .max(1, 'One source for now.'),
  steps: z
    .array(
      z.object({
        type: z.literal('import'),
        importId: id,
        onError: z.enum(['pause', 'proceed']).default('proceed'),
      }),
    )
    .min(1, 'Choose an import.')
    .max(20),
  schedule: z.string().max(100).nullable().optional(),
  timezone: z.string().max(60).default('UTC'),
  enabled: z.boolean().default(true),
});
export type FlowInput = z.infer<typeof flowInput>;

export const runStatuses = [
  'queued',
  'running',
  'waiting',
  'paused',
  'completed',
  'completedWithErrors',
  'failed',
  'cancelled',
] as const;
export type RunStatus = (typeof runStatuses)[number];

/** Counts of one step; steps start with the sources, whose `in` is rows read. In = success + ignored + errors. */
export const runStep = z
  .object({
    id: z.string(),
    type: z.enum(['export', 'import']),
    name: z.string(),
    in: z.number().int(),
    success: z.number().int(),
    ignored: z.number().int(),
    errors: z.number().int(),
    pages: z.number().int(),
    /** Milliseconds this step worked, and waited for its connection's budget. */
    workedMs: z.number(),
    waitedMs: z.number(),
  })
  .meta({ id: 'RunStep' });
export type RunStep = z.infer<typeof runStep>;

export const runWaiting = z.object({
  for: z.enum(['budget', 'connection', 'source', 'destination', 'queue']),
  untilMs: z.number(),
  detail: z.string().optional(),
});

export const run = z
  .object({
    id,
    flowId: id,
    flowName: z.string(),
    status: z.enum(runStatuses),
    trigger: z.enum(['manual', 'schedule', 'api']),
    startedAt: time,
    endedAt: time.nullable(),
    waiting: runWaiting.nullable(),
    /** Why a run failed or paused, and what to do: stable code and sentence. */
    code: z.string().nullable(),
    detail: z.string().nullable(),
    /** Pages of the last good run of the flow; a hint for the bar, since V3 lists tell no total. */
    expectedPages: z.number().int().nullable(),
    recordsPerSecond: z.number(),
    /** Milliseconds left by the pace so far; null when no total is known. */
    leftMs: z.number().nullable(),
    steps: z.array(runStep),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;

export const flow = z
  .object({
    id,
    name: z.string(),
    integrationId: id.nullable(),
    sources: z.array(z.object({ id: z.string(), exportId: id })),
    steps: z.array(
      z.object({ id: z.string(), type: z.literal('import'), importId: id, onError: z.enum(['pause', 'proceed']) }),
    ),
    schedule: z.string().nullable(),
    timezone: z.string(),
    enabled: z.boolean(),
    lastRun: run.nullable(),
    nextRunAt: time.nullable(),
    openErrors: z.number().int(),
    ...stamps,
  })
  .meta({ id: 'Flow' });
export type Flow = z.infer<typeof flow>;

/** One message of `GET /v1/runs/{id}/events`: the whole run, sent at most twice a second and at every change of status. */
export const runEvent = run;
