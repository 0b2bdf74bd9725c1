import { randomBytes } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { attemptCookie, authorizePage, isBoundTo, openAttempt } from '../../connections/authorize.ts';
import { takeCallback } from '../../connections/callback.ts';
import { CALLBACK_PATH } from '../../connections/redirect-urls.ts';
import { CounterflowError } from '../../counterflow-error.ts';
import { id } from '../../rest.ts';
import { attemptById } from '../../store/authorization-attempts.ts';
import { connectionRow } from '../../store/connections.ts';
import type { App, ServerContext } from '../context.ts';
import { headersOf } from '../guard.ts';
import { escaped, page } from './page.ts';

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

  app.get(CALLBACK_PATH, { config: open, schema: { hide: true } }, async (request, reply) =>
    orErrorPage(reply, async () => {
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
    }),
  );

  app.get(
    '/authorize/result/:id',
    { config: open, schema: { params: z.object({ id }), hide: true } },
    async (request, reply) => orErrorPage(reply, () => resultPage(installation, request, reply, request.params.id)),
  );
}

/** The same page on this installation's host, which the attempt's cookie has to be set on; undefined when this is it. */
function homeOf(address: string, request: FastifyRequest): string | undefined {
  const home = new URL(address);
  const asked = request.host.toLowerCase();
  const isOtherName = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/.test(asked);
  return asked !== home.host && isOtherName ? `${home.origin}${request.url}` : undefined;
}

async function orErrorPage(reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof CounterflowError)) throw cause;
    reply.code(cause.code === 'not_found' ? 404 : 400);
    contentPolicy(reply, {});
    return html(
      reply,
      page('Not authorized', `<h1 class="bad">This did not work</h1><p>${escaped(cause.message)}</p>`),
    );
  }
}

function askPage({ attempt, connectionName, scopes, label }: Awaited<ReturnType<typeof authorizePage>>): string {
  if (attempt.status !== 'waiting') {
    return page('Link used', '<h1>This link has been used</h1><p>Each link works once. Ask for a new one.</p>');
  }
  const rows = scopes.map(
    ({ title, access }) =>
      `<li><span>${escaped(title)}</span><span class="tag">${access === 'read' ? 'read' : 'read and write'}</span></li>`,
  );
  return page(
    'Authorize',
    `<h1>Connect ${escaped(label)} to counterflow</h1>
<p>The connection "${escaped(connectionName)}" asks for these rights in your account. You sign in at Lightspeed; your password is not shown here.</p>
${rows.length > 0 ? `<ul>${rows.join('')}</ul>` : ''}
<form method="post"><button type="submit">Continue to sign in</button></form>`,
  );
}

async function resultPage(
  installation: ServerContext['installation'],
  _request: FastifyRequest,
  reply: FastifyReply,
  attemptId: string,
): Promise<unknown> {
  const attempt = await attemptById(installation.db, attemptId);
  const connection = attempt && (await connectionRow(installation.db, attempt.connectionId));
  if (!attempt || !connection) throw new CounterflowError('not_found', 'This attempt to authorize is not known here.');
  const nonce = randomBytes(16).toString('base64');
  contentPolicy(reply, { nonce });
  const account = attempt.accountName ? ` to ${escaped(attempt.accountName)}` : '';
  const [tone, title, said] =
    attempt.status === 'done'
      ? ['ok', 'Connected', `"${escaped(connection.name)}" is connected${account}. You can close this window.`]
      : attempt.status === 'confirm'
        ? [
            'ok',
            'Almost done',
            `The sign-in${account} worked. Whoever sent you this link confirms it now. You can close this window.`,
          ]
        : ['bad', 'Not connected', escaped(attempt.detail ?? 'The attempt has not ended yet.')];
  const script = resultScript({ attemptId, connectionId: connection.id, status: attempt.status });
  return html(
    reply,
    page(
      title,
      `<h1 class="${tone}">${title}</h1><p>${said}</p>${attempt.code ? `<p><code>${escaped(attempt.code)}</code></p>` : ''}
<button id="close" type="button">Close</button><script nonce="${nonce}">${script}</script>`,
    ),
  );
}

/**
 * Tells the app's panel how it went. The window closes itself once the panel has seen it, and after a success in any case;
 * a sign-in that took the app's own tab (the app noted it in the tab's storage) leads back to the panel.
 */
function resultScript(result: { attemptId: string; connectionId: string; status: string }): string {
  return `const result = ${JSON.stringify(result)};
const back = '/connections/' + result.connectionId + '/authorize?attempt=' + result.attemptId;
const leave = () => { window.close(); location.href = back; };
if (sessionStorage.getItem('counterflow-same-tab') === result.attemptId) {
  sessionStorage.removeItem('counterflow-same-tab');
  location.replace(back);
}
const channel = new BroadcastChannel('counterflow-authorization');
channel.onmessage = ({ data }) => { if (data.seen === result.attemptId) window.close(); };
channel.postMessage({ attemptId: result.attemptId, status: result.status });
document.getElementById('close').addEventListener('click', leave);
if (result.status === 'done') setTimeout(() => window.close(), 1500);`;
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
