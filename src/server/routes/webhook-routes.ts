import { z } from 'zod';
import { delivery, signingSecret, webhook, webhookCreated, webhookInput, webhookPatch } from '../../notices/schema.ts';
import {
  createWebhook,
  deleteWebhook,
  editWebhook,
  getWebhook,
  listDeliveries,
  listWebhooks,
  renewSecret,
  testWebhook,
} from '../../notices/webhooks.ts';
import { listOf, listQuery } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { sendVersioned, versionAsked } from '../versions.ts';
import { byId, nothing, refusals } from './parameters.ts';

const tags = ['Webhooks'];
const config = { role: 'administrator' } as const;
const pageQuery = listQuery.omit({ q: true });

/** Where notices are sent, and what came of it. */
export function webhookRoutes(app: App, { installation }: ServerContext): void {
  app.get(
    '/v1/webhooks',
    { config, schema: { tags, querystring: pageQuery, response: { 200: listOf(webhook), ...refusals } } },
    (request) => listWebhooks(installation, request.query),
  );
  app.post(
    '/v1/webhooks',
    { config, schema: { tags, body: webhookInput, response: { 201: webhookCreated, ...refusals } } },
    async (request, reply) =>
      sendVersioned(reply.code(201), await createWebhook(installation, actorOf(request), request.body)),
  );
  app.get(
    '/v1/webhooks/:id',
    { config, schema: { tags, params: byId, response: { 200: webhook, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getWebhook(installation, request.params.id)),
  );
  app.patch(
    '/v1/webhooks/:id',
    { config, schema: { tags, params: byId, body: webhookPatch, response: { 200: webhook, ...refusals } } },
    async (request, reply) => {
      const version = versionAsked(request);
      const { id } = request.params;
      return sendVersioned(reply, await editWebhook(installation, actorOf(request), id, request.body, version));
    },
  );
  app.delete(
    '/v1/webhooks/:id',
    { config, schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteWebhook(installation, actorOf(request), request.params.id, versionAsked(request));
      return reply.code(204).send(null);
    },
  );
  app.post(
    '/v1/webhooks/:id/secret',
    {
      config,
      schema: {
        tags,
        summary: 'Replace the signing secret',
        params: byId,
        body: nothing,
        response: { 200: signingSecret, ...refusals },
      },
    },
    (request) => renewSecret(installation, actorOf(request), request.params.id),
  );
  app.post(
    '/v1/webhooks/:id/test',
    {
      config,
      schema: {
        tags,
        summary: 'Send a test message now',
        params: byId,
        body: nothing,
        response: { 200: delivery, ...refusals },
      },
    },
    (request) => testWebhook(installation, request.params.id),
  );
  app.get(
    '/v1/webhooks/:id/deliveries',
    {
      config,
      schema: { tags, params: byId, querystring: pageQuery, response: { 200: listOf(delivery), ...refusals } },
    },
    (request) => listDeliveries(installation, request.params.id, request.query),
  );
}
