import { z } from 'zod';
import { iClient, iClientInput } from '../../connections/iclient-schema.ts';
import {
  createIClient,
  deleteIClient,
  editIClient,
  getIClient,
  iClientUsers,
  listIClients,
} from '../../connections/iclients.ts';
import { usedBy } from '../../connections/schema.ts';
import { listOf, listQuery } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { sendVersioned, versionAsked } from '../versions.ts';
import { byId, refusals } from './parameters.ts';
import { patchOf } from './patch.ts';

const tags = ['OAuth 2.0 clients'];
const iClientPatch = patchOf(iClientInput.omit({ provider: true }));

/** OAuth 2.0 clients. */
export function iClientRoutes(app: App, { installation }: ServerContext): void {
  app.get(
    '/v1/iclients',
    { schema: { tags, querystring: listQuery, response: { 200: listOf(iClient), ...refusals } } },
    (request) => listIClients(installation, request.query),
  );
  app.post(
    '/v1/iclients',
    { schema: { tags, body: iClientInput, response: { 201: iClient, ...refusals } } },
    async (request, reply) =>
      sendVersioned(reply.code(201), await createIClient(installation, actorOf(request), request.body)),
  );
  app.get(
    '/v1/iclients/:id',
    { schema: { tags, params: byId, response: { 200: iClient, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getIClient(installation, request.params.id)),
  );
  app.patch(
    '/v1/iclients/:id',
    { schema: { tags, params: byId, body: iClientPatch, response: { 200: iClient, ...refusals } } },
    async (request, reply) => {
      const { id } = request.params;
      return sendVersioned(
        reply,
        await editIClient(installation, actorOf(request), id, request.body, versionAsked(request)),
      );
    },
  );
  app.delete(
    '/v1/iclients/:id',
    { schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteIClient(installation, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/iclients/:id/used-by',
    { schema: { tags, params: byId, response: { 200: listOf(usedBy), ...refusals } } },
    async (request) => {
      await getIClient(installation, request.params.id);
      return { items: await iClientUsers(installation.db, request.params.id), nextCursor: null };
    },
  );
}
