import { z } from 'zod';
import { listErrors, resolveErrors } from '../../errors/record-errors.ts';
import { recordError } from '../../errors/schema.ts';
import { cursorChoice, settleCursor } from '../../flows/cursor.ts';
import { createFlow, deleteFlow, editFlow, getFlow, listFlows } from '../../flows/flows.ts';
import { runHistory } from '../../flows/run-history.ts';
import { getRun, listRuns, startRun, steerRun } from '../../flows/runs.ts';
import { nextRuns } from '../../flows/schedule.ts';
import {
  flow,
  flowInput,
  run,
  runHistory as runHistoryView,
  runStatuses,
  scheduleQuery,
  scheduleView,
} from '../../flows/schema.ts';
import { id, listOf, listQuery } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { streamRun } from '../run-events.ts';
import { sendVersioned, versionAsked } from '../versions.ts';
import { byId, nothing, refusals } from './parameters.ts';
import { patchOf } from './patch.ts';

/** How many coming moments of a schedule are told. */
const SHOWN_MOMENTS = 3;

const statusList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(runStatuses)));
const runQuery = listQuery.extend({ status: statusList.optional(), flowId: id.optional() });

/** Flows and their runs. */
export function flowRoutes(app: App, context: ServerContext): void {
  const { installation } = context;
  const tags = ['Flows'];
  app.get(
    '/v1/flows',
    { schema: { tags, querystring: listQuery, response: { 200: listOf(flow), ...refusals } } },
    (request) => listFlows(installation, request.query),
  );
  app.post(
    '/v1/flows',
    { schema: { tags, body: flowInput, response: { 201: flow, ...refusals } } },
    async (request, reply) =>
      sendVersioned(reply.code(201), await createFlow(installation, actorOf(request), request.body)),
  );
  app.get(
    '/v1/schedule',
    { schema: { tags, querystring: scheduleQuery, response: { 200: scheduleView, ...refusals } } },
    ({ query: { schedule, timezone } }) => {
      const next = nextRuns(schedule, timezone, installation.clock.now(), SHOWN_MOMENTS);
      return { next: next.map((moment) => moment.toISOString()) };
    },
  );
  app.get(
    '/v1/flows/:id',
    { schema: { tags, params: byId, response: { 200: flow, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getFlow(installation, request.params.id)),
  );
  app.patch(
    '/v1/flows/:id',
    { schema: { tags, params: byId, body: patchOf(flowInput), response: { 200: flow, ...refusals } } },
    async (request, reply) => {
      const { id: flowId } = request.params;
      return sendVersioned(
        reply,
        await editFlow(installation, actorOf(request), flowId, request.body, versionAsked(request)),
      );
    },
  );
  app.delete(
    '/v1/flows/:id',
    { schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteFlow(installation, actorOf(request), request.params.id, versionAsked(request));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/v1/flows/:id/runs',
    { schema: { tags, summary: 'Run a flow', params: byId, body: nothing, response: { 201: run, ...refusals } } },
    async (request, reply) => {
      const actor = actorOf(request);
      const trigger = actor.source === 'ui' ? 'manual' : 'api';
      return reply.code(201).send(await startRun(installation, actor, request.params.id, trigger));
    },
  );
  app.get(
    '/v1/flows/:id/runs',
    { schema: { tags, params: byId, querystring: runQuery, response: { 200: listOf(run), ...refusals } } },
    (request) => listRuns(installation, { ...request.query, flowId: request.params.id }),
  );
  app.post(
    '/v1/flows/:id/cursor',
    { schema: { tags, params: byId, body: cursorChoice, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await settleCursor(installation, context.access, actorOf(request), request.params.id, request.body.choice);
      return reply.code(204).send(null);
    },
  );
  runRoutes(app, context);
  errorRoutes(app, context);
}

function runRoutes(app: App, { installation, listener }: ServerContext): void {
  const tags = ['Runs'];
  app.get(
    '/v1/runs',
    { schema: { tags, querystring: runQuery, response: { 200: listOf(run), ...refusals } } },
    (request) => listRuns(installation, request.query),
  );
  app.get('/v1/runs/:id', { schema: { tags, params: byId, response: { 200: run, ...refusals } } }, (request) =>
    getRun(installation, request.params.id),
  );
  app.get(
    '/v1/runs/:id/history',
    { schema: { tags, params: byId, response: { 200: runHistoryView, ...refusals } } },
    (request) => runHistory(installation, request.params.id),
  );
  for (const action of ['pause', 'resume', 'cancel'] as const) {
    app.post(
      `/v1/runs/:id/${action}`,
      { schema: { tags, params: byId, body: nothing, response: { 200: run, ...refusals } } },
      (request) => steerRun(installation, actorOf(request), (request.params as z.infer<typeof byId>).id, action),
    );
  }
  app.get(
    '/v1/runs/:id/events',
    { schema: { tags, summary: 'Follow a run: server-sent events, `event: run` with the run as JSON', params: byId } },
    (request, reply) => streamRun(installation, listener, request.params.id, request, reply),
  );
}

const errorFilter = z.object({
  flowId: id.optional(),
  runId: id.optional(),
  stepId: z.string().max(100).optional(),
  state: z.enum(['open', 'resolved']).optional(),
});
/** A filter that is not understood must not settle more than was meant: unknown fields are refused. */
const resolveFilter = z.strictObject({ ...errorFilter.shape, q: z.string().max(200).optional() });
const resolveInput = z.union([z.object({ ids: z.array(id).min(1).max(1000) }), z.object({ filter: resolveFilter })]);

function errorRoutes(app: App, { installation }: ServerContext): void {
  const tags = ['Errors'];
  app.get(
    '/v1/errors',
    {
      schema: {
        tags,
        querystring: listQuery.extend(errorFilter.shape),
        response: { 200: listOf(recordError), ...refusals },
      },
    },
    (request) => listErrors(installation, request.query),
  );
  app.post(
    '/v1/errors/resolve',
    { schema: { tags, body: resolveInput, response: { 202: z.object({ resolved: z.number() }), ...refusals } } },
    async (request, reply) => {
      const { body } = request;
      const filter = 'ids' in body ? { ids: body.ids } : body.filter;
      return reply.code(202).send({ resolved: await resolveErrors(installation, actorOf(request), filter) });
    },
  );
}
