import type { Authorization, Connection } from '../../api/connections.ts';
import { apiTypeLabel } from '../../components/api-type-label.ts';
import { type TextKey, text } from '../../texts/text.ts';
import { lifeOf } from './code-life.ts';

/** What a person can do about a failure; the first of a list is the one to press. */
export type FailureAction = 'again' | 'editClient' | 'scopes' | 'newConnection' | 'replaceAccount' | 'anyway';

interface Failure {
  title: TextKey;
  /** Left out where the server's own sentence says more. */
  text?: TextKey;
  /** What the button that starts again says. */
  again: TextKey;
  actions: readonly FailureAction[];
}

const failures = {
  oauth_denied: {
    title: 'authorize.denied.title',
    text: 'authorize.denied.text',
    again: 'common.tryAgain',
    actions: ['again', 'scopes'],
  },
  oauth_invalid_client: {
    title: 'authorize.invalidClient.title',
    text: 'authorize.invalidClient.text',
    again: 'common.tryAgain',
    actions: ['editClient', 'again'],
  },
  oauth_unknown_client: {
    title: 'authorize.unknownClient.title',
    text: 'authorize.unknownClient.text',
    again: 'common.tryAgain',
    actions: ['editClient', 'again', 'anyway'],
  },
  oauth_invalid_scope: {
    title: 'authorize.invalidScope.title',
    text: 'authorize.invalidScope.text',
    again: 'common.tryAgain',
    actions: ['scopes', 'again'],
  },
  oauth_code_expired: {
    title: 'authorize.codeExpired.title',
    text: 'authorize.codeExpired.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_state_mismatch: {
    title: 'authorize.stateMismatch.title',
    text: 'authorize.stateMismatch.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_wrong_account: {
    title: 'authorize.wrongAccount.title',
    text: 'authorize.wrongAccount.text',
    again: 'authorize.wrongAccount.again',
    actions: ['again', 'newConnection', 'replaceAccount'],
  },
  oauth_callback_invalid: {
    title: 'authorize.callbackInvalid.title',
    text: 'authorize.callbackInvalid.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_issuer_mismatch: {
    title: 'authorize.issuer.title',
    text: 'authorize.issuer.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_cancelled: {
    title: 'authorize.cancelled.title',
    text: 'authorize.cancelled.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_rejected: {
    title: 'authorize.rejected.title',
    text: 'authorize.rejected.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  attempt_over: {
    title: 'authorize.over.title',
    text: 'authorize.over.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  oauth_timed_out: {
    title: 'authorize.timedOut.title',
    text: 'authorize.timedOut.text',
    again: 'authorize.startAgain',
    actions: ['again'],
  },
  provider_unavailable: {
    title: 'authorize.unavailable.title',
    text: 'authorize.unavailable.text',
    again: 'authorize.tryNow',
    actions: ['again'],
  },
  run_active: { title: 'authorize.runActive.title', again: 'authorize.startAgain', actions: ['again'] },
  iclient_missing: { title: 'authorize.client.title', again: 'common.tryAgain', actions: ['editClient', 'again'] },
  iclient_mismatch: { title: 'authorize.client.title', again: 'common.tryAgain', actions: ['editClient', 'again'] },
} as const satisfies Record<string, Failure>;

const other: Failure = { title: 'authorize.other.title', again: 'authorize.startAgain', actions: ['again'] };

/** What to say and offer for a code; one that is not listed is told in the server's words, with another try. */
export function failureOf(code: string | null): Failure {
  const known: Readonly<Record<string, Failure>> = failures;
  return known[code ?? ''] ?? other;
}

/** An account as people know it: its name and, where that is something else, its number. */
export const accountName = ({ id, name }: { id: string; name: string }): string =>
  name === id ? name : text('connection.account', { name, id });

/** What happened and what it means, in sentences. */
export function failureText(attempt: Authorization, connection: Connection, client: string): string {
  const { code, detail, failure, account } = attempt;
  const { text: key } = failureOf(code);
  if (!key) return detail ?? '';
  if (key === 'authorize.invalidScope.text' && failure?.scope) {
    return text('authorize.invalidScope.named', { scope: failure.scope });
  }
  if (key === 'authorize.wrongAccount.text') {
    if (!account) return detail ?? '';
    const own = connection.account ? accountName(connection.account) : (connection.settings.subdomain ?? '');
    const kept = connection.status === 'online' ? 'authorize.wrongAccount.kept' : 'authorize.wrongAccount.unchanged';
    return [
      text(key, { connection: connection.name, own, other: accountName(account) }),
      text(kept),
      text('authorize.wrongAccount.mix'),
    ].join(' ');
  }
  const sentence = text(key, { client, series: apiTypeLabel(connection.apiType), life: lifeOf(attempt) });
  const ahead = failure?.clockAheadSeconds;
  return ahead === undefined ? sentence : `${sentence} ${text('authorize.codeExpired.clock', { n: Math.abs(ahead) })}`;
}
