import { z } from 'zod';
import { id, secretInput, stamps, storedSecret } from '../rest.ts';

export const providers = ['lightspeed-r', 'lightspeed-x', 'lightspeed-k', 'custom'] as const;

const namedValues = z.array(z.object({ name: z.string().trim().min(1).max(200), value: z.string().max(4000) })).max(50);
const path = z
  .string()
  .trim()
  .regex(/^[^.\s]+(\.[^.\s]+)*$/, 'Write names joined by dots, e.g. data.token.')
  .max(200);
/** Read as an address, with better words for what is wrong, where it is taken. */
const address = z.string().trim().min(1).max(2000);

const grantType = z.enum(['authorizationCode', 'clientCredentials', 'password']);
const tokenMethod = z.enum(['POST', 'GET']);
const tokenMediaType = z.enum(['urlencoded', 'json']);
const clientAuthentication = z.enum(['body', 'basic']);
const pkce = z.enum(['S256', 'plain', 'none']);
const rotation = z.enum(['static', 'untilFirstUse', 'immediate', 'family']);
const scopeDelimiter = z.string().min(1).max(10);
const hosts = z.array(z.string().trim().toLowerCase().min(1).max(255)).max(50);

/**
 * Endpoints and habits of an OAuth 2.0 server that counterflow doesn't know by itself (`provider: custom`). What was
 * left out has its usual value.
 */
export const iClientHttp = z.object({
  grantType: grantType.default('authorizationCode'),
  /** Null where nobody is asked for consent. */
  authorizeUrl: address.nullable().default(null),
  /** Sent with the authorization request, beside what the protocol needs. */
  authorizeParameters: namedValues.default([]),
  tokenUrl: address,
  tokenMethod: tokenMethod.default('POST'),
  tokenMediaType: tokenMediaType.default('urlencoded'),
  tokenHeaders: namedValues.default([]),
  /** Fields of the body (GET: parameters) of token requests, beside what the protocol needs. */
  tokenBody: namedValues.default([]),
  /** RFC 7009; null: the server has none. */
  revokeUrl: address.nullable().default(null),
  /** What `iss` of an answer must be (RFC 9207); null: an address with the authorize URL's origin. */
  issuer: address.nullable().default(null),
  clientAuthentication: clientAuthentication.default('body'),
  scopeDelimiter: scopeDelimiter.default(' '),
  accessTokenPath: path.default('access_token'),
  refreshTokenPath: path.default('refresh_token'),
  pkce: pkce.default('S256'),
  rotation: rotation.default('family'),
  /** Hosts that the addresses may have, each with those below it; empty: any. */
  validHosts: hosts.default([]),
});
export type IClientHttp = z.infer<typeof iClientHttp>;

/** What a row holds, with what was not known when it was written. */
export function storedHttp(stored: unknown): IClientHttp | null {
  return stored ? iClientHttp.parse(stored) : null;
}

/** The same on its way in, as a merge patch: what is left out stays, null goes back to the usual value. */
const iClientHttpInput = z
  .object({
    grantType: grantType.nullable(),
    authorizeUrl: address.nullable(),
    authorizeParameters: namedValues.nullable(),
    tokenUrl: address.nullable(),
    tokenMethod: tokenMethod.nullable(),
    tokenMediaType: tokenMediaType.nullable(),
    tokenHeaders: namedValues.nullable(),
    tokenBody: namedValues.nullable(),
    revokeUrl: address.nullable(),
    issuer: address.nullable(),
    clientAuthentication: clientAuthentication.nullable(),
    scopeDelimiter: scopeDelimiter.nullable(),
    accessTokenPath: path.nullable(),
    refreshTokenPath: path.nullable(),
    /** As in earlier versions, true stands for S256 and false for none. */
    pkce: z.union([pkce, z.boolean()]).nullable(),
    rotation: rotation.nullable(),
    validHosts: hosts.nullable(),
  })
  .partial();
export type IClientHttpInput = z.infer<typeof iClientHttpInput>;

export const iClientInput = z.object({
  name: z.string().trim().min(1, 'Give the client a name.').max(100),
  provider: z.enum(providers),
  clientId: z.string().trim().min(1, 'Paste the client ID.').max(500),
  clientSecret: secretInput,
  oauthServer: z.enum(['new', 'old']).default('new'),
  default: z.boolean().default(false),
  landingUrl: z.url().nullable().optional(),
  http: iClientHttpInput.nullable().optional(),
});
export type IClientInput = z.infer<typeof iClientInput>;

export const iClient = z
  .object({
    id,
    name: z.string(),
    provider: z.enum(providers),
    clientId: z.string(),
    clientSecret: storedSecret,
    oauthServer: z.enum(['new', 'old']),
    default: z.boolean(),
    landingUrl: z.string().nullable(),
    http: iClientHttp.nullable(),
    usedBy: z.number().int(),
    ...stamps,
  })
  .meta({ id: 'IClient' });
export type IClient = z.infer<typeof iClient>;
