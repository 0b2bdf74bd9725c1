import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  attemptCookie,
  attemptOfState,
  authorizePage,
  isBoundTo,
  openAttempt,
  starterName,
} from '../../connections/authorize.ts';
import { takeCallback } from '../../connections/callback.ts';
import { CALLBACK_PATH } from '../../connections/redirect-urls.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Installation } from '../../installation.ts';
import { id } from '../../rest.ts';
import { attemptById } from '../../store/authorization-attempts.ts';
import { connectionRow } from '../../store/connections.ts';
import type { App, ServerContext } from '../context.ts';
import { headersOf } from '../guard.ts';
import { askPage, refusedPage, resultPage } from './authorize-html.ts';

const COOKIE_SECONDS = 600;
const oneText = z.string().max(4000).optional().catch(undefined);
const callbackQuery = z.object({ state: oneText, code: oneText, error: oneText, error_description: oneText });
/** All parameters; one that comes twice counts as not there. */
const parametersQuery = z.record(z.string(), oneText);

/** The pages a person sees on the way to Lightspeed and back; nobody needs to be signed in for them. */
export function authorizePages(app: App, { installation, accounts }: ServerContext): void {
  const open = { open: true };
  const byToken = z.object({ token: z.string().max(100) });
  // The button's form is empty; its content type is all that browsers send with it.
  app.addContentTypeParser('application/x-www-form-urlencoded', { bodyLimit: 1024 }, (_request, _payload, done) =>
    done(null, {}),
  );

  const leave = async (token: string, reply: FastifyReply) => {
    const { cookie, name, location } = await openAttempt(installation, token);
    const secure = (installation.publicUrls[0]?.url ?? '').startsWith('https:');
    reply.setCookie(name, cookie, {
      path: CALLBACK_PATH,
      httpOnly: true,
      sameSite: 'lax',
      secure,
      maxAge: COOKIE_SECONDS,
    });
    return reply.redirect(location, 303);
  };

  app.get('/authorize/:token', { config: open, schema: { params: byToken, hide: true } }, async (request, reply) => {
    const { token } = request.params;
    return orErrorPage(reply, async () => {
      const asked = await authorizePage(installation, token);
      const home = homeOf(asked.home, request);
      if (home) return reply.redirect(home, 302);
      const visitor = await accounts.visitor(headersOf(request));
      const { attempt } = asked;
      if (attempt.status === 'waiting' && !attempt.isLink && visitor?.actor.id === attempt.startedBy) {
        return leave(token, reply);
      }
      // A form that is answered with a redirect counts as going there, for browsers that check form targets.
      contentPolicy(reply, { formAction: '*' });
      return html(reply, askPage(asked));
    });
  });

  app.post('/authorize/:token', { config: open, schema: { params: byToken, hide: true } }, async (request, reply) =>
    orErrorPage(reply, () => leave(request.params.token, reply)),
  );

  app.get(CALLBACK_PATH, { config: open, schema: { hide: true } }, async (request, reply) => {
    const takeAnswer = async () => {
      const query = callbackQuery.parse(request.query);
      const callback = {
        state: query.state,
        code: query.code,
        error: query.error,
        errorDescription: query.error_description,
        parameters: parametersQuery.parse(request.query),
      };
      const attemptId = await takeCallback(installation, callback, (attempt) =>
        isBoundTo(attempt, request.cookies[attemptCookie(attempt.id)]),
      );
      return reply
        .clearCookie(attemptCookie(attemptId), { path: CALLBACK_PATH })
        .redirect(`/authorize/result/${attemptId}`, 303);
    };
    // Only who is signed in here is led on: to the connection that the answer names, where it names one.
    const again = async () => {
      if (!(await accounts.visitor(headersOf(request)))) return undefined;
      const { state } = callbackQuery.parse(request.query);
      const attempt = state ? await attemptOfState(installation, state) : undefined;
      return attempt ? `/connections/${attempt.connectionId}/authorize` : '/connections';
    };
    return orErrorPage(reply, takeAnswer, again);
  });

  app.get(
    '/authorize/result/:id',
    { config: open, schema: { params: z.object({ id }), hide: true } },
    async (request, reply) => orErrorPage(reply, () => showResult(installation, reply, request.params.id)),
  );
}

/** The same page on this installation's host, which the attempt's cookie has to be set on; undefined when this is it. */
function homeOf(address: string, request: FastifyRequest): string | undefined {
  const home = new URL(address);
  const asked = request.host.toLowerCase();
  const isOtherName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
  return asked !== home.host && isOtherName ? `${home.origin}${request.url}` : undefined;
}

async function orErrorPage(
  reply: FastifyReply,
  work: () => Promise<unknown>,
  again: () => Promise<string | undefined> = async () => undefined,
): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CounterflowError)) throw cause;
    reply.code(cause.code === 'not_found' ? 404 : 400);
    contentPolicy(reply, {});
    const title = refusalTitles[cause.code] ?? 'This did not work';
    return html(reply, refusedPage({ title, text: cause.message, again: await again() }));
  }
}

const refusalTitles: Readonly<Record<string, string>> = {
  not_found: 'There is nothing behind this address',
  oauth_state_mismatch: 'This answer does not belong to your request',
  attempt_over: 'This attempt is over',
  oauth_timed_out: 'This attempt is over',
};

async function showResult(installation: Installation, reply: FastifyReply, attemptId: string): Promise<unknown> {
  const attempt = await attemptById(installation.db, attemptId);
  const connection = attempt && (await connectionRow(installation.db, attempt.connectionId));
  if (!attempt || !connection) throw new CounterflowError('not_found', 'This attempt to authorize is not known here.');
  const nonce = randomBytes(16).toString('base64');
  contentPolicy(reply, { nonce });
  const askedBy = await starterName(installation, attempt.startedBy);
  const result = { attempt, connectionId: connection.id, connectionName: connection.name, askedBy };
  return html(reply, resultPage(result, nonce));
}

function contentPolicy(
  reply: FastifyReply,
  { nonce, formAction = "'self'" }: { nonce?: string; formAction?: string },
): void {
  const script = nonce ? `'nonce-${nonce}'` : "'none'";
  reply.header(
    'content-security-policy',
    `default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; script-src ${script}; form-action ${formAction}; frame-ancestors 'none'; base-uri 'none'`,
  );
  reply.header('cache-control', 'no-store');
  reply.header('referrer-policy', 'no-referrer');
}

const html = (reply: FastifyReply, body: string) => reply.type('text/html; charset=utf-8').send(body);
