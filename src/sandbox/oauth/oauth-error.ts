/** An error as the OAuth server answers it, with `hint` where its documentation shows one. */
export interface OAuthError {
  status: number;
  body: { error: string; error_description: string; hint?: string };
  retryAfterSeconds?: number;
}

export function refusal(status: number, error: string, description: string, hint?: string): OAuthError {
  return { status, body: { error, error_description: description, ...(hint === undefined ? {} : { hint }) } };
}

/** What the API says to a token that is no good (firm). */
export function accessDenied(hint: string): OAuthError {
  return refusal(401, 'access_denied', 'The resource owner or authorization server denied the request.', hint);
}

export function isOAuthError(value: object): value is OAuthError {
  return 'status' in value && 'body' in value;
}
