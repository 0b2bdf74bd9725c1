import { randomBytes } from 'node:crypto';
import apiReference from '@scalar/fastify-api-reference';
import type { App } from '../context.ts';

/** `/docs`: the description of the REST API as a page to read, for those who are signed in. It asks no other host. */
export async function apiDocs(app: App): Promise<void> {
  // The page is the same for everybody and shows nothing that a person typed: one nonce a process will do.
  const nonce = randomBytes(16).toString('base64');
  await app.register(async (scope) => {
    scope.addHook('onSend', async (_request, reply) => {
      reply.header(
        'content-security-policy',
        `default-src 'none'; script-src 'self' 'nonce-${nonce}'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'`,
      );
    });
    await scope.register(apiReference, {
      routePrefix: '/docs',
      configuration: {
        url: '/openapi.json',
        pageTitle: 'counterflow REST API',
        nonce,
        withDefaultFonts: false,
        telemetry: false,
        hideClientButton: true,
        showDeveloperTools: 'never',
        agent: { disabled: true },
        mcp: { disabled: true },
      },
    });
  });
}
