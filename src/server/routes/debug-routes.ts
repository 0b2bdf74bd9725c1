import { Readable } from 'node:stream';
import { z } from 'zod';
import { getConnection } from '../../connections/connections.ts';
import {
  clearDebugLog,
  getDebugEntry,
  listDebugEntries,
  startDebugLog,
  stopDebugLog,
  wholeDebugLog,
} from '../../connections/debug-log/debug-log.ts';
import {
  DEFAULT_MINUTES,
  debugEntry,
  debugEntryHead,
  debugEventsQuery,
  debugFilter,
  debugInput,
  debugQuery,
} from '../../connections/debug-log/debug-schema.ts';
import { connection } from '../../connections/schema.ts';
import type { Installation } from '../../installation.ts';
import { id, listOf } from '../../rest.ts';
import type { App, ServerContext } from '../context.ts';
import { streamDebugLog } from '../debug-events.ts';
import { actorOf } from '../guard.ts';
import { sendVersioned } from '../versions.ts';
import { byId, refusals } from './parameters.ts';

const tags = ['Connections'];
const byEntry = z.object({ id, entryId: z.string().regex(/^\d{1,18}$/) });
/** It holds whole requests and replies, customers' data among them: more than the role that only watches needs. */
const config = { role: 'manage' } as const;

/** The debug log of a connection: started for a while, read, followed, cleared. */
export function debugRoutes(app: App, { installation, listener }: ServerContext): void {
  app.post(
    '/v1/connections/:id/debug',
    {
      config,
      schema: {
        tags,
        summary: 'Record requests and replies of a connection for a while',
        params: byId,
        body: debugInput.nullish(),
        response: { 200: connection, ...refusals },
      },
    },
    async (request, reply) => {
      const { id: connectionId } = request.params;
      const minutes = request.body?.minutes ?? DEFAULT_MINUTES;
      await startDebugLog(installation, actorOf(request), connectionId, minutes);
      return sendVersioned(reply, await getConnection(installation, connectionId));
    },
  );
  app.delete(
    '/v1/connections/:id/debug',
    {
      config,
      schema: { tags, summary: 'Record no more', params: byId, response: { 204: z.null(), ...refusals } },
    },
    async (request, reply) => {
      await stopDebugLog(installation, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/connections/:id/debug/entries',
    {
      config,
      schema: {
        tags,
        summary: 'List what was recorded, newest first, without bodies',
        params: byId,
        querystring: debugQuery,
        response: { 200: listOf(debugEntryHead), ...refusals },
      },
    },
    (request) => listDebugEntries(installation, request.params.id, request.query),
  );
  app.delete(
    '/v1/connections/:id/debug/entries',
    {
      config,
      schema: { tags, summary: 'Forget what was recorded', params: byId, response: { 204: z.null(), ...refusals } },
    },
    async (request, reply) => {
      await clearDebugLog(installation, actorOf(request), request.params.id);
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/connections/:id/debug/entries/:entryId',
    {
      config,
      schema: {
        tags,
        summary: 'One request and its reply, whole',
        params: byEntry,
        response: { 200: debugEntry, ...refusals },
      },
    },
    (request) => getDebugEntry(installation, request.params.id, request.params.entryId),
  );
  app.get(
    '/v1/connections/:id/debug/download',
    {
      config,
      schema: {
        tags,
        summary: 'All that was recorded, whole, oldest first: JSON Lines',
        params: byId,
        querystring: debugFilter,
      },
    },
    async (request, reply) => {
      const { id: connectionId } = request.params;
      const { name } = await getConnection(installation, connectionId);
      return reply
        .header('content-type', 'application/x-ndjson; charset=utf-8')
        .header('content-disposition', `attachment; filename="debug-${fileName(name)}.jsonl"`)
        .send(Readable.from(linesOf(installation, connectionId, request.query)));
    },
  );
  app.get(
    '/v1/connections/:id/debug/events',
    {
      config,
      schema: {
        tags,
        summary: 'Follow what is recorded: server-sent events, `event: entry` without bodies',
        params: byId,
        querystring: debugEventsQuery,
      },
    },
    async (request, reply) => {
      const { after, ...filter } = request.query;
      await getConnection(installation, request.params.id);
      const asked = { id: request.params.id, filter, after };
      await streamDebugLog(installation, listener, asked, { request, reply });
    },
  );
}

async function* linesOf(installation: Installation, connectionId: string, filter: z.infer<typeof debugFilter>) {
  for await (const entry of wholeDebugLog(installation, connectionId, filter)) yield `${JSON.stringify(entry)}\n`;
}

const fileName = (name: string) => name.replaceAll(/[^\w.-]+/g, '-').slice(0, 60) || 'log';
