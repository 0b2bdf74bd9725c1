import type { Actor } from '../accounts/actor.ts';
import { system } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { HttpFailure } from '../http/client.ts';
import type { Installation } from '../installation.ts';
import {
  type AuthorizationAttemptRow,
  attemptBy,
  attemptById,
  claimAttempt,
  failAttempt,
} from '../store/authorization-attempts.ts';
import { type ConnectionRow, connectionRow, notifyConnection } from '../store/connections.ts';
import type { Db, Tx } from '../store/database.ts';
import { type NewPair, replaceGrant } from '../store/grants.ts';
import { attemptOver, hashOf, isBoundTo, withTimeLimit } from './authorize.ts';
import { type AuthorizeCode, authorizeTexts } from './authorize-errors.ts';
import { type AuthorizedClient, authorizedClientOf, openPair } from './authorized-client.ts';
import { newPair } from './new-pair.ts';
import { requestTokens, type TokenOutcome } from './token-request.ts';

const TOKEN_TIMEOUT_MS = 30_000;

/** What came back to the redirect URL. `cookieOf` reads the cookie the attempt's page set in this browser. */
export interface Callback {
  state: string | undefined;
  code: string | undefined;
  error: string | undefined;
  errorDescription: string | undefined;
  cookieOf: (attemptId: string) => string | undefined;
}

/** Who a grant opens: read with its own token before anything is decided. */
interface Opened {
  account: { id: string; name: string } | undefined;
  employee: string | undefined;
}

/**
 * Takes a callback: checks state and browser, exchanges the code once, learns whose account it is, stores the grant.
 * Returns the attempt's id; how it went is on the attempt. Throws `oauth_state_mismatch`, which touches no attempt, `attempt_over`, `oauth_timed_out`.
 */
export async function takeCallback(installation: Installation, callback: Callback): Promise<string> {
  const attempt = callback.state ? await attemptBy(installation.db, 'stateHash', hashOf(callback.state)) : undefined;
  if (!attempt || !isBoundTo(attempt, callback.cookieOf(attempt.id))) {
    throw new CounterflowError('oauth_state_mismatch', authorizeTexts.oauth_state_mismatch);
  }
  if (!(await claimAttempt(installation.db, attempt.id))) {
    throw attemptOver(await withTimeLimit(installation, attempt));
  }
  if (callback.code === undefined) {
    await fail(installation, attempt.id, refusalCode(callback.error), callback.errorDescription ?? callback.error);
    return attempt.id;
  }
  try {
    await exchange(installation, attempt, callback.code);
  } catch (cause) {
    installation.log.warn({ attemptId: attempt.id, err: cause }, 'an authorization failed');
    const code = cause instanceof HttpFailure ? 'provider_unavailable' : undefined;
    if (!code && !(cause instanceof CounterflowError)) throw cause;
    await failAttempt(
      installation.db,
      attempt.id,
      code ?? (cause as CounterflowError).code,
      (cause as CounterflowError).message,
    );
  }
  return attempt.id;
}

function refusalCode(error: string | undefined): AuthorizeCode {
  if (error === 'invalid_scope') return 'oauth_invalid_scope';
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'oauth_unknown_client';
  return error === 'access_denied' || error === undefined ? 'oauth_denied' : 'provider_unavailable';
}

async function exchange(installation: Installation, attempt: AuthorizationAttemptRow, code: string): Promise<void> {
  const connection = await connectionRow(installation.db, attempt.connectionId);
  if (!connection) return;
  const client = await authorizedClientOf(installation, connection);
  const verifier = attempt.secrets.codeVerifier;
  const codeVerifier = verifier
    ? installation.vault.open(
        { table: 'authorization_attempt', row: attempt.id, field: 'codeVerifier' },
        verifier.sealed,
      )
    : '';
  const sentAt = installation.clock.now();
  const outcome = await requestTokens({
    http: installation.http,
    server: client.server,
    client: client.credentials,
    grant: {
      type: 'authorization_code',
      code,
      codeVerifier: codeVerifier === '' ? undefined : codeVerifier,
      redirectUri: client.server.sendsRedirectUri ? attempt.redirectUri : undefined,
    },
    environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
    timeoutMs: TOKEN_TIMEOUT_MS / installation.clock.rate,
  });
  if (outcome.kind !== 'pair') return fail(installation, attempt.id, exchangeCode(outcome), outcome.detail);
  const asked = Array.isArray(connection.settings.scopes) ? connection.settings.scopes.map(String) : [];
  const pair = newPair(installation, connection.id, client, outcome, sentAt, asked);
  const opened = await whoseAccount(installation, connection, client, outcome.pair.accessToken);
  refuseOtherAccount(connection, opened.account);
  if (attempt.isLink) return holdForConfirmation(installation, attempt, pair, opened);
  await installation.db.transaction().execute((tx) => storeGrant(tx, attempt, pair, opened, system));
}

/** A connection stays with its account: flows, tables and cursors rest on it. Throws `oauth_wrong_account`. */
function refuseOtherAccount(connection: ConnectionRow, account: Opened['account']): void {
  if (!account || connection.accountId === null || account.id === connection.accountId) return;
  throw new CounterflowError(
    'oauth_wrong_account',
    `"${connection.name}" belongs to ${connection.accountName} (${connection.accountId}); the sign-in was for ${account.name} (${account.id}). ${authorizeTexts.oauth_wrong_account}`,
  );
}

function exchangeCode(outcome: Exclude<TokenOutcome, { kind: 'pair' }>): AuthorizeCode {
  if (outcome.kind !== 'refused') return 'provider_unavailable';
  if (outcome.error === 'invalid_client') return 'oauth_invalid_client';
  if (outcome.error === 'invalid_grant') return 'oauth_code_expired';
  return outcome.error === 'invalid_scope' ? 'oauth_invalid_scope' : 'provider_unavailable';
}

async function fail(
  installation: Installation,
  attemptId: string,
  code: AuthorizeCode,
  said: string | undefined,
): Promise<void> {
  const detail = said ? `${authorizeTexts[code]} (${said.slice(0, 200)})` : authorizeTexts[code];
  await failAttempt(installation.db, attemptId, code, detail);
}

/** Asks with the new token whose account it opens and who consented. Throws HttpFailure, `account_unreadable`. */
async function whoseAccount(
  installation: Installation,
  connection: ConnectionRow,
  { connector }: AuthorizedClient,
  accessToken: string,
): Promise<Opened> {
  const ask = async (url: string): Promise<unknown> => {
    const reply = await installation.http.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', authorization: `Bearer ${accessToken}` },
      timeoutMs: TOKEN_TIMEOUT_MS / installation.clock.rate,
      origins: [url],
      environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
    });
    try {
      return reply.status === 200 ? JSON.parse(reply.text) : undefined;
    } catch {
      return undefined;
    }
  };
  const account = connector.account?.read(await ask(connector.account.url));
  if (connector.account && !account) {
    throw new CounterflowError(
      'account_unreadable',
      `${connector.label} gave a token, but did not say for which account. Start again.`,
    );
  }
  return { account, employee: connector.employee?.read(await ask(connector.employee.url)) };
}

/** Throws `attempt_over` where the attempt was cancelled or answered meanwhile, `oauth_wrong_account`; then nothing changes. */
async function storeGrant(
  tx: Tx,
  attempt: AuthorizationAttemptRow,
  pair: NewPair,
  opened: Opened,
  actor: Actor,
): Promise<void> {
  await endAttempt(tx, attempt, { status: 'done', granted: null, ...accountColumns(opened) });
  const connection = await connectionRow(tx, attempt.connectionId);
  if (connection) refuseOtherAccount(connection, opened.account);
  const generation = await replaceGrant(tx, attempt.connectionId, pair);
  await tx
    .updateTable('connection')
    .set({
      status: 'online',
      reason: null,
      reasonDetail: null,
      offlineSince: null,
      nextProbeAt: null,
      probes: 0,
      ...(opened.account ? { accountId: opened.account.id, accountName: opened.account.name } : {}),
      employee: opened.employee ?? null,
    })
    .where('id', '=', attempt.connectionId)
    .execute();
  await recordAudit(tx, actor, {
    action: 'authorized',
    resourceType: 'connection',
    resourceId: attempt.connectionId,
    after: { generation, account: opened.account ?? null, employee: opened.employee ?? null, scopes: pair.scopes },
  });
  await notifyConnection(tx, attempt.connectionId);
}

/** A merchant's link: what was granted waits, sealed, for the sender's yes. */
async function holdForConfirmation(
  installation: Installation,
  attempt: AuthorizationAttemptRow,
  pair: NewPair,
  opened: Opened,
): Promise<void> {
  const granted = JSON.stringify(pair);
  await endAttempt(installation.db, attempt, { status: 'confirm', granted, ...accountColumns(opened) });
}

/** Moves an attempt on from where it was read; throws `attempt_over` for whoever comes second. */
async function endAttempt(
  db: Db | Tx,
  attempt: AuthorizationAttemptRow,
  end: { status: 'done' | 'confirm'; granted: string | null } & ReturnType<typeof accountColumns>,
): Promise<void> {
  const ended = await db
    .updateTable('authorizationAttempt')
    .set({ ...end, secrets: '{}' })
    .where('id', '=', attempt.id)
    .where('status', '=', attempt.status)
    .executeTakeFirst();
  if (ended.numUpdatedRows !== 1n) throw attemptOver(attempt);
}

const accountColumns = ({ account, employee }: Opened) => ({
  accountId: account?.id ?? null,
  accountName: account?.name ?? null,
  employee: employee ?? null,
});

/** The sender's answer to a merchant's link. Throws `not_found`, `nothing_to_confirm`. */
export async function confirmAuthorization(
  installation: Installation,
  actor: Actor,
  connectionId: string,
  attemptId: string,
  accept: boolean,
): Promise<void> {
  const attempt = await attemptById(installation.db, attemptId);
  if (!attempt || attempt.connectionId !== connectionId)
    throw new CounterflowError('not_found', 'There is no such attempt.');
  if (attempt.status !== 'confirm' || !attempt.granted) {
    throw new CounterflowError('nothing_to_confirm', 'This attempt waits for no answer of yours.');
  }
  if (!accept) return fail(installation, attemptId, 'oauth_rejected', undefined);
  const granted = attempt.granted as unknown as NewPair & { expiresAt: string | null; refreshDiesAt: string | null };
  openPair(installation, connectionId, granted.tokenPair);
  const pair: NewPair = {
    ...granted,
    expiresAt: granted.expiresAt === null ? null : new Date(granted.expiresAt),
    refreshDiesAt: granted.refreshDiesAt === null ? null : new Date(granted.refreshDiesAt),
  };
  const account = attempt.accountId === null ? undefined : { id: attempt.accountId, name: attempt.accountName ?? '' };
  await installation.db
    .transaction()
    .execute((tx) => storeGrant(tx, attempt, pair, { account, employee: attempt.employee ?? undefined }, actor));
}
