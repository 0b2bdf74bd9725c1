import { MOST_CONCURRENCY } from '../../../../src/connections/concurrency-schema.ts';
import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection, ConnectionInput } from '../../api/connections.ts';
import type { IClient } from '../../api/iclients.ts';
import type { ScopeBundle } from '../../api/scopes.ts';
import type { Store } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';
import { type HttpDraft, httpDraftOf } from './http/http-draft.ts';
import { apiTypeGroups, clientField, type FieldOfClients, scopesField } from './type-fields.ts';

export const clusters = ['eu1', 'us1'] as const;

/**
 * What the form holds while it is filled in. What only one API type asks for keeps its own field, so that switching the
 * type and back loses nothing. A secret that is null keeps the stored one.
 */
export interface ConnectionDraft {
  name: string;
  apiType: ApiType;
  environment: ConnectionInput['environment'];
  /** R-Series, either API. */
  scopes: string[];
  iClientId: string | null;
  /** X-Series. */
  xScopes: string[];
  xIClientId: string | null;
  subdomain: string;
  signIn: 'oauth' | 'token';
  personalToken: string | null;
  /** C-Series. */
  apiKey: string;
  apiSecret: string | null;
  cluster: string;
  language: string;
  /** HTTP: scopes as they are typed, a client of another provider, and a token that is sent as it stands. */
  httpScopes: string;
  httpIClientId: string | null;
  token: string | null;
  refreshToken: string | null;
  /** HTTP settings that replace the connector's own; those of the other API types are set aside. */
  http: HttpDraft;
  asideHttp: Partial<Record<ApiType, HttpDraft>>;
  /** PostgreSQL; the password also of HTTP. */
  host: string;
  port: number | string;
  database: string;
  user: string;
  password: string | null;
  tls: 'require' | 'prefer' | 'off';
  /** Folder. */
  path: string;
  /** Requests at once, what follows a 429, and whose budget is spent. */
  targetConcurrency: number | string;
  autoRecover: boolean;
  borrowFromConnectionId: string | null;
}

const defaultPort = 5432;

export const emptyDraft: ConnectionDraft = {
  name: '',
  apiType: 'lightspeed-v3',
  environment: 'live',
  scopes: [],
  iClientId: null,
  xScopes: [],
  xIClientId: null,
  subdomain: '',
  signIn: 'oauth',
  personalToken: '',
  apiKey: '',
  apiSecret: '',
  cluster: clusters[0],
  language: '',
  httpScopes: '',
  httpIClientId: null,
  token: '',
  refreshToken: '',
  http: {},
  asideHttp: {},
  host: '',
  port: defaultPort,
  database: '',
  user: '',
  password: '',
  tls: 'prefer',
  path: '',
  targetConcurrency: MOST_CONCURRENCY,
  autoRecover: true,
  borrowFromConnectionId: null,
};

/** A stored connection as the form shows it. */
export function draftOf(connection: Connection): ConnectionDraft {
  const { settings, apiType } = connection;
  const { scopes = [], iClientId = null } = settings;
  const scopeField = scopesField(apiType);
  return {
    ...emptyDraft,
    name: connection.name,
    apiType,
    environment: connection.environment,
    ...(scopeField === 'httpScopes' ? { httpScopes: scopes.join(' ') } : { [scopeField]: scopes }),
    [clientField(apiType)]: iClientId,
    subdomain: settings.subdomain ?? '',
    signIn: settings.personalToken?.set ? 'token' : 'oauth',
    personalToken: settings.personalToken?.set ? null : '',
    apiKey: settings.apiKey ?? '',
    apiSecret: settings.apiSecret?.set ? null : '',
    cluster: settings.cluster ?? clusters[0],
    language: settings.language ?? '',
    token: settings.token?.set ? null : '',
    refreshToken: settings.refreshToken?.set ? null : '',
    http: httpDraftOf(connection.http),
    host: settings.host ?? '',
    port: settings.port ?? defaultPort,
    database: settings.database ?? '',
    user: settings.user ?? '',
    password: settings.password?.set ? null : '',
    tls: settings.tls ?? 'prefer',
    path: settings.path ?? '',
    targetConcurrency: connection.concurrency.target,
    autoRecover: connection.concurrency.autoRecover,
    borrowFromConnectionId: connection.concurrency.borrowFromConnectionId,
  };
}

/** How the universal HTTP connector signs in. */
export const signInOf = ({ http }: Pick<ConnectionDraft, 'http'>): string => http.type ?? 'oauth';

const typeOfSeries = { r: 'lightspeed-v3', x: 'lightspeed-x', c: 'lightspeed-c' } as const;

/** The API type that a sandbox store of a series is reached by. */
export const apiTypeOf = ({ series }: Pick<Store, 'series'>): ApiType => typeOfSeries[series];

/** The form filled in for a sandbox store: what may be read, how to get in, a name. What the person typed as a name stays. */
export function draftForStore(draft: ConnectionDraft, store: Store, bundles: readonly ScopeBundle[]): ConnectionDraft {
  const common: ConnectionDraft = {
    ...draft,
    name: draft.name.trim() ? draft.name : text('form.storeName', { name: store.name }).slice(0, 100),
    apiType: apiTypeOf(store),
    environment: 'sandbox',
  };
  const { apiKey = '', apiSecret = '', cluster = clusters[0], languages: [language = ''] = [] } = store;
  if (store.series === 'c') return { ...common, apiKey, apiSecret, cluster, language };
  const [scopes, client] =
    store.series === 'x' ? (['xScopes', 'xIClientId'] as const) : (['scopes', 'iClientId'] as const);
  return {
    ...common,
    [scopes]: draft[scopes].length > 0 ? draft[scopes] : [...(bundles[0]?.scopes ?? [])],
    [client]: store.iClientId ?? draft[client],
    signIn: 'oauth',
  };
}

/** The sandbox store that a client belongs to: a connection with it signs in there instead of at Lightspeed. */
export function storeOf(client: IClient | undefined, stores: readonly Store[]): Store | undefined {
  if (!client) return undefined;
  return stores.find(({ iClientId, clientId }) => iClientId === client.id || clientId === client.clientId);
}

/**
 * Where a draft connects: credentials of a sandbox store mean nothing elsewhere, so it is their store that decides.
 * `clients` and `stores` are all there are.
 */
export function environmentOf(
  draft: ConnectionDraft,
  clients: readonly IClient[],
  stores: readonly Store[],
): ConnectionDraft['environment'] {
  if (!apiTypeGroups.lightspeed.includes(draft.apiType)) return 'live';
  if (draft.apiType === 'lightspeed-c')
    return stores.some(({ apiKey }) => apiKey !== undefined && apiKey === draft.apiKey.trim()) ? 'sandbox' : 'live';
  if (draft.apiType === 'lightspeed-x' && draft.signIn === 'token')
    return stores.some(({ domainPrefix }) => domainPrefix !== undefined && domainPrefix === draft.subdomain.trim())
      ? 'sandbox'
      : 'live';
  return storeOf(clientOf(draft, clients), stores) ? 'sandbox' : 'live';
}

/** The client a draft signs in with: the chosen one, or this installation's default one. */
export function clientOf(draft: ConnectionDraft, clients: readonly IClient[]): IClient | undefined {
  if (draft.apiType === 'lightspeed-v2') return defaultClient(clients);
  const field: FieldOfClients = clientField(draft.apiType);
  return clients.find(({ id }) => id === draft[field]);
}

/** This installation's default Lightspeed client, which the older R-Series API uses unasked. */
export const defaultClient = (clients: readonly IClient[]): IClient | undefined =>
  clients.find((client) => client.default && client.provider === 'lightspeed-r');
