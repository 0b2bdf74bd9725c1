import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection, ConnectionInput, ConnectionPatch } from '../../api/connections.ts';
import { type ConnectionDraft, draftOf } from './draft.ts';
import { apiTypeGroups } from './type-fields.ts';

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
  http: ({ httpScopes, httpIClientId }) => ({
    scopes: httpScopes.split(/\s+/).filter(Boolean),
    iClientId: httpIClientId,
  }),
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

const httpOf = ({ apiType, baseUri }: ConnectionDraft) =>
  apiType === 'http' ? { http: { baseUri: baseUri.trim() } } : {};

/** The request for a new connection. */
export function connectionRequest(draft: ConnectionDraft): ConnectionInput {
  const { name, apiType, environment } = draft;
  return {
    name: name.trim(),
    apiType,
    environment: apiTypeGroups.lightspeed.includes(apiType) ? environment : 'live',
    settings: settingsOf[apiType](draft),
    ...httpOf(draft),
  };
}

/** The change to a stored connection. */
export function connectionChange(draft: ConnectionDraft): ConnectionPatch {
  return { name: draft.name.trim(), settings: settingsOf[draft.apiType](draft), ...httpOf(draft) };
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
  const before = draftOf(stored);
  return JSON.stringify({ ...draft, name: '' }) === JSON.stringify({ ...before, name: '' });
}
