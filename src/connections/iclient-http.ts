import { type NamedValue, type OAuthServer, plainOAuth } from '../connectors/oauth-server.ts';
import { checkAddress, checkCharacters } from './address-check.ts';
import { type IClientHttp, type IClientHttpInput, iClientHttp } from './iclient-schema.ts';
import { SettingRefused } from './setting-refused.ts';

/** How long the code of a server that a user described is taken to live: the longest that RFC 6749 (4.1.2) recommends. */
export const CUSTOM_CODE_SECONDS = 600;

/**
 * What an OAuth 2.0 server is once a merge patch is applied to what was known of it. Throws SettingRefused at the field:
 * `oauth_server_missing`, `look_alike_character`, `address_invalid`, `setting_invalid`.
 */
export function completeHttp(before: IClientHttp | null, patch: IClientHttpInput): IClientHttp {
  const { pkce, ...rest } = patch;
  const given = pkce === undefined ? rest : { ...rest, pkce: typeof pkce === 'boolean' ? wordOf(pkce) : pkce };
  const fields = Object.entries({ ...before, ...given }).filter(([, value]) => value !== null && value !== undefined);
  const merged: Partial<IClientHttp> = Object.fromEntries(fields);
  if (!merged.tokenUrl) throw missing('tokenUrl', 'access token URL');
  if (!merged.authorizeUrl && (merged.grantType ?? 'authorizationCode') === 'authorizationCode') {
    throw missing('authorizeUrl', 'authorization URL');
  }
  const http = iClientHttp.parse(merged);
  checkAddresses(http);
  checkNames(http);
  return http;
}

const wordOf = (pkce: boolean) => (pkce ? 'S256' : 'none');

function missing(field: 'tokenUrl' | 'authorizeUrl', label: string): SettingRefused {
  return new SettingRefused(
    `/http/${field}`,
    'oauth_server_missing',
    `Give the ${label} of the OAuth 2.0 server: counterflow knows only those of Lightspeed.`,
  );
}

const addresses = [
  { field: 'authorizeUrl', label: 'authorization URL' },
  { field: 'tokenUrl', label: 'access token URL' },
  { field: 'revokeUrl', label: 'revoke URL' },
] as const;

function checkAddresses(http: IClientHttp): void {
  for (const { field, label } of addresses) {
    const address = http[field];
    if (address === null) continue;
    const { hostname } = readAddress(`/http/${field}`, label, address);
    if (http.validHosts.length === 0 || http.validHosts.some((host) => isBelow(hostname, host))) continue;
    throw new SettingRefused(
      `/http/${field}`,
      'address_invalid',
      `The ${label} leads to ${hostname}, which is none of the valid hosts. Correct one of the two.`,
    );
  }
  if (http.issuer !== null) readAddress('/http/issuer', 'issuer', http.issuer);
  for (const host of http.validHosts) checkCharacters('/http/validHosts', 'valid host', host);
}

function readAddress(pointer: string, label: string, address: string): URL {
  checkCharacters(pointer, label, address);
  if (URL.canParse(address)) return checkAddress(pointer, label, address);
  throw new SettingRefused(pointer, 'address_invalid', `The ${label} is no address. Start it with https://.`);
}

const isBelow = (hostname: string, host: string) => hostname === host || hostname.endsWith(`.${host}`);

/** Names that the protocol gives values to; lower case, since names of headers have no case. */
const ownNames = {
  authorizeParameters: [
    'response_type',
    'client_id',
    'redirect_uri',
    'scope',
    'state',
    'code_challenge',
    'code_challenge_method',
  ],
  tokenHeaders: ['authorization', 'content-type', 'content-length', 'cookie', 'host'],
  tokenBody: [
    'grant_type',
    'code',
    'code_verifier',
    'redirect_uri',
    'refresh_token',
    'client_id',
    'client_secret',
    'username',
    'password',
  ],
} as const;

function checkNames(http: IClientHttp): void {
  for (const [field, own] of Object.entries(ownNames)) {
    const named: NamedValue[] = http[field as keyof typeof ownNames];
    for (const [index, { name, value }] of named.entries()) {
      if ((own as readonly string[]).includes(name.toLowerCase())) {
        throw new SettingRefused(
          `/http/${field}/${index}/name`,
          'setting_invalid',
          `counterflow sends ${name} itself, from the settings above. Leave it out here.`,
        );
      }
      const isHeader = field === 'tokenHeaders';
      if (isHeader && (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || /[^\t\x20-\x7e]/.test(value))) {
        throw new SettingRefused(
          `/http/${field}/${index}`,
          'setting_invalid',
          `${name} can't be sent as a header: its name or value has a character that headers can't hold.`,
        );
      }
    }
  }
}

/** Where secrets and tokens go, and how they come: what was granted under another one is no use. */
export const addressesOf = (http: IClientHttp | null) =>
  http ? [http.authorizeUrl, http.tokenUrl, http.revokeUrl].join(' ') : '';

/** A server that the user described. What it doesn't say about lives is taken carefully: an hour, no idle limit known. */
export function serverOf(http: IClientHttp): OAuthServer {
  return {
    ...plainOAuth,
    grantType: http.grantType,
    authorizeUrl: http.authorizeUrl ?? undefined,
    authorizeParameters: http.authorizeParameters,
    tokenUrl: http.tokenUrl,
    tokenMethod: http.tokenMethod,
    tokenBody: http.tokenMediaType === 'json' ? 'json' : 'form',
    tokenHeaders: http.tokenHeaders,
    tokenFields: http.tokenBody,
    accessTokenPath: http.accessTokenPath,
    refreshTokenPath: http.refreshTokenPath,
    alwaysBothTokens: false,
    revokeUrl: http.revokeUrl ?? undefined,
    issuer: http.issuer ? { exactly: http.issuer } : { origin: new URL(http.authorizeUrl ?? http.tokenUrl).origin },
    rotation: http.rotation,
    clientAuthentication: http.clientAuthentication,
    pkce: http.pkce,
    scopeDelimiter: http.scopeDelimiter,
    codeLivesSeconds: CUSTOM_CODE_SECONDS,
    defaultLifeSeconds: 3600,
  };
}
