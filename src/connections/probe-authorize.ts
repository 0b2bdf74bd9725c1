import { HttpFailure, type HttpReply } from '../http/client.ts';
import type { Installation } from '../installation.ts';
import type { AttemptFailure } from '../store/tables.ts';
import type { AuthorizeCode } from './authorize-errors.ts';
import { ownWords } from './own-words.ts';

const TIMEOUT_MS = 4000;
const MOST_SCOPES = 60;

/** What an authorize address refuses before anybody signs in. */
export interface RefusedAtOnce {
  code: Extract<AuthorizeCode, 'oauth_unknown_client' | 'oauth_invalid_scope'>;
  failure: AttemptFailure;
}

/**
 * Opens an authorize address once as a browser would, without a session and with another `state`: an unknown client or scope
 * is answered with a 400 that would stay in the person's window. Undefined where a page or a redirect came, where the
 * answer means nothing, or none came: then the person's browser finds out.
 */
export async function refusedAtOnce(
  installation: Installation,
  environment: string,
  authorizeUrl: string,
): Promise<RefusedAtOnce | undefined> {
  const url = new URL(authorizeUrl);
  url.searchParams.set('state', 'counterflow-looks-first');
  const reply = await open(installation, environment, url);
  if (!reply || reply.status < 400) return undefined;
  const error = errorIn(reply);
  const failure: AttemptFailure = { status: reply.status, ...(error.said ? { said: ownWords(error.said) } : {}) };
  if (error.code === 'invalid_client' || error.code === 'unauthorized_client') {
    return { code: 'oauth_unknown_client', failure };
  }
  const scopes = (url.searchParams.get('scope') ?? '').split(' ').filter(Boolean);
  if (error.code === 'invalid_scope') {
    const named = scopes.find((scope) => error.said.includes(scope));
    return { code: 'oauth_invalid_scope', failure: { ...failure, ...(named ? { scope: named } : {}) } };
  }
  if (error.code !== '' || reply.status !== 400) return undefined;
  return bare(installation, environment, url, scopes, failure);
}

/** A 400 that says nothing: asks for one scope at a time. All refused = it is the client; only some = the first of them. */
async function bare(
  installation: Installation,
  environment: string,
  url: URL,
  scopes: string[],
  failure: AttemptFailure,
): Promise<RefusedAtOnce | undefined> {
  let refused: string | undefined;
  let passed = false;
  for (const scope of scopes.slice(0, MOST_SCOPES)) {
    url.searchParams.set('scope', scope);
    const reply = await open(installation, environment, url);
    if (!reply) return undefined;
    if (reply.status === 400) refused ??= scope;
    else passed = true;
    if (passed && refused !== undefined)
      return { code: 'oauth_invalid_scope', failure: { ...failure, scope: refused } };
  }
  return passed ? undefined : { code: 'oauth_unknown_client', failure };
}

/** Undefined when no answer came, or one of another address that the first led to: the client is known then. */
async function open(
  { http, clock }: Installation,
  environment: string,
  url: URL,
): Promise<Pick<HttpReply, 'status' | 'text'> | undefined> {
  try {
    const reply = await http.send({
      method: 'GET',
      url: url.toString(),
      headers: { accept: 'text/html, application/json' },
      timeoutMs: TIMEOUT_MS / clock.rate,
      origins: [url.origin],
      environment: environment === 'sandbox' ? 'sandbox' : 'live',
    });
    return reply.url === url.toString() ? reply : undefined;
  } catch (cause) {
    if (cause instanceof HttpFailure) return undefined;
    throw cause;
  }
}

function errorIn({ text }: Pick<HttpReply, 'text'>): { code: string; said: string } {
  try {
    const json = JSON.parse(text) as Record<string, unknown>;
    const words = [json.error_description, json.hint].filter((each) => typeof each === 'string');
    return { code: typeof json.error === 'string' ? json.error : '', said: words.join('. ') };
  } catch {
    return { code: '', said: '' };
  }
}
