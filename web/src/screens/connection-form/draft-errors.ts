import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection } from '../../api/connections.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { text } from '../../texts/text.ts';
import { type ConnectionDraft, draftOf } from './draft.ts';
import { clientField } from './type-fields.ts';

export type DraftErrors = Partial<Record<keyof ConnectionDraft, string>>;
type FieldErrors = (draft: ConnectionDraft, stored?: Connection) => DraftErrors;

/** Messages by field, in the order of the fields. `stored` is the connection that is edited. */
export function draftErrors(draft: ConnectionDraft, stored?: Connection): DraftErrors {
  const errors: DraftErrors = {};
  if (!draft.name.trim()) errors.name = text('form.name.missing');
  else if (draft.name.trim().length > 100) errors.name = text('form.name.long');
  return { ...errors, ...errorsOf[draft.apiType](draft, stored) };
}

const noScopes = (field: 'scopes' | 'xScopes') => (draft: ConnectionDraft) =>
  draft[field].length === 0 ? { [field]: text('form.scopes.missing') } : {};

const noClient = (draft: ConnectionDraft) => {
  const field = clientField(draft.apiType);
  return draft[field] === null ? { [field]: text('form.client.missing') } : {};
};

const errorsOf: Readonly<Record<ApiType, FieldErrors>> = {
  'lightspeed-v3': (draft) => ({ ...noScopes('scopes')(draft), ...noClient(draft) }),
  'lightspeed-v2': noScopes('scopes'),
  'lightspeed-x': (draft, stored) =>
    draft.signIn === 'oauth'
      ? { ...noScopes('xScopes')(draft), ...noClient(draft), ...subdomainError(draft, false) }
      : {
          ...subdomainError(draft, true),
          ...secretError('personalToken', draft, stored, text('form.personalToken.missing')),
        },
  'lightspeed-c': (draft, stored) => ({
    ...(draft.apiKey.trim() ? lookAlikeError('apiKey', draft.apiKey) : { apiKey: text('form.apiKey.missing') }),
    ...secretError('apiSecret', draft, stored, text('form.apiSecret.missing')),
    ...(/^[a-z]{2}$/.test(draft.language.trim().toLowerCase()) ? {} : { language: text('form.language.wrong') }),
  }),
  http: (draft) => ({ ...addressError('baseUri', draft.baseUri, text('form.baseUri.missing')), ...noClient(draft) }),
  postgres: (draft, stored) => ({
    ...(draft.host.trim() ? lookAlikeError('host', draft.host) : { host: text('form.host.missing') }),
    ...(isPort(draft.port) ? {} : { port: text('form.port.wrong') }),
    ...(draft.database.trim() ? {} : { database: text('form.database.missing') }),
    ...(draft.user.trim() ? {} : { user: text('form.user.missing') }),
    ...(staleSecret(draft, stored) === 'password' ? { password: text('form.password.again') } : {}),
  }),
  folder: ({ path }) => (path.trim() ? {} : { path: text('form.path.missing') }),
};

/** One label of a host name, as the server takes it: nothing that could lead to another host. */
function subdomainError({ subdomain }: ConnectionDraft, isRequired: boolean): DraftErrors {
  const label = subdomain.trim();
  if (!label) return isRequired ? { subdomain: text('form.subdomain.missing') } : {};
  const trouble = lookAlikeError('subdomain', label);
  if (trouble.subdomain) return trouble;
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label) ? {} : { subdomain: text('form.subdomain.wrong') };
}

function secretError(
  field: 'personalToken' | 'apiSecret',
  draft: ConnectionDraft,
  stored: Connection | undefined,
  missing: string,
): DraftErrors {
  if (staleSecret(draft, stored) === field) return { [field]: text('form.secret.again') };
  return draft[field] === '' ? { [field]: missing } : {};
}

function addressError(field: 'baseUri', address: string, missing: string): DraftErrors {
  if (!address.trim()) return { [field]: missing };
  const trouble = lookAlikeError(field, address);
  if (trouble[field]) return trouble;
  return /^https?:\/\/./.test(address.trim()) && URL.canParse(address.trim())
    ? {}
    : { [field]: text('form.baseUri.wrong') };
}

function lookAlikeError(field: 'baseUri' | 'host' | 'subdomain' | 'apiKey', address: string): DraftErrors {
  const trouble = addressTrouble(address.trim());
  return trouble ? { [field]: trouble.message } : {};
}

const isPort = (port: number | string) => Number.isInteger(Number(port)) && Number(port) >= 1 && Number(port) <= 65_535;

type Secret = 'password' | 'personalToken' | 'apiSecret';

/** What a stored secret belongs to: it is not sent to another place, the server asks for it again, too. */
const places: Partial<Record<ApiType, { secret: Secret; fields: readonly (keyof ConnectionDraft)[] }>> = {
  postgres: { secret: 'password', fields: ['host', 'port', 'database', 'user', 'tls'] },
  'lightspeed-x': { secret: 'personalToken', fields: ['subdomain'] },
  'lightspeed-c': { secret: 'apiSecret', fields: ['apiKey', 'cluster'] },
};

/** The stored secret that the form would send to another place than it was given for; undefined where there is none. */
export function staleSecret(draft: ConnectionDraft, stored: Connection | undefined): Secret | undefined {
  const place = places[draft.apiType];
  if (!place || !stored || draft[place.secret] !== null) return undefined;
  const before = draftOf(stored);
  const isElsewhere = place.fields.some((field) => String(draft[field]).trim() !== String(before[field]));
  return isElsewhere ? place.secret : undefined;
}
