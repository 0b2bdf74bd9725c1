import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { listOf } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import {
  addFault,
  endGrant,
  listFaults,
  listGrants,
  listRequests,
  makeChanges,
  readClock,
  removeFault,
  setClock,
} from '../sandbox-control.ts';
import {
  fault,
  faultInput,
  sandboxClock,
  sandboxClockInput,
  storeChanges,
  storeChangesInput,
  storeGrant,
  storeRequest,
  storeRequestQuery,
} from '../sandbox-schema.ts';
import { store, storeInput, storePatch } from '../store-schema.ts';
import { changeStore, createStore, deleteStore, getStore, listStores } from '../stores.ts';
import { refusals } from './parameters.ts';

const sandboxId = z.string().min(1).max(100);
const byStore = z.object({ id: sandboxId });
const tags = ['Sandbox'];

/** The sandbox: its stores, what they are asked, what happens in them, the trouble they make, and their clock. */
export function sandboxRoutes(app: App, context: ServerContext): void {
  storeRoutes(app, context);
  lifeRoutes(app, context);
  troubleRoutes(app, context);
}

const changeBy = ({ installation, sandbox }: ServerContext, request: FastifyRequest) => ({
  installation,
  sandbox,
  actor: actorOf(request),
});

function storeRoutes(app: App, context: ServerContext): void {
  const { installation, sandbox } = context;
  app.get('/v1/stores', { schema: { tags, response: { 200: listOf(store), ...refusals } } }, async () => ({
    items: await listStores(installation, sandbox),
    nextCursor: null,
  }));
  app.post(
    '/v1/stores',
    { schema: { tags, body: storeInput, response: { 201: store, ...refusals } } },
    async (request, reply) =>
      reply.code(201).send(await createStore(installation, sandbox, actorOf(request), request.body)),
  );
  app.get('/v1/stores/:id', { schema: { tags, params: byStore, response: { 200: store, ...refusals } } }, (request) =>
    getStore(installation, sandbox, request.params.id),
  );
  app.patch(
    '/v1/stores/:id',
    { schema: { tags, params: byStore, body: storePatch, response: { 200: store, ...refusals } } },
    (request) => changeStore(changeBy(context, request), request.params.id, request.body),
  );
  app.delete(
    '/v1/stores/:id',
    { schema: { tags, params: byStore, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteStore(installation, sandbox, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}

function lifeRoutes(app: App, context: ServerContext): void {
  app.get(
    '/v1/stores/:id/requests',
    {
      schema: {
        tags,
        params: byStore,
        querystring: storeRequestQuery,
        response: { 200: listOf(storeRequest), ...refusals },
      },
    },
    async (request) => ({ items: await listRequests(context, request.params.id, request.query), nextCursor: null }),
  );
  app.get(
    '/v1/stores/:id/grants',
    { schema: { tags, params: byStore, response: { 200: listOf(storeGrant), ...refusals } } },
    async (request) => ({ items: await listGrants(context, request.params.id), nextCursor: null }),
  );
  app.delete(
    '/v1/stores/:id/grants/:grantId',
    { schema: { tags, params: byStore.extend({ grantId: sandboxId }), response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await endGrant(changeBy(context, request), request.params.id, request.params.grantId);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/v1/stores/:id/changes',
    { schema: { tags, params: byStore, body: storeChangesInput, response: { 200: storeChanges, ...refusals } } },
    (request) => makeChanges(changeBy(context, request), request.params.id, request.body),
  );
}

function troubleRoutes(app: App, context: ServerContext): void {
  const { sandbox } = context;
  app.get(
    '/v1/sandbox/faults',
    {
      schema: {
        tags,
        querystring: z.object({ storeId: sandboxId.optional() }),
        response: { 200: listOf(fault), ...refusals },
      },
    },
    async (request) => ({ items: await listFaults(sandbox, request.query.storeId), nextCursor: null }),
  );
  app.post(
    '/v1/sandbox/faults',
    { schema: { tags, body: faultInput, response: { 201: fault, ...refusals } } },
    async (request, reply) => reply.code(201).send(await addFault(changeBy(context, request), request.body)),
  );
  app.delete(
    '/v1/sandbox/faults/:id',
    { schema: { tags, params: byStore, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await removeFault(changeBy(context, request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.get('/v1/sandbox/clock', { schema: { tags, response: { 200: sandboxClock, ...refusals } } }, () =>
    readClock(sandbox),
  );
  app.patch(
    '/v1/sandbox/clock',
    { schema: { tags, body: sandboxClockInput, response: { 200: sandboxClock, ...refusals } } },
    (request) => setClock(changeBy(context, request), request.body),
  );
}
