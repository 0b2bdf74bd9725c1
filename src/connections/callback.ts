import { sql } from 'kysely';
import type { Actor } from '../accounts/actor.ts';
import { system } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import type { ApiConnector } from '../connectors/connector.ts';
import type { ApiInUse } from '../connectors/effective.ts';
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
import type { AttemptFailure } from '../store/tables.ts';
import { apiOf } from './api-of.ts';
import { attemptOver, hashOf, withTimeLimit } from './authorize.ts';
import { type AuthorizeCode, authorizeTexts } from './authorize-errors.ts';
import { authorizedClientOf, filledServer, openPair } from './authorized-client.ts';
import { recordedHttp } from './debug-log/recorder.ts';
import { newPair } from './new-pair.ts';
import { isAnswerOf } from './oauth-protocol.ts';
import { ownWords } from './own-words.ts';
import { replaceAccount } from './replace-account.ts';
import { requestTokens, type TokenOutcome, type TokenPair } from './token-request.ts';
import { type Opened, whoseAccount } from './whose-account.ts';

const TOKEN_TIMEOUT_MS = 30_000;

/** What a provider's answer holds, wherever the browser took it. */
export interface Callback {
  state: string | undefined;
  code: string | undefined;
  error: string | undefined;
  errorDescription: string | undefined;
  /** Every parameter of the address, by name: some providers tell a setting there. */
  parameters: Record<string, string | undefined>;
}

/** Who a grant opens, read with its own token before anything is decided, and the setting that the callback told. */
type Granted = Pick<Opened, 'account' | 'employee'> & { learned: Record<string, string> };

/**
 * Takes a callback: checks the state and, by `mayAnswer`, who brings it, exchanges the code once, learns whose account it is,
 * stores the grant. Returns the attempt's id; how it went is on the attempt. Throws `oauth_state_mismatch`, which touches no attempt, `attempt_over`, `oauth_timed_out`.
 */
export async function takeCallback(
  installation: Installation,
  callback: Callback,
  mayAnswer: (attempt: AuthorizationAttemptRow) => boolean,
): Promise<string> {
  const attempt = callback.state ? await attemptBy(installation.db, 'stateHash', hashOf(callback.state)) : undefined;
  if (!attempt || !mayAnswer(attempt)) {
    throw new CounterflowError('oauth_state_mismatch', authorizeTexts.oauth_state_mismatch);
  }
  if (!(await claimAttempt(installation.db, attempt.id))) {
    throw attemptOver(await withTimeLimit(installation, attempt));
  }
  if (!(await isAnswerToAttempt(installation, attempt, callback))) {
    await fail(installation, attempt.id, 'oauth_issuer_mismatch', {});
    return attempt.id;
  }
  if (callback.code === undefined) {
    const said = callback.errorDescription ?? callback.error;
    await fail(installation, attempt.id, refusalCode(callback.error), said ? { said: ownWords(said) } : {});
    return attempt.id;
  }
  try {
    await exchange(installation, attempt, callback.code, callback.parameters);
  } catch (cause) {
    installation.log.warn({ attemptId: attempt.id, err: cause }, 'an authorization failed');
    if (!(cause instanceof CounterflowError)) throw cause;
    const { code, message } = cause;
    await failAttempt(
      installation.db,
      attempt.id,
      cause instanceof HttpFailure ? 'provider_unavailable' : code,
      message,
      cause instanceof OtherAccount ? { account: cause.account } : {},
    );
  }
  return attempt.id;
}

/** Whether the server that was asked answers: another one's answer must not reach its token URL, nor ours another's. */
async function isAnswerToAttempt(
  installation: Installation,
  { connectionId }: AuthorizationAttemptRow,
  { parameters }: Callback,
): Promise<boolean> {
  const row = await connectionRow(installation.db, connectionId);
  if (!row) return true;
  const { server, credentials } = await authorizedClientOf(installation, row);
  const once = Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const isTwice = 'iss' in parameters && parameters.iss === undefined;
  return !isTwice && isAnswerOf(server, credentials.clientId, Object.fromEntries(once));
}

function refusalCode(error: string | undefined): AuthorizeCode {
  if (error === 'invalid_scope') return 'oauth_invalid_scope';
  if (error === 'invalid_client' || error === 'unauthorized_client') return 'oauth_unknown_client';
  return error === 'access_denied' || error === undefined ? 'oauth_denied' : 'provider_unavailable';
}

async function exchange(
  installation: Installation,
  attempt: AuthorizationAttemptRow,
  code: string,
  parameters: Callback['parameters'],
): Promise<void> {
  const row = await connectionRow(installation.db, attempt.connectionId);
  if (!row) return;
  const found = await authorizedClientOf(installation, row);
  const learned = learnedSetting(found.connector, row, parameters, attempt.replacesAccount);
  const connection = { ...row, settings: { ...row.settings, ...learned } };
  const client = { ...found, server: filledServer(found, connection) };
  const verifier = attempt.secrets.codeVerifier;
  const codeVerifier = verifier
    ? installation.vault.open(
        { table: 'authorization_attempt', row: attempt.id, field: 'codeVerifier' },
        verifier.sealed,
      )
    : '';
  const sentAt = installation.clock.now();
  const outcome = await requestTokens({
    http: recordedHttp(installation, connection, { kind: 'token', caller: { type: 'authorization' } }),
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
  if (outcome.kind !== 'pair')
    return fail(installation, attempt.id, exchangeCode(outcome), knownOf(outcome, installation.clock.now()));
  const asked = Array.isArray(connection.settings.scopes) ? connection.settings.scopes.map(String) : [];
  const pair = newPair(installation, connection.id, client, outcome, sentAt, asked);
  const granted = { ...(await opened(installation, client.connector, connection, outcome.pair)), learned };
  if (!attempt.replacesAccount) refuseOtherAccount(connection, granted.account);
  if (attempt.isLink) return holdForConfirmation(installation, attempt, pair, granted);
  await installation.db.transaction().execute((tx) => storeGrant(tx, attempt, pair, granted, system));
}

/**
 * The setting that a callback tells, e.g. which host an X-Series store has: the client's secret goes to it next, so it is
 * checked before anything is sent. Throws `oauth_callback_invalid`, and `oauth_wrong_account` where the connection is set to another.
 */
function learnedSetting(
  { toldByCallback, settings }: ApiConnector,
  connection: ConnectionRow,
  parameters: Callback['parameters'],
  replacesAccount: boolean,
): Record<string, string> {
  if (!toldByCallback) return {};
  const { parameter, setting } = toldByCallback;
  const [told, known] = [parameters[parameter], connection.settings[setting]];
  const rule = settings.find(({ name }) => name === setting);
  if (told === undefined && known !== undefined) return {};
  if (told === undefined || !rule?.pattern.test(told)) {
    throw new CounterflowError('oauth_callback_invalid', authorizeTexts.oauth_callback_invalid);
  }
  if (known === undefined || told === known || replacesAccount) return { [setting]: told };
  throw new OtherAccount(
    { id: told, name: told },
    `"${connection.name}" is set to the ${rule.label} ${String(known)}; the sign-in was for ${told}. ${authorizeTexts.oauth_wrong_account}`,
  );
}

/** A connection stays with its account: flows, tables and cursors rest on it. Throws `oauth_wrong_account`. */
function refuseOtherAccount(connection: ConnectionRow, account: Opened['account']): void {
  if (!account || connection.accountId === null || account.id === connection.accountId) return;
  throw new OtherAccount(
    account,
    `"${connection.name}" belongs to ${connection.accountName} (${connection.accountId}); the sign-in was for ${account.name} (${account.id}). ${authorizeTexts.oauth_wrong_account}`,
  );
}

/** A sign-in at another account than the connection's. */
class OtherAccount extends CounterflowError {
  readonly account: { id: string; name: string };
  constructor(account: { id: string; name: string }, message: string) {
    super('oauth_wrong_account', message);
    this.account = account;
  }
}

const LEAST_CLOCK_DIFFERENCE_S = 30;

/** What is known of an exchange that failed; how far the clocks are apart where that may be why. */
function knownOf(outcome: Exclude<TokenOutcome, { kind: 'pair' }>, repliedAt: Date): AttemptFailure {
  if (outcome.kind !== 'refused') return { said: ownWords(outcome.detail) };
  const { status, detail, serverTime } = outcome;
  const ahead = serverTime ? Math.round((repliedAt.getTime() - serverTime.getTime()) / 1000) : 0;
  const isOff = exchangeCode(outcome) === 'oauth_code_expired' && Math.abs(ahead) > LEAST_CLOCK_DIFFERENCE_S;
  return { status, said: ownWords(detail), ...(isOff ? { clockAheadSeconds: ahead } : {}) };
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
  failure: AttemptFailure,
): Promise<void> {
  const detail = failure.said ? `${authorizeTexts[code]} (${failure.said})` : authorizeTexts[code];
  await failAttempt(installation.db, attemptId, code, detail, { failure });
}

/** Whose account a new token opens and who consented. Throws HttpFailure, `account_unreadable`. */
async function opened(
  installation: Installation,
  connector: ApiConnector,
  connection: ConnectionRow,
  { accessToken }: TokenPair,
): Promise<Pick<Opened, 'account' | 'employee'>> {
  const credentials = { kind: 'token', token: accessToken } as const;
  const api = apiOf(connection) as ApiInUse;
  const { account, employee } = await whoseAccount(installation, api, connection, credentials, 'authorization');
  if (!connector.account || account) return { account, employee };
  throw new CounterflowError(
    'account_unreadable',
    `${connector.label} gave a token, but did not say for which account. Start again.`,
  );
}

/** Throws `attempt_over` where the attempt was cancelled or answered meanwhile, `oauth_wrong_account`; then nothing changes. */
async function storeGrant(
  tx: Tx,
  attempt: AuthorizationAttemptRow,
  pair: NewPair,
  opened: Granted,
  actor: Actor,
): Promise<void> {
  await endAttempt(tx, attempt, { status: 'done', granted: null, ...accountColumns(opened) });
  const connection = await connectionRow(tx, attempt.connectionId);
  if (connection && attempt.replacesAccount) await replaceAccount(tx, actor, connection, opened.account);
  else if (connection) refuseOtherAccount(connection, opened.account);
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
      settings: sql`settings || ${JSON.stringify(opened.learned)}::jsonb`,
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
  opened: Granted,
): Promise<void> {
  const granted = JSON.stringify({ ...pair, learned: opened.learned });
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

const accountColumns = ({ account, employee }: Granted) => ({
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
  if (!accept) return fail(installation, attemptId, 'oauth_rejected', {});
  const { learned, ...granted } = attempt.granted as unknown as HeldPair;
  openPair(installation, connectionId, granted.tokenPair);
  const pair: NewPair = {
    ...granted,
    expiresAt: granted.expiresAt === null ? null : new Date(granted.expiresAt),
    refreshDiesAt: granted.refreshDiesAt === null ? null : new Date(granted.refreshDiesAt),
  };
  const account = attempt.accountId === null ? undefined : { id: attempt.accountId, name: attempt.accountName ?? '' };
  await installation.db
    .transaction()
    .execute((tx) =>
      storeGrant(tx, attempt, pair, { account, employee: attempt.employee ?? undefined, learned }, actor),
    );
}

/** What waits on an attempt for the sender's yes, as JSON keeps it. */
type HeldPair = Omit<NewPair, 'expiresAt' | 'refreshDiesAt'> & {
  expiresAt: string | null;
  refreshDiesAt: string | null;
  learned: Record<string, string>;
};
