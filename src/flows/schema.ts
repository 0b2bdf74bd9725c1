import { z } from 'zod';
import { windowView } from '../connections/schema.ts';
import { id, stamps, time } from '../rest.ts';
import { fileTarget, tableTarget } from '../transfers/import-schema.ts';

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
    connectionId: id,
    /** Where an import writes; null for an export. */
    target: z.union([tableTarget.pick({ table: true }), fileTarget.pick({ file: true })]).nullable(),
    in: z.number().int(),
    success: z.number().int(),
    ignored: z.number().int(),
    errors: z.number().int(),
    pages: z.number().int(),
    /** Of late while the run is at work, over the whole run afterwards. */
    recordsPerSecond: z.number(),
    /** Milliseconds this step worked, mapped (part of it), and waited for its connection's budget. */
    workedMs: z.number(),
    mappedMs: z.number(),
    waitedMs: z.number(),
  })
  .meta({ id: 'RunStep' });
export type RunStep = z.infer<typeof runStep>;

export const runWaiting = z.object({
  for: z.enum(['budget', 'connection', 'source', 'destination', 'queue']),
  untilMs: z.number(),
  detail: z.string().optional(),
});

/** Where the time of a page goes, in milliseconds a page, and which part sets the pace: reading and writing go on at once. */
export const runPace = z.object({
  setBy: z.enum(['budget', 'source', 'mapping', 'destination']),
  budgetMs: z.number(),
  sourceMs: z.number(),
  mappingMs: z.number(),
  destinationMs: z.number(),
});

/**
 * The rate budget behind the source at this moment: a bucket's drips, its size, what leaves it in a second and what a page
 * costs; or windows, of which a page takes one request.
 */
export const runBudget = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('bucket'),
    levelDrips: z.number(),
    sizeDrips: z.number(),
    dripPerSecond: z.number(),
    costDrips: z.number(),
  }),
  z.object({ kind: z.literal('windows'), windows: z.array(windowView) }),
]);

export const run = z
  .object({
    id,
    flowId: id,
    flowName: z.string(),
    status: z.enum(runStatuses),
    trigger: z.enum(['manual', 'schedule', 'api']),
    /** Name of who started it; null for a schedule. */
    startedBy: z.string().nullable(),
    /** What somebody asked of it that it has not reached yet. */
    asked: z.enum(['pause', 'cancel']).nullable(),
    startedAt: time,
    endedAt: time.nullable(),
    /** What it waits for at this moment. */
    waiting: runWaiting.nullable(),
    /** Why a run failed or paused, and what to do: stable code and sentence. */
    code: z.string().nullable(),
    detail: z.string().nullable(),
    /** Pages in all, as far as that is known: those of the last good run, the API's own count, or the export's limit. */
    expectedPages: z.number().int().nullable(),
    expectedFrom: z.enum(['lastRun', 'count', 'limit']).nullable(),
    recordsPerSecond: z.number(),
    /** Milliseconds left by cost, budget and pace; null when no total is known, or while it stands still. */
    leftMs: z.number().nullable(),
    /** Of late while at work, over the whole run afterwards; null before the first page. */
    pace: runPace.nullable(),
    /** Null where the source has no rate budget, or once the run is over. */
    budget: runBudget.nullable(),
    steps: z.array(runStep),
  })
  .meta({ id: 'Run' });
export type Run = z.infer<typeof run>;

/** How a run went over time, in stretches of one length, and its pages with errors (the first ones of each step). */
export const runHistory = z
  .object({
    stretchMs: z.number(),
    stretches: z.array(
      z.object({
        at: time,
        recordsPerSecond: z.number(),
        /** Spent by pages; null where the source has no budget. */
        dripsPerSecond: z.number().nullable(),
        /** Time on the network that 95 of 100 requests kept below; null where none was sent. */
        requestMs: z.number().nullable(),
      }),
    ),
    pagesWithErrors: z.array(z.object({ stepId: z.string(), page: z.number().int(), errors: z.number().int() })),
  })
  .meta({ id: 'RunHistory' });
export type RunHistory = z.infer<typeof runHistory>;

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

/** A schedule looked at before it is stored: when it would be due next. */
export const scheduleQuery = z.object({
  schedule: z.string().min(1).max(100),
  timezone: z.string().max(60).default('UTC'),
});
export const scheduleView = z.object({ next: z.array(time) }).meta({ id: 'Schedule' });
