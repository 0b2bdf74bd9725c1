import type { TextKey } from '../../texts/text.ts';

interface Topic {
  /** Stable codes it is about; the first names its place on the page. */
  codes: readonly [string, ...string[]];
  title: TextKey;
  about: TextKey;
}

/** Every trouble with a sign-in that people are told of, in the order in which they meet it. */
export const topics: readonly Topic[] = [
  { codes: ['oauth_popup_blocked'], title: 'authorize.blocked.title', about: 'help.popupBlocked' },
  {
    codes: ['oauth_unknown_client', 'iclient_missing', 'iclient_mismatch'],
    title: 'authorize.unknownClient.title',
    about: 'help.unknownClient',
  },
  { codes: ['oauth_invalid_scope'], title: 'authorize.invalidScope.title', about: 'help.invalidScope' },
  {
    codes: ['oauth_redirect_mismatch', 'oauth_timed_out'],
    title: 'authorize.silent.title',
    about: 'help.redirectMismatch',
  },
  { codes: ['oauth_denied'], title: 'authorize.denied.title', about: 'help.denied' },
  {
    codes: ['oauth_state_mismatch', 'oauth_issuer_mismatch', 'attempt_over'],
    title: 'authorize.stateMismatch.title',
    about: 'help.stateMismatch',
  },
  { codes: ['oauth_code_expired'], title: 'authorize.codeExpired.title', about: 'help.codeExpired' },
  { codes: ['oauth_invalid_client'], title: 'authorize.invalidClient.title', about: 'help.invalidClient' },
  { codes: ['oauth_callback_invalid'], title: 'authorize.callbackInvalid.title', about: 'help.callbackInvalid' },
  { codes: ['oauth_wrong_account', 'run_active'], title: 'authorize.wrongAccount.title', about: 'help.wrongAccount' },
  { codes: ['oauth_missing_scope'], title: 'help.missingScope.title', about: 'help.missingScope' },
  { codes: ['right_missing'], title: 'authorize.rightMissing.title', about: 'help.rightMissing' },
  { codes: ['refresh_rejected', 'token_refused'], title: 'connection.trouble.rejected.title', about: 'help.rejected' },
  { codes: ['refresh_reply_lost'], title: 'connection.trouble.lost.title', about: 'help.lost' },
  { codes: ['provider_unavailable'], title: 'authorize.unavailable.title', about: 'help.unavailable' },
];

/** The topic that tells about a code. */
export const topicOf = (code: string | null): Topic | undefined =>
  topics.find(({ codes }) => codes.includes(code ?? ''));
