import { z } from 'zod';
import { deleteApiKey, listApiKeys, storeApiKey } from '../../accounts/api-keys.ts';
import {
  apiKey,
  apiKeyCreated,
  apiKeyInput,
  session,
  setupAnswer,
  setupInput,
  signInInput,
} from '../../accounts/schema.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import { listOf, listQuery } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf, headersOf } from '../guard.ts';
import { byId, refusals } from './parameters.ts';

/** Set-up, sign-in and out, API keys. */
export function accountRoutes(app: App, { accounts, installation }: ServerContext): void {
  app.post(
    '/v1/setup',
    {
      config: { open: true },
      schema: {
        tags: ['Accounts'],
        summary: "Make the owner's account, once",
        body: setupInput,
        response: { 201: setupAnswer, ...refusals },
      },
    },
    async (request, reply) => {
      const made = await accounts.setUp(request.body);
      const { cookies } = await accounts.signIn(request.body.email, request.body.password, request.ip);
      return reply.header('set-cookie', cookies).code(201).send(made);
    },
  );
  app.post(
    '/v1/session',
    {
      config: { open: true },
      schema: { tags: ['Accounts'], summary: 'Sign in', body: signInInput, response: { 200: session, ...refusals } },
    },
    async (request, reply) => {
      const { email, password } = request.body;
      const signedIn = await accounts.signIn(email, password, request.ip);
      return reply.header('set-cookie', signedIn.cookies).send(signedIn.session);
    },
  );
  app.get(
    '/v1/session',
    { schema: { tags: ['Accounts'], summary: 'Who sends this request', response: { 200: session, ...refusals } } },
    async (request) => {
      if (!request.visitor) throw new CounterflowError('not_signed_in', 'Sign in first.');
      return request.visitor.session;
    },
  );
  app.delete(
    '/v1/session',
    {
      config: { role: 'monitor' },
      schema: { tags: ['Accounts'], summary: 'Sign out', response: { 204: z.null(), ...refusals } },
    },
    async (request, reply) => {
      const cookies = await accounts.signOut(headersOf(request));
      return reply.header('set-cookie', cookies).code(204).send(null);
    },
  );
  app.get(
    '/v1/apikeys',
    {
      config: { role: 'administrator' },
      schema: { tags: ['Accounts'], querystring: listQuery, response: { 200: listOf(apiKey), ...refusals } },
    },
    (request) => listApiKeys(installation, request.query),
  );
  app.post(
    '/v1/apikeys',
    {
      config: { role: 'administrator' },
      schema: { tags: ['Accounts'], body: apiKeyInput, response: { 201: apiKeyCreated, ...refusals } },
    },
    async (request, reply) => reply.code(201).send(await storeApiKey(installation, actorOf(request), request.body)),
  );
  app.delete(
    '/v1/apikeys/:id',
    {
      config: { role: 'administrator' },
      schema: { tags: ['Accounts'], params: byId, response: { 204: z.null(), ...refusals } },
    },
    async (request, reply) => {
      await deleteApiKey(installation, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
}
