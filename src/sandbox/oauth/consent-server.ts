import type { Employee, RStore, XStore } from '../store.ts';
import type { OAuthError } from './oauth-error.ts';

/** What an authorize request asks for, read and found good. */
export interface Asked {
  clientId: string;
  scopes: string[];
  state: string | undefined;
  /** Where the browser goes afterwards: registered with the client. */
  redirectUri: string;
  challenge?: string | undefined;
  method?: string | undefined;
}

/** A person's yes. */
export interface Consent {
  store: RStore | XStore;
  employee: Employee;
  scopes: string[];
}

/** A server that people are sent to. */
export interface ConsentServer {
  series: 'r' | 'x';
  /** What is wrong with a request is answered at once, without a redirect. */
  readAuthorize(query: URLSearchParams): Asked | OAuthError;
  /** Where the browser goes after the person's decision. */
  decide(asked: Asked, decision: Consent | 'deny'): string;
}

/** The address with which a browser goes back to the client. */
export function backTo({ redirectUri, state }: Asked, answer: Record<string, string>): string {
  const target = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) target.searchParams.set(name, value);
  if (state !== undefined) target.searchParams.set('state', state);
  return target.toString();
}

/** What a person's no sends back. */
export const refused = (asked: Asked): string =>
  backTo(asked, {
    error: 'access_denied',
    error_description: 'The resource owner or authorization server denied the request.',
  });
