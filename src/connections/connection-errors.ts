import { CounterflowError } from '../counterflow-error.ts';

/** Nothing can be sent over this connection now. `next: 'user'` until somebody acts, `'retry'` while it recovers by itself. */
export class ConnectionUnavailable extends CounterflowError {
  readonly connectionId: string;
  constructor(
    connectionId: string,
    code: string,
    message: string,
    options: { next: 'retry' | 'user'; waitMs?: number; cause?: unknown },
  ) {
    super(code, message, options);
    this.connectionId = connectionId;
  }
}

export const notAuthorizedYet = (connection: { id: string; name: string }) =>
  new ConnectionUnavailable(
    connection.id,
    'connection_new',
    `"${connection.name}" is not authorized yet. Open it and choose Save and authorize.`,
    { next: 'user' },
  );

export const needsAuthorization = (connection: {
  id: string;
  name: string;
  reason: string | null;
  reasonDetail: string | null;
}) =>
  new ConnectionUnavailable(
    connection.id,
    'connection_unauthorized',
    connection.reasonDetail ?? `"${connection.name}" needs a new authorization. Open it and choose Authorize again.`,
    { next: 'user' },
  );

export const pausedConnection = (connection: { id: string; name: string }) =>
  new ConnectionUnavailable(
    connection.id,
    'connection_paused',
    `"${connection.name}" is paused. Resume it, and flows go on.`,
    {
      next: 'user',
    },
  );

export const offlineConnection = (connection: { id: string; name: string }, detail: string, waitMs: number) =>
  new ConnectionUnavailable(connection.id, 'connection_offline', `"${connection.name}" can't be reached: ${detail}`, {
    next: 'retry',
    waitMs,
  });

/** What a person reads for each reason a connection needs one; codes as in docs/error-codes.md. */
export const reasonTexts = {
  refresh_rejected:
    'Lightspeed no longer accepts this sign-in. Usual reasons: 30 days unused, access removed in Lightspeed, employee locked. Authorize again; waiting flows go on where they stopped.',
  refresh_reply_lost:
    'The new sign-in was lost on its way: Lightspeed had replaced it when the answer, this server or its database failed. Nothing else is wrong. Authorize again; waiting flows go on where they stopped.',
  oauth_invalid_client:
    'Lightspeed does not accept this client secret. Copy it again into the OAuth 2.0 client, then authorize once more.',
  personal_token_refused:
    'Lightspeed does not accept this personal token. It may have expired or been deleted, or belong to another store. Make a new one in Lightspeed and enter it here.',
  credentials_refused:
    'Lightspeed does not accept this API key and secret. Copy both again from the back office, and check the cluster: a key is known only on its own one, EU1 or US1.',
  oauth_invalid_scope: 'Lightspeed refused a scope that was asked for. Choose other scopes, then save again.',
  password_refused: 'Lightspeed does not accept this user name and password. Enter both again.',
  no_refresh_token:
    'The access token ended, and Lightspeed gave no refresh token to renew it with. Authorize again; where it has a scope for that, such as offline_access, ask for it first.',
  revoked_here:
    'The sign-in was revoked here. Authorize again to use the connection; waiting flows go on where they stopped.',
  sign_in_refused:
    'The API does not accept these credentials. Enter them again, and check where they travel and what stands before them.',
  token_refused:
    'Lightspeed refuses a fresh token of this connection. Usual reasons: access removed in Lightspeed, employee locked. Authorize again.',
} as const;

export type Reason = keyof typeof reasonTexts;

/** What servers other than Lightspeed's are called, and what is different with them. */
const ownServerTexts: Partial<Record<Reason, string>> = {
  refresh_rejected:
    'The OAuth 2.0 server no longer accepts this sign-in. Usual reasons: long unused, access removed there, user locked. Authorize again; waiting flows go on where they stopped.',
  token_refused:
    'The API refuses a fresh token of this connection. Usual reasons: access removed there, user locked. Authorize again.',
};

/** What a person reads of a reason of this connection. */
export function reasonText({ apiType }: { apiType: string }, reason: Reason): string {
  if (apiType !== 'http') return reasonTexts[reason];
  return (
    ownServerTexts[reason] ??
    reasonTexts[reason].replace(/^Lightspeed/, 'The OAuth 2.0 server').replace('Lightspeed', 'the OAuth 2.0 server')
  );
}
