import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifySwagger from '@fastify/swagger';
import Fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import { serializerCompiler, validatorCompiler, type ZodTypeProvider } from 'fastify-type-provider-zod';
import { newId } from '../store/id.ts';
import type { App, ServerContext } from './context.ts';
import { aboutApi, describeApi, describeRoute, tagsInOrder } from './describe-api.ts';
import { guardRoutes } from './guard.ts';
import { keepAnswers } from './idempotency.ts';
import { linkNextPage } from './link-header.ts';
import { metricsRoute } from './metrics.ts';
import { apiDocs } from './pages/api-docs.ts';
import { authorizePages } from './pages/authorize-pages.ts';
import { helpPages } from './pages/help-pages.ts';
import { sendProblem } from './problem.ts';
import { accountRoutes } from './routes/account-routes.ts';
import { auditRoutes } from './routes/audit-routes.ts';
import { connectionRoutes } from './routes/connection-routes.ts';
import { debugRoutes } from './routes/debug-routes.ts';
import { flowRoutes } from './routes/flow-routes.ts';
import { healthRoutes } from './routes/health-routes.ts';
import { iClientRoutes } from './routes/iclient-routes.ts';
import { installationRoutes } from './routes/installation-routes.ts';
import { noticeRoutes } from './routes/notice-routes.ts';
import { sandboxRoutes } from './routes/sandbox-routes.ts';
import { transferRoutes } from './routes/transfer-routes.ts';
import { webhookRoutes } from './routes/webhook-routes.ts';
import { refuseUnknownFields } from './unknown-fields.ts';
import { serveWebApp } from './web-app.ts';

const LARGEST_BODY_BYTES = 4 * 1024 * 1024;

/** Builds the HTTP server of an installation; it listens when told to. */
export async function buildServer(
  context: ServerContext,
  options: { logger: FastifyBaseLogger; trustProxy: boolean },
): Promise<App> {
  const app: App = Fastify({
    loggerInstance: options.logger,
    trustProxy: options.trustProxy,
    bodyLimit: LARGEST_BODY_BYTES,
    forceCloseConnections: true,
    genReqId: () => newId(),
    logController: new LogController({ disableRequestLogging: true }),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
  }).withTypeProvider<ZodTypeProvider>();
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(serializerCompiler);
  app.setErrorHandler((cause, request, reply) => sendProblem(cause, request, reply));
  app.addHook('onRequest', async (request, reply) => {
    reply.header('request-id', request.id);
    if (request.url.startsWith('/v1')) reply.header('cache-control', 'no-store');
  });
  app.removeContentTypeParser('text/plain');
  // `{}` may be left out: many POSTs say all by their address.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') return done(null, undefined);
    return app.getDefaultJsonParser('error', 'error')(request, body as string, done);
  });
  await app.register(fastifyHelmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
        formAction: ["'self'"],
      },
    },
    // The sign-in window at Lightspeed is opened by our page and comes back to it.
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
    strictTransportSecurity: false,
    referrerPolicy: { policy: 'same-origin' },
  });
  await app.register(fastifyCookie);
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'counterflow',
        version: context.version,
        license: { name: 'Apache-2.0' },
        description: aboutApi,
      },
      tags: tagsInOrder.map((name) => ({ name })),
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer' } } },
      security: [{ apiKey: [] }],
    },
    transform: describeRoute,
    transformObject: describeApi,
  });
  guardRoutes(app, context);
  refuseUnknownFields(app);
  keepAnswers(app, context);
  linkNextPage(app);
  metricsRoute(app, context);
  healthRoutes(app, context);
  accountRoutes(app, context);
  iClientRoutes(app, context);
  connectionRoutes(app, context);
  debugRoutes(app, context);
  transferRoutes(app, context);
  flowRoutes(app, context);
  auditRoutes(app, context);
  noticeRoutes(app, context);
  webhookRoutes(app, context);
  installationRoutes(app, context);
  sandboxRoutes(app, context);
  helpPages(app);
  // A scope of its own: forms are read there and nowhere else.
  await app.register(async (scope) => authorizePages(scope as App, context));
  await apiDocs(app);
  await serveWebApp(app, context);
  return app;
}
