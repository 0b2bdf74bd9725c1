import { isNamed, shows, valueAt } from './body-path.ts';
import type { ApiConnector, ReplyFacts, StandingSignIn, Verdict } from './connector.ts';
import { type HttpSettings, ownHttpSettings, type PingSettings, type TokenRefresh } from './http-settings.ts';

/** An API as one connection uses it: its connector with the connection's HTTP settings on top. */
export interface ApiInUse extends ApiConnector {
  http: HttpSettings;
  /** How Test connection asks, where the connection says so; undefined where the connector's `account` does. */
  ping: PingSettings | undefined;
}

/** Some of the HTTP settings: what a connection says otherwise than its connector. */
export type SomeHttpSettings = Some<HttpSettings>;
type Some<T> = T extends readonly unknown[] ? T : T extends object ? { [K in keyof T]?: Some<T[K]> | undefined } : T;

/** What a connector is for a connection with these overrides. The one place where both meet; without any it is as it was. */
export function apiInUse(connector: ApiConnector, overrides: SomeHttpSettings | null): ApiInUse {
  const own = ownHttpSettings(connector);
  if (!overrides && connector.id !== 'http') return { ...connector, http: own, ping: undefined };
  const http = over(own, overrides ?? {});
  const { refresh } = http.auth;
  const whereabouts = moved(connector, http.baseUri);
  const relativeUri = overrides?.ping?.relativeUri ?? whereabouts.account?.url ?? null;
  const inUse: HttpSettings = {
    ...http,
    auth: { ...http.auth, refresh: refresh && over(usualRefresh, refresh) },
    ping: { ...http.ping, relativeUri },
  };
  return {
    ...connector,
    ...whereabouts,
    ...limited(connector, inUse),
    http: inUse,
    standing: connector.id === 'http' ? standingOf(inUse) : connector.standing,
    ping: relativeUri !== null && (overrides?.ping || !connector.account) ? inUse.ping : undefined,
    verdict: verdictOf(connector, inUse),
  };
}

/** What a token refresh is where a user leaves it open. */
const usualRefresh: TokenRefresh = {
  method: 'POST',
  relativeUri: '',
  body: null,
  headers: [],
  mediaType: 'urlencoded',
  tokenPath: 'access_token',
  refreshTokenPath: null,
  expiresInPath: null,
};

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

function over<T extends object>(own: T, overrides: object): T {
  const result = { ...own } as Tree;
  for (const [name, value] of Object.entries(overrides)) {
    const below = result[name];
    if (value !== undefined) result[name] = isTree(value) && isTree(below) ? over(below, value) : value;
  }
  return result as T;
}

/** The universal connector signs in as its connection says. */
function standingOf({ auth }: HttpSettings): StandingSignIn | undefined {
  const refusedReason = 'sign_in_refused';
  switch (auth.type) {
    case 'basic':
      return { kind: 'basic', user: { name: auth.username ?? '' }, secret: 'password', refusedReason };
    case 'token':
      // One that is renewed lives as a grant does.
      return auth.refresh ? undefined : { kind: 'bearer', secret: 'token', refusedReason };
    case 'custom':
      return { kind: 'custom', refusedReason };
    case 'oauth':
      return undefined;
  }
}

/** Where another base URI leads to another host, the requests for account and employee go along: below the same prefix. */
function moved(connector: ApiConnector, baseUri: string): Pick<ApiConnector, 'baseUri' | 'account' | 'employee'> {
  const { account, employee } = connector;
  const [from, to] = [parts(connector.baseUri), parts(baseUri)];
  const along = <T extends { url: string }>(one: T): T => {
    const { origin, path } = parts(one.url);
    if (origin !== from.origin) return one;
    const prefix = to.path.endsWith(from.path) ? to.path.slice(0, to.path.length - from.path.length) : '';
    return { ...one, url: `${to.origin}${prefix}${path}` };
  };
  return { baseUri, account: account && along(account), employee: employee && along(employee) };
}

/** Origin and path of an address that may hold placeholders. */
function parts(address: string): { origin: string; path: string } {
  const [, origin = '', path = ''] = /^([a-z]+:\/\/[^/?#]*)?(.*)$/s.exec(address) ?? [];
  return { origin, path };
}

/** What a reply to a request of this method means: one to HEAD has no body to read. */
export function verdictOn(api: ApiConnector, method: string, reply: ReplyFacts): Verdict {
  const isBodiless = method === 'HEAD' && reply.status >= 200 && reply.status < 300;
  return isBodiless ? { kind: 'ok' } : api.verdict(reply);
}

/** A rate limit that the connection says itself: so many requests in so many seconds, whatever replies tell. */
function limited(connector: ApiConnector, { rateLimit }: HttpSettings): Partial<ApiConnector> {
  const { requests, seconds } = rateLimit;
  if (requests === null || seconds === null) return {};
  return {
    budget: { kind: 'windows', windows: [{ requests, seconds }] },
    budgetOf: () => undefined,
    costOf: () => 1,
    count: connector.count && { ...connector.count, costDrips: 1 },
  };
}

/** What a reply means: by the signs that the settings name, else as the connector reads it. */
function verdictOf(connector: ApiConnector, http: HttpSettings): (reply: ReplyFacts) => Verdict {
  return (reply) => {
    if (shows(http.auth.expired, reply)) return { kind: 'tokenRefused' };
    if (shows(http.rateLimit, reply)) return { kind: 'rateLimited' };
    const verdict = unread(http, reply) ?? connector.verdict(reply);
    const said = saidIn(http, reply);
    if (verdict.kind === 'refused')
      return said === undefined ? verdict : { ...verdict, message: withReason(reply, said) };
    if (verdict.kind !== 'tokenRefused' && verdict.kind !== 'rateLimited') return verdict;
    // The settings say that this status is no such sign here.
    return { kind: 'refused', code: 'refused_by_api', message: withReason(reply, said) };
  };
}

/** What a success is whose body is nothing to read, or not what the settings say it is; undefined for the others. */
function unread({ successMediaType }: HttpSettings, { status, json, text }: ReplyFacts): Verdict | undefined {
  if (status < 200 || status > 299) return undefined;
  if (successMediaType === 'plaintext') return { kind: 'ok' };
  if (successMediaType === null || json !== undefined || text.trim() === '') return undefined;
  const message = `The API's answer (status ${status}) was not ${successMediaType.toUpperCase()}.`;
  return { kind: 'retry', code: 'reply_not_json', message };
}

/** The reply's own reason, at the path that the settings name. */
function saidIn({ ping, errorMediaType }: HttpSettings, { json, text }: ReplyFacts): string | undefined {
  const said = ping.errorPath === null ? undefined : valueAt(json, ping.errorPath);
  if (said !== undefined && said !== null) return short(typeof said === 'object' ? JSON.stringify(said) : String(said));
  return errorMediaType === 'plaintext' && text.trim() !== '' ? short(text.trim()) : undefined;
}

const withReason = ({ status }: ReplyFacts, said: string | undefined) =>
  `The API refused the request (status ${status})${said === undefined ? '.' : `: ${said}`}`;

const short = (text: string) => text.slice(0, 300);

/** Why an answer to Test connection that is no refusal fails it all the same; undefined where it passes. */
export function pingFailure(http: HttpSettings, reply: ReplyFacts): string | undefined {
  const { failPath, failValues, successPath, successValues, allowArray } = http.ping;
  const said = saidIn(http, reply);
  if (failPath !== null && isNamed(valueAt(reply.json, failPath), failValues)) {
    return said ?? `The answer says that it failed, at ${failPath}.`;
  }
  if (successPath === null) return undefined;
  const found = valueAt(reply.json, successPath);
  if (Array.isArray(found)) {
    if (allowArray && (successValues.length === 0 || found.some((one) => isNamed(one, successValues))))
      return undefined;
    const hint = allowArray ? 'a list without the value that means success' : 'a list, and lists are not allowed there';
    return said ?? `The answer has ${hint}, at ${successPath}.`;
  }
  if (typeof found === 'object' && found !== null && successValues.length === 0) return undefined;
  if (isNamed(found, successValues)) return undefined;
  return said ?? `The answer does not say that it succeeded, at ${successPath}.`;
}
