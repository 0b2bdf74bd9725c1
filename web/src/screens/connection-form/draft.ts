import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection, ConnectionInput, ConnectionPatch } from '../../api/connections.ts';
import type { IClient } from '../../api/iclients.ts';
import type { ScopeBundle } from '../../api/scopes.ts';
import type { Store } from '../../api/stores.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { text } from '../../texts/text.ts';

/**
 * What the form holds while it is filled in. What only one API type asks for keeps its own field, so that switching the
 * type and back loses nothing.
 */
export interface ConnectionDraft {
  name: string;
  apiType: ApiType;
  environment: ConnectionInput['environment'];
  /** Lightspeed. */
  scopes: string[];
  iClientId: string | null;
  /** HTTP: base URI, scopes as they are typed, and a client of another provider. */
  baseUri: string;
  httpScopes: string;
  httpIClientId: string | null;
  /** PostgreSQL. `password: null` keeps the stored one. */
  host: string;
  port: number | string;
  database: string;
  user: string;
  password: string | null;
  tls: 'require' | 'prefer' | 'off';
  /** Folder. */
  path: string;
}

const defaultPort = 5432;

export const emptyDraft: ConnectionDraft = {
  name: '',
  apiType: 'lightspeed-v3',
  environment: 'live',
  scopes: [],
  iClientId: null,
  baseUri: '',
  httpScopes: '',
  httpIClientId: null,
  host: '',
  port: defaultPort,
  database: '',
  user: '',
  password: '',
  tls: 'prefer',
  path: '',
};

/** A stored connection as the form shows it. */
export function draftOf(connection: Connection): ConnectionDraft {
  const { settings, apiType } = connection;
  const isHttp = apiType === 'http';
  return {
    ...emptyDraft,
    name: connection.name,
    apiType,
    environment: connection.environment,
    scopes: isHttp ? [] : (settings.scopes ?? []),
    iClientId: isHttp ? null : (settings.iClientId ?? null),
    baseUri: connection.http?.baseUri ?? '',
    httpScopes: isHttp ? (settings.scopes ?? []).join(' ') : '',
    httpIClientId: isHttp ? (settings.iClientId ?? null) : null,
    host: settings.host ?? '',
    port: settings.port ?? defaultPort,
    database: settings.database ?? '',
    user: settings.user ?? '',
    password: settings.password?.set ? null : '',
    tls: settings.tls ?? 'prefer',
    path: settings.path ?? '',
  };
}

/** The form filled in for a sandbox store: what may be read, its client, a name. What the person typed as a name stays. */
export function draftForStore(draft: ConnectionDraft, store: Store, bundles: readonly ScopeBundle[]): ConnectionDraft {
  return {
    ...draft,
    name: draft.name.trim() ? draft.name : text('form.storeName', { name: store.name }).slice(0, 100),
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    scopes: draft.scopes.length > 0 ? draft.scopes : [...(bundles[0]?.scopes ?? [])],
    iClientId: store.iClientId ?? draft.iClientId,
  };
}

/** The sandbox store that a client belongs to: a connection with it signs in there instead of at Lightspeed. */
export function storeOf(client: IClient | undefined, stores: readonly Store[]): Store | undefined {
  if (!client) return undefined;
  return stores.find(({ iClientId, clientId }) => iClientId === client.id || clientId === client.clientId);
}

/** Whether an API type signs in by OAuth 2.0; the others are tried as soon as they are saved. */
export const signsIn = (apiType: ApiType): boolean =>
  apiType === 'http' || (apiType.startsWith('lightspeed-') && apiType !== 'lightspeed-c');

/** Field of the form that holds the chosen client. */
export const clientField = (apiType: ApiType) => (apiType === 'http' ? 'httpIClientId' : 'iClientId');

export type DraftErrors = Partial<Record<keyof ConnectionDraft, string>>;

/** Messages by field, in the order of the fields. `stored` is the connection that is edited. */
export function draftErrors(draft: ConnectionDraft, stored?: Connection): DraftErrors {
  const errors: DraftErrors = {};
  if (!draft.name.trim()) errors.name = text('form.name.missing');
  else if (draft.name.trim().length > 100) errors.name = text('form.name.long');
  return { ...errors, ...errorsOf[draft.apiType](draft, stored) };
}

const errorsOf: Readonly<Record<ApiType, (draft: ConnectionDraft, stored?: Connection) => DraftErrors>> = {
  'lightspeed-v3': ({ scopes, iClientId }) => ({
    ...(scopes.length === 0 ? { scopes: text('form.scopes.missing') } : {}),
    ...(iClientId === null ? { iClientId: text('form.client.missing') } : {}),
  }),
  'lightspeed-v2': () => ({}),
  'lightspeed-x': () => ({}),
  'lightspeed-c': () => ({}),
  http: ({ baseUri, httpIClientId }) => ({
    ...addressError('baseUri', baseUri, text('form.baseUri.missing')),
    ...(httpIClientId === null ? { httpIClientId: text('form.client.missing') } : {}),
  }),
  postgres: (draft, stored) => ({
    ...(draft.host.trim() ? lookAlikeError('host', draft.host) : { host: text('form.host.missing') }),
    ...(isPort(draft.port) ? {} : { port: text('form.port.wrong') }),
    ...(draft.database.trim() ? {} : { database: text('form.database.missing') }),
    ...(draft.user.trim() ? {} : { user: text('form.user.missing') }),
    ...(needsPasswordAgain(draft, stored) ? { password: text('form.password.again') } : {}),
  }),
  folder: ({ path }) => (path.trim() ? {} : { path: text('form.path.missing') }),
};

function addressError(field: 'baseUri', address: string, missing: string): DraftErrors {
  if (!address.trim()) return { [field]: missing };
  const trouble = lookAlikeError(field, address);
  if (trouble[field]) return trouble;
  return /^https?:\/\/./.test(address.trim()) && URL.canParse(address.trim())
    ? {}
    : { [field]: text('form.baseUri.wrong') };
}

function lookAlikeError(field: 'baseUri' | 'host', address: string): DraftErrors {
  const trouble = addressTrouble(address.trim());
  return trouble ? { [field]: trouble.message } : {};
}

const isPort = (port: number | string) => Number.isInteger(Number(port)) && Number(port) >= 1 && Number(port) <= 65_535;

/** A stored password is not sent to another place: the server asks for it again, too. */
export function needsPasswordAgain(draft: ConnectionDraft, stored: Connection | undefined): boolean {
  if (draft.password !== null || !stored) return false;
  const before = draftOf(stored);
  return (
    draft.host.trim() !== before.host ||
    Number(draft.port) !== Number(before.port) ||
    draft.database.trim() !== before.database ||
    draft.user.trim() !== before.user ||
    draft.tls !== before.tls
  );
}

type Settings = NonNullable<ConnectionPatch['settings']>;

const settingsOf: Readonly<Record<ApiType, (draft: ConnectionDraft) => Settings>> = {
  'lightspeed-v3': ({ scopes, iClientId }) => ({ scopes, iClientId }),
  'lightspeed-v2': ({ scopes }) => ({ scopes }),
  'lightspeed-x': ({ scopes, iClientId }) => ({ scopes, iClientId }),
  'lightspeed-c': () => ({}),
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
    environment: apiType === 'lightspeed-v3' ? environment : 'live',
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
  return next.iClientId !== iClientId || [...(next.scopes ?? [])].sort().join() !== [...scopes].sort().join();
}

/** Whether everything that Test connection would try is stored as the form shows it. The name plays no part. */
export function isAsStored(draft: ConnectionDraft, stored: Connection | undefined): boolean {
  if (!stored) return false;
  const before = draftOf(stored);
  return JSON.stringify({ ...draft, name: '' }) === JSON.stringify({ ...before, name: '' });
}
