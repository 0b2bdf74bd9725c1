import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastifyStatic from '@fastify/static';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CounterflowError } from '../counterflow-error.ts';
import type { App, ServerContext } from './context.ts';

const built = fileURLToPath(new URL('../../dist/web/', import.meta.url));
const YEAR_SECONDS = 31_536_000;
/** Paths that are never pages, whatever a browser accepts. */
const notPages = /^\/(v1|health|metrics|assets|openapi\.json)(\/|$)/;

/** Serves the web app: its files, and its page for every address that is a screen. */
export async function serveWebApp(app: App, { installation }: ServerContext): Promise<void> {
  const index = join(built, 'index.html');
  // The routes that follow are the app's files: who could not read them could not sign in.
  app.addHook('onRoute', (route) => {
    route.config = { ...route.config, open: true };
  });
  if (existsSync(index)) await serveFiles(app);
  app.setNotFoundHandler(async (request: FastifyRequest, reply: FastifyReply) => {
    const path = request.url.split('?', 1)[0] ?? '/';
    // Who takes anything, as curl does, gets a page too, but not in place of a file that isn't there.
    const accept = request.headers.accept ?? '*/*';
    const wantsPage = /\btext\/html\b/.test(accept) || (accept.includes('*/*') && !/\.[^/]*$/.test(path));
    if (request.method !== 'GET' || notPages.test(path) || !wantsPage) {
      throw new CounterflowError('not_found', `There is nothing at ${request.method} ${path}.`);
    }
    const elsewhere = ownHost(installation.publicUrls[0]?.url, request);
    if (elsewhere) return reply.redirect(elsewhere, 302);
    if (!existsSync(index)) {
      throw new CounterflowError('not_found', 'The web app is not built here. Start counterflow with npm start.');
    }
    return reply.header('cache-control', 'no-cache').sendFile('index.html');
  });
}

async function serveFiles(app: App): Promise<void> {
  await app.register(fastifyStatic, {
    root: built,
    index: false,
    wildcard: false,
    cacheControl: false,
    setHeaders(reply, path) {
      // Names of these files change with their content.
      const forever = path.includes('/assets/');
      reply.header('cache-control', forever ? `public, max-age=${YEAR_SECONDS}, immutable` : 'no-cache');
    },
  });
}

/** Where a page opened under another name is to be read, so that sign-in and redirects see one address; undefined: here. */
function ownHost(publicUrl: string | undefined, request: FastifyRequest): string | undefined {
  if (!publicUrl) return undefined;
  const wanted = new URL(publicUrl);
  return request.host.toLowerCase() === wanted.host ? undefined : `${wanted.origin}${request.url}`;
}
