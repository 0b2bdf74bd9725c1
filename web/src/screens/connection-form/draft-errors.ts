import { MOST_CONCURRENCY } from '../../../../src/connections/concurrency-schema.ts';
import type { ApiType } from '../../../../src/connections/schema.ts';
import type { Connection } from '../../api/connections.ts';
import type { IClient } from '../../api/iclients.ts';
import { addressTrouble } from '../../components/address-check.ts';
import { text } from '../../texts/text.ts';
import { type ConnectionDraft, signInOf } from './draft.ts';
import { httpErrors } from './http/http-errors.ts';
import { grantTypeOf } from './sign-in-kind.ts';
import { isAskedAgain, type Secret } from './stale-secrets.ts';
import { clientField, speaksHttp } from './type-fields.ts';

/** Messages by field of the form; those of HTTP view are called `http.<row>`. */
export type DraftErrors = Record<string, string>;
type FieldErrors = (draft: ConnectionDraft, stored?: Connection, client?: IClient) => DraftErrors;

/** Messages by field, in the order of the fields. `stored` is the connection that is edited, `client` the chosen one. */
export function draftErrors(draft: ConnectionDraft, stored?: Connection, client?: IClient): DraftErrors {
  const errors: DraftErrors = {};
  if (!draft.name.trim()) errors.name = text('form.name.missing');
  else if (draft.name.trim().length > 100) errors.name = text('form.name.long');
  return {
    ...errors,
    ...errorsOf[draft.apiType](draft, stored, client),
    ...httpErrorsOf(draft),
    ...targetError(draft),
  };
}

/** Fields of the Advanced section, which HTTP view alone shows. */
export const advancedFields: readonly string[] = ['targetConcurrency', 'autoRecover', 'borrowFromConnectionId'];

const isTarget = (target: number) => Number.isInteger(target) && target >= 1 && target <= MOST_CONCURRENCY;

const targetError = ({ apiType, targetConcurrency }: ConnectionDraft): DraftErrors =>
  !speaksHttp(apiType) || (targetConcurrency !== '' && isTarget(Number(targetConcurrency)))
    ? {}
    : { targetConcurrency: text('form.concurrency.wrong', { most: MOST_CONCURRENCY }) };

const httpErrorsOf = ({ apiType, http }: ConnectionDraft) => (speaksHttp(apiType) ? httpErrors(http, apiType) : {});

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
  http: signInErrors,
  postgres: (draft, stored) => ({
    ...(draft.host.trim() ? lookAlikeError('host', draft.host) : { host: text('form.host.missing') }),
    ...(isPort(draft.port) ? {} : { port: text('form.port.wrong') }),
    ...(draft.database.trim() ? {} : { database: text('form.database.missing') }),
    ...(draft.user.trim() ? {} : { user: text('form.user.missing') }),
    ...(isAskedAgain('password', draft, stored) ? { password: text('form.password.again') } : {}),
  }),
  folder: ({ path }): DraftErrors => (path.trim() ? {} : { path: text('form.path.missing') }),
};

/** One label of a host name, as the server takes it: nothing that could lead to another host. */
function subdomainError({ subdomain }: ConnectionDraft, isRequired: boolean): DraftErrors {
  const label = subdomain.trim();
  if (!label) return isRequired ? { subdomain: text('form.subdomain.missing') } : {};
  const trouble = lookAlikeError('subdomain', label);
  if (trouble.subdomain) return trouble;
  return /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label) ? {} : { subdomain: text('form.subdomain.wrong') };
}

/** What the universal connector needs to sign in. A client that fetches tokens by password needs user and password, too. */
function signInErrors(draft: ConnectionDraft, stored?: Connection, client?: IClient): DraftErrors {
  const user = () => ({
    ...(draft.http.username?.trim() ? {} : { 'http.username': text('http.username.missing') }),
    ...secretError('password', draft, stored, text('http.password.missing')),
  });
  switch (signInOf(draft)) {
    case 'oauth':
      return { ...noClient(draft), ...(grantTypeOf(client) === 'password' ? user() : {}) };
    case 'basic':
      return user();
    case 'token':
      return secretError('token', draft, stored, text('http.token.missing'));
    default:
      return {};
  }
}

function secretError(
  field: Secret,
  draft: ConnectionDraft,
  stored: Connection | undefined,
  missing: string,
): DraftErrors {
  if (isAskedAgain(field, draft, stored)) return { [field]: text('form.secret.again') };
  return draft[field] === '' ? { [field]: missing } : {};
}

function lookAlikeError(field: 'host' | 'subdomain' | 'apiKey', address: string): DraftErrors {
  const trouble = addressTrouble(address.trim());
  return trouble ? { [field]: trouble.message } : {};
}

const isPort = (port: number | string) => Number.isInteger(Number(port)) && Number(port) >= 1 && Number(port) <= 65_535;
