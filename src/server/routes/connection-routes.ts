import { z } from 'zod';
import {
  cancelAuthorization,
  getAuthorization,
  openAuthorizations,
  startAuthorization,
} from '../../connections/authorize.ts';
import { confirmAuthorization } from '../../connections/callback.ts';
import { cloneConnection } from '../../connections/clone.ts';
import { getConnectionBudget } from '../../connections/connection-budget.ts';
import { connectionBudget } from '../../connections/connection-budget-schema.ts';
import { connectionFlows, scopesNeeded } from '../../connections/connection-uses.ts';
import {
  connectionUsers,
  createConnection,
  deleteConnection,
  editConnection,
  getConnection,
  listConnections,
} from '../../connections/connections.ts';
import { takeLanded } from '../../connections/landed.ts';
import { moveToNewServer } from '../../connections/move-to-new-server.ts';
import { refreshHistory, renewNow } from '../../connections/refresh-history.ts';
import { refreshHistory as refreshHistoryView } from '../../connections/refresh-schema.ts';
import { revokeConnection } from '../../connections/revoke.ts';
import {
  authorization,
  authorizationInput,
  cloneInput,
  connection,
  connectionFlow,
  connectionInput,
  connectionPatch,
  connectionStatuses,
  landedInput,
  neededScopes,
  pingAnswer,
  usedBy,
} from '../../connections/schema.ts';
import { pingConnection, pingDraft } from '../../requests/ping.ts';
import { id, listOf, listQuery } from '../../rest.ts';
import { exportableResource } from '../../transfers/export-schema.ts';
import { exportableResources } from '../../transfers/exports.ts';
import { listTables } from '../../transfers/tables.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { tableInfo } from '../store-schema.ts';
import { sendVersioned, versionAsked } from '../versions.ts';
import { byId, nothing, refusals } from './parameters.ts';

const tags = ['Connections'];
const byAttempt = z.object({ id, attemptId: id });
const statusList = z
  .string()
  .transform((text) => text.split(','))
  .pipe(z.array(z.enum(connectionStatuses)));
const connectionQuery = listQuery.extend({ status: statusList.optional(), apiType: z.string().max(40).optional() });

/** Connections, their authorizations, and what they offer. */
export function connectionRoutes(app: App, { installation, access }: ServerContext): void {
  app.get(
    '/v1/connections',
    { schema: { tags, querystring: connectionQuery, response: { 200: listOf(connection), ...refusals } } },
    (request) => listConnections(installation, request.query),
  );
  app.post(
    '/v1/connections',
    { schema: { tags, body: connectionInput, response: { 201: connection, ...refusals } } },
    async (request, reply) => {
      const created = await createConnection(installation, actorOf(request), request.body);
      return sendVersioned(reply.code(201), created);
    },
  );
  app.post(
    '/v1/connections/ping',
    {
      schema: {
        tags,
        summary: 'Test a connection that is not stored',
        body: connectionInput,
        response: { 200: pingAnswer, ...refusals },
      },
    },
    (request) => pingDraft(installation, request.body),
  );
  app.get(
    '/v1/connections/:id',
    { schema: { tags, params: byId, response: { 200: connection, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getConnection(installation, request.params.id)),
  );
  app.patch(
    '/v1/connections/:id',
    { schema: { tags, params: byId, body: connectionPatch, response: { 200: connection, ...refusals } } },
    async (request, reply) =>
      sendVersioned(
        reply,
        await editConnection(installation, actorOf(request), request.params.id, request.body, versionAsked(request)),
      ),
  );
  app.delete(
    '/v1/connections/:id',
    { schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteConnection(installation, actorOf(request), request.params.id, versionAsked(request));
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/connections/:id/used-by',
    { schema: { tags, params: byId, response: { 200: listOf(usedBy), ...refusals } } },
    async (request) => {
      await getConnection(installation, request.params.id);
      return { items: await connectionUsers(installation.db, request.params.id), nextCursor: null };
    },
  );
  app.get(
    '/v1/connections/:id/flows',
    { schema: { tags, params: byId, response: { 200: listOf(connectionFlow), ...refusals } } },
    async (request) => {
      await getConnection(installation, request.params.id);
      return { items: await connectionFlows(installation, request.params.id), nextCursor: null };
    },
  );
  app.get(
    '/v1/connections/:id/needed-scopes',
    { schema: { tags, params: byId, response: { 200: listOf(neededScopes), ...refusals } } },
    async (request) => ({ items: await scopesNeeded(installation, request.params.id), nextCursor: null }),
  );
  app.post(
    '/v1/connections/:id/clone',
    {
      schema: {
        tags,
        summary: 'Make a second connection with the same settings and secrets; it is authorized for itself',
        params: byId,
        body: cloneInput.nullish(),
        response: { 201: connection, ...refusals },
      },
    },
    async (request, reply) => {
      const { id: from } = request.params;
      return sendVersioned(
        reply.code(201),
        await cloneConnection(installation, actorOf(request), from, request.body?.name),
      );
    },
  );
  app.get(
    '/v1/connections/:id/budget',
    {
      schema: {
        tags,
        summary: 'The rate budget of a connection, who spends it and who shares it',
        params: byId,
        response: { 200: connectionBudget, ...refusals },
      },
    },
    (request) => getConnectionBudget(installation, request.params.id),
  );
  app.post(
    '/v1/connections/:id/ping',
    { schema: { tags, params: byId, body: nothing, response: { 200: pingAnswer, ...refusals } } },
    (request) => pingConnection(installation, request.params.id),
  );
  app.post(
    '/v1/connections/:id/refresh',
    { schema: { tags, params: byId, body: nothing, response: { 200: connection, ...refusals } } },
    async (request, reply) => {
      await renewNow(installation, request.params.id);
      return sendVersioned(reply, await getConnection(installation, request.params.id));
    },
  );
  app.get(
    '/v1/connections/:id/refreshes',
    {
      schema: {
        tags,
        summary: 'List renewals of the token, newest first',
        params: byId,
        querystring: listQuery,
        response: { 200: refreshHistoryView, ...refusals },
      },
    },
    async (request) => {
      await getConnection(installation, request.params.id);
      return refreshHistory(installation, request.params.id, request.query);
    },
  );
  app.post(
    '/v1/connections/:id/move-to-new-server',
    {
      schema: {
        tags,
        summary: 'Move a grant of the old R-Series OAuth server to the new one',
        params: byId,
        body: nothing,
        response: { 200: connection, ...refusals },
      },
    },
    async (request, reply) => {
      await moveToNewServer(installation, actorOf(request), request.params.id);
      return sendVersioned(reply, await getConnection(installation, request.params.id));
    },
  );
  app.post(
    '/v1/connections/:id/revoke',
    {
      schema: {
        tags,
        summary: 'Withdraw the sign-in of a connection, at the provider as well where it offers that',
        params: byId,
        body: nothing,
        response: { 200: connection, ...refusals },
      },
    },
    async (request, reply) => {
      await revokeConnection(installation, actorOf(request), request.params.id);
      return sendVersioned(reply, await getConnection(installation, request.params.id));
    },
  );
  app.get(
    '/v1/connections/:id/resources',
    {
      schema: {
        tags,
        params: byId,
        response: { 200: z.object({ items: z.array(exportableResource) }), ...refusals },
      },
    },
    async (request) => ({ items: await exportableResources(installation, request.params.id) }),
  );
  app.get(
    '/v1/connections/:id/tables',
    { schema: { tags, params: byId, response: { 200: z.object({ items: z.array(tableInfo) }), ...refusals } } },
    async (request) => ({ items: await listTables(await access.postgres(request.params.id)) }),
  );
  authorizationRoutes(app, installation);
}

function authorizationRoutes(app: App, installation: ServerContext['installation']): void {
  app.post(
    '/v1/connections/:id/authorizations',
    {
      schema: { tags, params: byId, body: authorizationInput.nullish(), response: { 201: authorization, ...refusals } },
    },
    async (request, reply) => {
      const options = authorizationInput.parse(request.body ?? {});
      const started = await startAuthorization(installation, actorOf(request), request.params.id, options);
      return reply.code(201).send(started);
    },
  );
  app.get(
    '/v1/connections/:id/authorizations',
    {
      schema: {
        tags,
        summary: 'Attempts to authorize that still wait for a person',
        params: byId,
        response: { 200: listOf(authorization), ...refusals },
      },
    },
    async (request) => ({ items: await openAuthorizations(installation, request.params.id), nextCursor: null }),
  );
  app.get(
    '/v1/connections/:id/authorizations/:attemptId',
    { schema: { tags, params: byAttempt, response: { 200: authorization, ...refusals } } },
    (request) => getAuthorization(installation, request.params.id, request.params.attemptId),
  );
  app.delete(
    '/v1/connections/:id/authorizations/:attemptId',
    { schema: { tags, params: byAttempt, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await cancelAuthorization(installation, request.params.id, request.params.attemptId);
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/v1/connections/:id/authorizations/:attemptId/landed',
    { schema: { tags, params: byAttempt, body: landedInput, response: { 200: authorization, ...refusals } } },
    async (request) => {
      const { id: connectionId, attemptId } = request.params;
      await takeLanded(installation, actorOf(request), connectionId, attemptId, request.body.address);
      return getAuthorization(installation, connectionId, attemptId);
    },
  );
  for (const answer of ['accept', 'reject'] as const) {
    app.post(
      `/v1/connections/:id/authorizations/:attemptId/${answer}`,
      { schema: { tags, params: byAttempt, body: nothing, response: { 200: authorization, ...refusals } } },
      async (request) => {
        const { id: connectionId, attemptId } = request.params as z.infer<typeof byAttempt>;
        await confirmAuthorization(installation, actorOf(request), connectionId, attemptId, answer === 'accept');
        return getAuthorization(installation, connectionId, attemptId);
      },
    );
  }
}
