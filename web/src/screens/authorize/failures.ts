import type { TextKey } from '../../texts/text.ts';

/** What a person can do about a failure; the first of a list is the one to press. */
export type FailureAction = 'again' | 'editClient' | 'scopes' | 'newConnection';

interface Failure {
  title: TextKey;
  /** Left out where the server's own sentence says more, e.g. which accounts were met. */
  text?: TextKey;
  again: TextKey;
  actions: readonly FailureAction[];
}

const failures: Readonly<Record<string, Failure>> = {
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
    actions: ['editClient', 'again'],
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
    again: 'authorize.wrongAccount.again',
    actions: ['again', 'newConnection'],
  },
  oauth_callback_invalid: {
    title: 'authorize.callbackInvalid.title',
    text: 'authorize.callbackInvalid.text',
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
  iclient_missing: { title: 'authorize.client.title', again: 'common.tryAgain', actions: ['editClient', 'again'] },
  iclient_mismatch: { title: 'authorize.client.title', again: 'common.tryAgain', actions: ['editClient', 'again'] },
};

/** What to say and offer for a code; one that is not listed is told in the server's words, with another try. */
export function failureOf(code: string | null): Failure {
  return (
    failures[code ?? ''] ?? {
      title: 'authorize.other.title',
      again: 'authorize.startAgain',
      actions: ['again'],
    }
  );
}
