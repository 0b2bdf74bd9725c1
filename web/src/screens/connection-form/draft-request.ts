import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection, ConnectionInput, ConnectionPatch } from '../../api/connections.ts';
import { type ConnectionDraft, draftOf, emptyDraft, signInOf } from './draft.ts';
import { httpPatch } from './http/http-patch.ts';
import { apiTypeGroups, speaksHttp } from './type-fields.ts';

type Settings = NonNullable<ConnectionPatch['settings']>;

const settingsOf: Readonly<Record<ApiType, (draft: ConnectionDraft) => Settings>> = {
  'lightspeed-v3': ({ scopes, iClientId }) => ({ scopes, iClientId }),
  'lightspeed-v2': ({ scopes }) => ({ scopes }),
  'lightspeed-x': ({ signIn, xScopes, xIClientId, subdomain, personalToken }) => ({
    subdomain: subdomain.trim() || null,
    ...(signIn === 'oauth'
      ? { scopes: xScopes, iClientId: xIClientId, personalToken: null }
      : personalToken
        ? { personalToken: personalToken.trim() }
        : {}),
  }),
  'lightspeed-c': ({ apiKey, apiSecret, cluster, language }) => ({
    apiKey: apiKey.trim(),
    cluster,
    language: language.trim().toLowerCase(),
    ...(apiSecret ? { apiSecret: apiSecret.trim() } : {}),
  }),
  http: universalSettings,
  postgres: ({ host, port, database, user, password, tls }) => ({
    host: host.trim(),
    port: Number(port),
    database: database.trim(),
    user: user.trim(),
    tls,
    ...(password ? { password } : {}),
  }),
  folder: ({ path }) => ({ path: path.trim() }),
};

/** The universal connector: a sign-in that is not chosen keeps what it has, and gets nothing. */
function universalSettings(draft: ConnectionDraft): Settings {
  const { httpScopes, httpIClientId, password, token, refreshToken } = draft;
  const kind = signInOf(draft);
  return {
    ...(kind === 'oauth'
      ? { scopes: httpScopes.split(/\s+/).filter(Boolean), iClientId: httpIClientId }
      : { iClientId: null }),
    ...((kind === 'basic' || kind === 'oauth') && password ? { password } : {}),
    ...(kind === 'token' && token ? { token: token.trim() } : {}),
    ...(kind === 'token' && draft.http.renewal && refreshToken ? { refreshToken: refreshToken.trim() } : {}),
  };
}

/** `stored` is what the change is made on; undefined for a new connection. */
function httpOf({ apiType, http }: ConnectionDraft, stored?: Connection): Pick<ConnectionPatch, 'http'> {
  const patch = speaksHttp(apiType) ? httpPatch(http, stored?.http ?? null) : undefined;
  return patch ? { http: patch } : {};
}

/** What differs from `before`: a new connection's, or what is stored. */
function concurrencyOf(draft: ConnectionDraft, before: ConnectionDraft): Pick<ConnectionPatch, 'concurrency'> {
  const { targetConcurrency, autoRecover, borrowFromConnectionId } = draft;
  if (!speaksHttp(draft.apiType)) return {};
  const concurrency = {
    ...(targetConcurrency === before.targetConcurrency ? {} : { target: Number(targetConcurrency) }),
    ...(autoRecover === before.autoRecover ? {} : { autoRecover }),
    ...(borrowFromConnectionId === before.borrowFromConnectionId ? {} : { borrowFromConnectionId }),
  };
  return Object.keys(concurrency).length > 0 ? { concurrency } : {};
}

/** The request for a new connection. */
export function connectionRequest(draft: ConnectionDraft): ConnectionInput {
  const { name, apiType, environment } = draft;
  return {
    name: name.trim(),
    apiType,
    environment: apiTypeGroups.lightspeed.includes(apiType) ? environment : 'live',
    settings: settingsOf[apiType](draft),
    ...httpOf(draft),
    ...concurrencyOf(draft, emptyDraft),
  };
}

/** The change to a stored connection. */
export function connectionChange(draft: ConnectionDraft, stored: Connection): ConnectionPatch {
  return {
    name: draft.name.trim(),
    settings: settingsOf[draft.apiType](draft),
    ...httpOf(draft, stored),
    ...concurrencyOf(draft, draftOf(stored)),
  };
}

/** Whether a change only takes effect with a new sign-in: other scopes or another client than the grant has. */
export function needsNewSignIn(draft: ConnectionDraft, stored: Connection | undefined): boolean {
  if (!stored?.grant) return false;
  const next = settingsOf[draft.apiType](draft);
  const { scopes = [], iClientId = null } = stored.settings;
  const isOtherClient = next.iClientId !== undefined && next.iClientId !== iClientId;
  return isOtherClient || [...(next.scopes ?? scopes)].sort().join() !== [...scopes].sort().join();
}

/** Whether everything that Test connection would try is stored as the form shows it. The name plays no part. */
export function isAsStored(draft: ConnectionDraft, stored: Connection | undefined): boolean {
  if (!stored) return false;
  const rest = (one: ConnectionDraft) => JSON.stringify({ ...one, name: '', http: {}, asideHttp: {} });
  return rest(draft) === rest(draftOf(stored)) && httpPatch(draft.http, stored.http) === undefined;
}
