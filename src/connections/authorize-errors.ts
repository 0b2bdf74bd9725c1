/** What a person reads when authorizing fails, by stable code; the web app adds title and buttons to the same codes. */
export const authorizeTexts = {
  oauth_denied:
    'Lightspeed did not give access: someone chose not to allow it, or the employee may not connect apps. Nothing was changed.',
  oauth_invalid_client:
    'Access was allowed, but Lightspeed does not accept this client secret. Copy it again into the OAuth 2.0 client, then authorize once more.',
  oauth_unknown_client: 'Lightspeed does not know this client ID. Check that it belongs to an app of this series.',
  oauth_invalid_scope: 'Lightspeed refused a scope that was asked for. Choose other scopes, then authorize again.',
  oauth_code_expired:
    'The sign-in came back too late: its code is good for a short time and works once. Start again; you are probably still signed in.',
  oauth_state_mismatch:
    'This answer does not belong to a request of this browser, so it was thrown away. It may come from an older tab or another browser. Start again.',
  oauth_wrong_account:
    'This is a different account than the one this connection belongs to. The old sign-in still works and was kept.',
  oauth_callback_invalid:
    'The answer did not name a Lightspeed store as it should, so nothing was sent there. Start again from the connection; if it stays so, fill in the subdomain.',
  oauth_issuer_mismatch:
    'This answer comes from another OAuth 2.0 server than the one that was asked, so nothing was sent. If that server is right, enter its issuer in the OAuth 2.0 client.',
  oauth_cancelled: 'The attempt was cancelled. Nothing was changed.',
  oauth_rejected: 'The sign-in was not accepted here. Nothing was changed.',
  attempt_over: 'This attempt is over. Start a new one from the connection.',
  oauth_timed_out: 'Nobody finished the sign-in in time. Start again.',
  provider_unavailable: 'The other side is not answering. Your settings are saved; start again in a while.',
} as const;

export type AuthorizeCode = keyof typeof authorizeTexts;
