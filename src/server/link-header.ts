import type { App } from './context.ts';

/** Lists name their next page in a `Link` header too, as RFC 8288 has it. */
export function linkNextPage(app: App): void {
  app.addHook('preSerialization', async (request, reply, payload) => {
    const next = (payload as { nextCursor?: unknown } | null)?.nextCursor;
    if (typeof next === 'string') {
      const url = new URL(request.url, 'http://localhost');
      url.searchParams.set('cursor', next);
      reply.header('link', `<${url.pathname}${url.search}>; rel="next"`);
    }
    return payload;
  });
}
