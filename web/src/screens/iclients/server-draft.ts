import type { IClientHttp } from '../../../../src/connections/iclient-schema.ts';
import type { IClientWrite } from '../../api/iclients.ts';
import { addressTrouble } from '../../components/address-check.ts';
import type { NamedValue } from '../../components/named-values.tsx';
import { text } from '../../texts/text.ts';

/** An OAuth 2.0 server that counterflow does not know by itself, as it is typed. */
export interface ServerDraft {
  grantType: IClientHttp['grantType'];
  authorizeUrl: string;
  authorizeParameters: NamedValue[];
  tokenUrl: string;
  tokenMethod: IClientHttp['tokenMethod'];
  tokenMediaType: IClientHttp['tokenMediaType'];
  tokenHeaders: NamedValue[];
  tokenBody: NamedValue[];
  revokeUrl: string;
  issuer: string;
  clientAuthentication: IClientHttp['clientAuthentication'];
  scopeDelimiter: string;
  accessTokenPath: string;
  refreshTokenPath: string;
  pkce: IClientHttp['pkce'];
  rotation: IClientHttp['rotation'];
  /** One a line. */
  validHosts: string;
}

/** The settings behind "Advanced": most servers do without. */
export const advancedFields = [
  'authorizeParameters',
  'tokenMethod',
  'tokenMediaType',
  'tokenHeaders',
  'tokenBody',
  'revokeUrl',
  'issuer',
  'scopeDelimiter',
  'accessTokenPath',
  'refreshTokenPath',
  'rotation',
  'validHosts',
] as const satisfies (keyof ServerDraft)[];

/** What is stored, or what most servers are like. */
export function serverDraft(http: IClientHttp | null | undefined): ServerDraft {
  return {
    grantType: http?.grantType ?? 'authorizationCode',
    authorizeUrl: http?.authorizeUrl ?? '',
    authorizeParameters: http?.authorizeParameters ?? [],
    tokenUrl: http?.tokenUrl ?? '',
    tokenMethod: http?.tokenMethod ?? 'POST',
    tokenMediaType: http?.tokenMediaType ?? 'urlencoded',
    tokenHeaders: http?.tokenHeaders ?? [],
    tokenBody: http?.tokenBody ?? [],
    revokeUrl: http?.revokeUrl ?? '',
    issuer: http?.issuer ?? '',
    clientAuthentication: http?.clientAuthentication ?? 'body',
    scopeDelimiter: http?.scopeDelimiter ?? ' ',
    accessTokenPath: http?.accessTokenPath ?? 'access_token',
    refreshTokenPath: http?.refreshTokenPath ?? 'refresh_token',
    pkce: http?.pkce ?? 'S256',
    rotation: http?.rotation ?? 'family',
    validHosts: (http?.validHosts ?? []).join('\n'),
  };
}

/** Whether people are asked at the server. */
export const asksPeople = ({ grantType }: ServerDraft): boolean => grantType === 'authorizationCode';

/** Messages by field. */
export function serverErrors(draft: ServerDraft): Partial<Record<keyof ServerDraft, string>> {
  const errors: Partial<Record<keyof ServerDraft, string>> = {};
  const required = asksPeople(draft) ? (['authorizeUrl', 'tokenUrl'] as const) : (['tokenUrl'] as const);
  for (const field of required) {
    if (!draft[field].trim()) errors[field] = text(`iclient.${field}.missing`);
  }
  for (const field of ['authorizeUrl', 'tokenUrl', 'revokeUrl', 'issuer'] as const) {
    const address = draft[field].trim();
    const trouble = addressTrouble(address);
    if (trouble) errors[field] ??= trouble.message;
    else if (address && !URL.canParse(address)) errors[field] ??= text('iclient.url.wrong');
  }
  for (const field of ['authorizeParameters', 'tokenHeaders', 'tokenBody'] as const) {
    if (draft[field].some(({ name, value }) => !name.trim() && value.trim()))
      errors[field] = text('iclient.named.wrong');
  }
  for (const field of ['accessTokenPath', 'refreshTokenPath'] as const) {
    const path = draft[field].trim();
    if (path && !/^[^.\s]+(\.[^.\s]+)*$/.test(path)) errors[field] = text('iclient.path.wrong');
  }
  return errors;
}

/** The whole of it for the server: what was emptied goes back to what is usual. */
export function serverRequest(draft: ServerDraft): NonNullable<IClientWrite['http']> {
  const isAsked = asksPeople(draft);
  return {
    grantType: draft.grantType,
    authorizeUrl: (isAsked && draft.authorizeUrl.trim()) || null,
    authorizeParameters: isAsked ? named(draft.authorizeParameters) : [],
    tokenUrl: draft.tokenUrl.trim(),
    tokenMethod: draft.tokenMethod,
    tokenMediaType: draft.tokenMediaType,
    tokenHeaders: named(draft.tokenHeaders),
    tokenBody: named(draft.tokenBody),
    revokeUrl: draft.revokeUrl.trim() || null,
    issuer: draft.issuer.trim() || null,
    clientAuthentication: draft.clientAuthentication,
    scopeDelimiter: draft.scopeDelimiter,
    accessTokenPath: draft.accessTokenPath.trim() || null,
    refreshTokenPath: draft.refreshTokenPath.trim() || null,
    pkce: draft.pkce,
    rotation: draft.rotation,
    validHosts: draft.validHosts.split(/[\s,]+/).filter(Boolean),
  };
}

const named = (rows: readonly NamedValue[]) =>
  rows.filter(({ name }) => name.trim()).map(({ name, value }) => ({ name: name.trim(), value: value.trim() }));

/** Where secrets and tokens go: under another address the stored secret is no use. */
export const isElsewhere = (draft: ServerDraft, stored: IClientHttp | null): boolean =>
  draft.tokenUrl.trim() !== (stored?.tokenUrl ?? '') ||
  draft.revokeUrl.trim() !== (stored?.revokeUrl ?? '') ||
  (asksPeople(draft) ? draft.authorizeUrl.trim() : '') !== (stored?.authorizeUrl ?? '');
