import { z } from 'zod';
import { usedBy } from '../../connections/schema.ts';
import { listOf, listQuery } from '../../rest.ts';
import { connectionRow } from '../../store/connections.ts';
import { exportInput, exportView, preview } from '../../transfers/export-schema.ts';
import {
  createExport,
  deleteExport,
  editExport,
  exportUsers,
  getExport,
  listExports,
} from '../../transfers/exports.ts';
import { importInput, importView, mappingPreview, mappingPreviewInput } from '../../transfers/import-schema.ts';
import {
  createImport,
  deleteImport,
  editImport,
  getImport,
  importUsers,
  listImports,
} from '../../transfers/imports.ts';
import { previewExport, previewMapping } from '../../transfers/preview.ts';
import type { App, ServerContext } from '../context.ts';
import { actorOf } from '../guard.ts';
import { sendVersioned, versionAsked } from '../versions.ts';
import { byId, nothing, refusals } from './parameters.ts';
import { patchOf } from './patch.ts';

/** Exports and imports. */
export function transferRoutes(app: App, context: ServerContext): void {
  exportRoutes(app, context);
  importRoutes(app, context);
}

function exportRoutes(app: App, { installation, access }: ServerContext): void {
  const tags = ['Exports'];
  app.get(
    '/v1/exports',
    { schema: { tags, querystring: listQuery, response: { 200: listOf(exportView), ...refusals } } },
    (request) => listExports(installation, request.query),
  );
  app.post(
    '/v1/exports',
    { schema: { tags, body: exportInput, response: { 201: exportView, ...refusals } } },
    async (request, reply) =>
      sendVersioned(reply.code(201), await createExport(installation, actorOf(request), request.body)),
  );
  app.post(
    '/v1/exports/preview',
    {
      schema: {
        tags,
        summary: 'Preview an export that is not stored',
        body: exportInput,
        response: { 200: preview, ...refusals },
      },
    },
    (request) => previewExport(installation, access, request.body),
  );
  app.get(
    '/v1/exports/:id',
    { schema: { tags, params: byId, response: { 200: exportView, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getExport(installation, request.params.id)),
  );
  app.patch(
    '/v1/exports/:id',
    { schema: { tags, params: byId, body: patchOf(exportInput), response: { 200: exportView, ...refusals } } },
    async (request, reply) => {
      const { id } = request.params;
      return sendVersioned(
        reply,
        await editExport(installation, actorOf(request), id, request.body, versionAsked(request)),
      );
    },
  );
  app.delete(
    '/v1/exports/:id',
    { schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteExport(installation, actorOf(request), request.params.id, versionAsked(request));
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/exports/:id/used-by',
    { schema: { tags, params: byId, response: { 200: listOf(usedBy), ...refusals } } },
    async (request) => {
      await getExport(installation, request.params.id);
      return { items: await exportUsers(installation.db, request.params.id), nextCursor: null };
    },
  );
  app.post(
    '/v1/exports/:id/preview',
    { schema: { tags, params: byId, body: nothing, response: { 200: preview, ...refusals } } },
    async (request) =>
      previewExport(installation, access, exportInput.parse(await getExport(installation, request.params.id))),
  );
}

function importRoutes(app: App, { installation, access }: ServerContext): void {
  const tags = ['Imports'];
  app.get(
    '/v1/imports',
    { schema: { tags, querystring: listQuery, response: { 200: listOf(importView), ...refusals } } },
    (request) => listImports(installation, request.query),
  );
  app.post(
    '/v1/imports',
    { schema: { tags, body: importInput, response: { 201: importView, ...refusals } } },
    async (request, reply) =>
      sendVersioned(reply.code(201), await createImport(installation, actorOf(request), request.body)),
  );
  app.post(
    '/v1/imports/mapping-preview',
    {
      schema: {
        tags,
        summary: 'Try a mapping on sample records',
        body: mappingPreviewInput,
        response: { 200: mappingPreview, ...refusals },
      },
    },
    async (request) => {
      const { exportId } = request.body;
      if (!exportId) return previewMapping(access, request.body, undefined);
      const { connectionId, resource, relations } = await getExport(installation, exportId);
      const connection = await connectionRow(installation.db, connectionId);
      return previewMapping(access, request.body, { apiType: connection?.apiType ?? '', resource, relations });
    },
  );
  app.get(
    '/v1/imports/:id',
    { schema: { tags, params: byId, response: { 200: importView, ...refusals } } },
    async (request, reply) => sendVersioned(reply, await getImport(installation, request.params.id)),
  );
  app.patch(
    '/v1/imports/:id',
    { schema: { tags, params: byId, body: patchOf(importInput), response: { 200: importView, ...refusals } } },
    async (request, reply) => {
      const { id } = request.params;
      return sendVersioned(
        reply,
        await editImport(installation, actorOf(request), id, request.body, versionAsked(request)),
      );
    },
  );
  app.delete(
    '/v1/imports/:id',
    { schema: { tags, params: byId, response: { 204: z.null(), ...refusals } } },
    async (request, reply) => {
      await deleteImport(installation, actorOf(request), request.params.id, versionAsked(request));
      return reply.code(204).send(null);
    },
  );
  app.get(
    '/v1/imports/:id/used-by',
    { schema: { tags, params: byId, response: { 200: listOf(usedBy), ...refusals } } },
    async (request) => {
      await getImport(installation, request.params.id);
      return { items: await importUsers(installation.db, request.params.id), nextCursor: null };
    },
  );
}
