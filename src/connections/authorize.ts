import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { connectorOf } from '../connectors/catalogue.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { toSandboxAddress } from '../http/sandbox-address.ts';
import type { Installation } from '../installation.ts';
import {
  type AuthorizationAttemptRow,
  attemptBy,
  attemptById,
  bindAttempt,
  failAttempt,
  openAttempts,
} from '../store/authorization-attempts.ts';
import { type ConnectionRow, connectionRow } from '../store/connections.ts';
import { newId } from '../store/id.ts';
import { authorizeTexts } from './authorize-errors.ts';
import { authorizedClientOf } from './authorized-client.ts';
import { takeDefaultClient } from './default-client.ts';
import { CUSTOM_CODE_SECONDS } from './iclient-http.ts';
import { newCodeVerifier, newState, pkceParameters } from './oauth-protocol.ts';
import { refusedAtOnce } from './probe-authorize.ts';
import { publicUrlOf, sentRedirectUri } from './redirect-urls.ts';
import { refuseOpenRuns } from './replace-account.ts';
import type { Authorization } from './schema.ts';

const ATTEMPT_MS = 10 * 60_000;
const LINK_MS = 7 * 86_400_000;

export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64url');
const secretText = () => randomBytes(32).toString('base64url');

/** How an attempt differs from the usual one; as in `authorizationInput`. */
export interface AttemptOptions {
  link: boolean;
  replaceAccount?: boolean;
  skipCheck?: boolean;
}

/**
 * Begins an attempt to authorize a connection. The provider's page is looked at once, without signing in: where it refuses
 * client or scopes at once, the attempt has failed when this returns. Else nothing happens until a browser opens its page.
 */
export async function startAuthorization(
  installation: Installation,
  actor: Actor,
  connectionId: string,
  options: AttemptOptions,
): Promise<Authorization> {
  await takeDefaultClient(installation, connectionId);
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
  if (options.replaceAccount) await refuseOpenRuns(installation.db, connection);
  const { connector, server, credentials, landingUrl } = await authorizedClientOf(installation, connection);
  if (server.grantType !== 'authorizationCode' || !server.authorizeUrl) throw asksNobody(connection);
  const id = newId();
  const [pageToken, state, codeVerifier] = [secretText(), newState(), newCodeVerifier()];
  const redirectUri = sentRedirectUri(installation, connection.region, landingUrl);
  const scopes = Array.isArray(connection.settings.scopes) ? connection.settings.scopes.map(String) : [];
  const url = new URL(server.authorizeUrl);
  for (const { name, value } of server.authorizeParameters) url.searchParams.set(name, value);
  url.searchParams.set('response_type', 'code');
  url.searchParams.set('client_id', credentials.clientId);
  if (scopes.length > 0) url.searchParams.set('scope', scopes.join(server.scopeDelimiter));
  url.searchParams.set('state', state);
  if (server.sendsRedirectUri) url.searchParams.set('redirect_uri', redirectUri);
  const challenge = await pkceParameters(server, codeVerifier);
  for (const [name, value] of Object.entries(challenge)) url.searchParams.set(name, value);
  const place = { table: 'authorization_attempt', row: id };
  const now = installation.clock.now();
  await installation.db
    .insertInto('authorizationAttempt')
    .values({
      id,
      connectionId,
      pageTokenHash: hashOf(pageToken),
      pageToken: installation.vault.seal({ ...place, field: 'pageToken' }, pageToken),
      stateHash: hashOf(state),
      secrets: JSON.stringify({
        codeVerifier: {
          sealed: installation.vault.seal(
            { ...place, field: 'codeVerifier' },
            server.pkce === 'none' ? '' : codeVerifier,
          ),
          fingerprint: '',
          updatedAt: now.toISOString(),
        },
      }),
      redirectUri,
      authorizeUrl: url.toString(),
      startedBy: actor.id,
      isLink: options.link,
      replacesAccount: options.replaceAccount ?? false,
      createdAt: now,
      expiresAt: new Date(now.getTime() + (options.link ? LINK_MS : ATTEMPT_MS)),
    })
    .execute();
  await recordAudit(installation.db, actor, {
    action: 'authorize',
    resourceType: 'connection',
    resourceId: connectionId,
    after: {
      attempt: id,
      link: options.link,
      connector: connector.id,
      scopes,
      ...(options.replaceAccount ? { replaceAccount: true } : {}),
    },
  });
  const refused = options.skipCheck
    ? undefined
    : await refusedAtOnce(installation, connection.environment, url.toString());
  if (refused) await failAttempt(installation.db, id, refused.code, authorizeTexts[refused.code], refused);
  return getAuthorization(installation, connectionId, id);
}

const asksNobody = ({ name }: ConnectionRow) =>
  new CounterflowError(
    'not_authorizable',
    `"${name}" asks nobody for consent: its OAuth 2.0 client gets tokens by itself. Save it, and it connects.`,
  );

/** Where an attempt stands. One that ran out of time reads as failed. Throws `not_found`. */
export async function getAuthorization(
  installation: Installation,
  connectionId: string,
  attemptId: string,
): Promise<Authorization> {
  const row = await attemptById(installation.db, attemptId);
  if (!row || row.connectionId !== connectionId) {
    throw new CounterflowError('not_found', 'There is no such attempt to authorize this connection. Start a new one.');
  }
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
  return view(installation, await withTimeLimit(installation, row), connection);
}

/** Attempts that still wait for a person: one who signs in, or the sender of a link who answers. Newest first. */
export async function openAuthorizations(installation: Installation, connectionId: string): Promise<Authorization[]> {
  const connection = await connectionRow(installation.db, connectionId);
  if (!connection) throw new CounterflowError('not_found', `There is no connection with id ${connectionId}.`);
  const rows = await openAttempts(installation.db, connectionId);
  return rows.map((row) => view(installation, row, connection));
}

/** Why an attempt that was found is no use any more. */
export function attemptOver({ code }: AuthorizationAttemptRow): CounterflowError {
  const why = code === 'oauth_timed_out' ? code : 'attempt_over';
  return new CounterflowError(why, authorizeTexts[why]);
}

/** An attempt as it stands now: one that nobody finished in time has failed. */
export async function withTimeLimit(
  installation: Installation,
  row: AuthorizationAttemptRow,
): Promise<AuthorizationAttemptRow> {
  const over = row.expiresAt <= installation.clock.now();
  if (!over || row.status !== 'waiting') return row;
  await failAttempt(installation.db, row.id, 'oauth_timed_out', authorizeTexts.oauth_timed_out);
  return { ...row, status: 'failed', code: 'oauth_timed_out', detail: authorizeTexts.oauth_timed_out };
}

export async function cancelAuthorization(
  installation: Installation,
  connectionId: string,
  attemptId: string,
): Promise<void> {
  await getAuthorization(installation, connectionId, attemptId);
  await failAttempt(installation.db, attemptId, 'oauth_cancelled', authorizeTexts.oauth_cancelled);
}

/** What the attempt's page shows before anything is consumed. */
export interface AuthorizePage {
  attempt: AuthorizationAttemptRow;
  connectionName: string;
  scopes: { title: string; scope: string; access: 'read' | 'read-write' }[];
  label: string;
  /** Where the person signs in, in words. */
  side: 'Lightspeed' | 'the other side';
  /** Name of who began it; undefined where it was a script of nobody's. */
  askedBy: string | undefined;
  /** This installation's address for the connection: the attempt's cookie is set on its host. */
  home: string;
}

/** Finds an attempt by the token of its page; consumes nothing. Throws `not_found` for a token nobody gave out or that is over. */
export async function authorizePage(installation: Installation, pageToken: string): Promise<AuthorizePage> {
  const found = await attemptBy(installation.db, 'pageTokenHash', hashOf(pageToken));
  const attempt = found && (await withTimeLimit(installation, found));
  if (!attempt)
    throw new CounterflowError(
      'not_found',
      'It was cut off when it was copied, or it is not one of ours. Ask for a new one.',
    );
  const connection = await connectionRow(installation.db, attempt.connectionId);
  if (!connection) throw new CounterflowError('not_found', 'The connection of this link was deleted.');
  const { connector } = await authorizedClientOf(installation, connection);
  const asked = Array.isArray(connection.settings.scopes) ? connection.settings.scopes.map(String) : [];
  return {
    attempt,
    connectionName: connection.name,
    label: connector.label,
    side: connector.provider === 'custom' ? 'the other side' : 'Lightspeed',
    askedBy: await starterName(installation, attempt.startedBy),
    home: publicUrlOf(installation, connection.region),
    scopes: asked.map((scope) => {
      const known = connector.scopes.find((one) => one.scope === scope);
      return { scope, title: known?.title ?? scope, access: known?.access ?? 'read-write' };
    }),
  };
}

/** Name of the person behind an actor: of an API key, whose it is. */
export async function starterName({ db }: Installation, actorId: string): Promise<string | undefined> {
  const [, keyId] = /^apikey:(.+)$/.exec(actorId) ?? [];
  const user = keyId
    ? db.selectFrom('apiKey').innerJoin('user', 'user.id', 'apiKey.userId').where('apiKey.id', '=', keyId)
    : db.selectFrom('user').where('user.id', '=', actorId);
  return (await user.select('user.name').executeTakeFirst())?.name;
}

/**
 * Binds the attempt to this browser and says where it goes: the provider's page, and the cookie that must come back with
 * the callback. Opening it again, also in another browser, binds it anew until the callback came.
 */
export async function openAttempt(
  installation: Installation,
  pageToken: string,
): Promise<{ cookie: string; name: string; location: string }> {
  const { attempt } = await authorizePage(installation, pageToken);
  const cookie = secretText();
  if (!(await bindAttempt(installation.db, attempt.id, hashOf(cookie)))) {
    throw attemptOver(attempt);
  }
  const connection = await connectionRow(installation.db, attempt.connectionId);
  const sandboxUrl = connection?.environment === 'sandbox' ? installation.sandboxUrl() : undefined;
  return {
    cookie,
    name: attemptCookie(attempt.id),
    location: sandboxUrl ? toSandboxAddress(attempt.authorizeUrl, sandboxUrl) : attempt.authorizeUrl,
  };
}

export const attemptCookie = (attemptId: string) => `counterflow_attempt_${attemptId.replaceAll('-', '')}`;

/** The attempt that an answer's `state` names, whoever brings it; nothing is consumed. */
export function attemptOfState({ db }: Installation, state: string): Promise<AuthorizationAttemptRow | undefined> {
  return attemptBy(db, 'stateHash', hashOf(state));
}

/** Whether the browser that brought a callback is the one that opened the attempt. */
export function isBoundTo(attempt: AuthorizationAttemptRow, cookie: string | undefined): boolean {
  if (!attempt.cookieHash || !cookie) return false;
  const [expected, given] = [Buffer.from(attempt.cookieHash), Buffer.from(hashOf(cookie))];
  return expected.length === given.length && timingSafeEqual(expected, given);
}

function view(
  installation: Installation,
  row: AuthorizationAttemptRow,
  { apiType, region }: ConnectionRow,
): Authorization {
  const connector = connectorOf(apiType);
  const server = connector?.kind === 'api' ? (connector.oauth.new ?? connector.oauth.old) : undefined;
  const home = publicUrlOf(installation, region);
  const token = installation.vault.open(
    { table: 'authorization_attempt', row: row.id, field: 'pageToken' },
    row.pageToken,
  );
  return {
    id: row.id,
    connectionId: row.connectionId,
    url: new URL(`/authorize/${token}`, home).toString(),
    status: row.status as Authorization['status'],
    phase: phaseOf(row),
    code: row.code,
    detail: row.detail,
    landsAt: row.redirectUri.startsWith(`${home}/`) ? null : row.redirectUri,
    codeLivesSeconds: server?.codeLivesSeconds ?? CUSTOM_CODE_SECONDS,
    account: row.accountId === null ? null : { id: row.accountId, name: row.accountName ?? '' },
    link: row.isLink,
    replaceAccount: row.replacesAccount,
    failure: row.failure,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  };
}

function phaseOf(row: AuthorizationAttemptRow): Authorization['phase'] {
  if (row.status !== 'waiting') return 'over';
  if (row.claimedAt !== null) return 'checking';
  return row.cookieHash === null ? 'unopened' : 'signIn';
}
