import { z } from 'zod';
import { authTypes, errorMediaTypes, requestMediaTypes, successMediaTypes } from '../connectors/http-settings.ts';
import { secretInput, storedSecret } from '../rest.ts';

/**
 * HTTP view: all that can be said about how a connection sends and reads. What is stored are overrides; everything left out
 * is the connector's own value. One set of fields, in three shapes: as they come in (`httpSettings`, a merge patch), as they
 * read (`httpOverrides`), and whole (`httpWhole`).
 */

const text = z.string().max(4000);
const status = z.number().int().min(100).max(599);
const values = z.array(z.string().max(500)).max(50);
/** Names and indexes with dots between: `error.code`, `data.0.message`; `$.` may stand before them. */
const bodyPath = z
  .string()
  .trim()
  .max(500)
  .regex(
    /^(\$\.?)?[^\s.[\]]+(\.[^\s.[\]]+|\[\d+\])*$/,
    'Write names with dots between them, such as error.code or data.0.message.',
  );
const fieldName = z
  .string()
  .regex(/^[A-Za-z][\w-]{0,99}$/, 'A name begins with a letter and has letters, digits, _ and - only.');
/** RFC 9110, 5.6.2: a token. */
const headerName = z
  .string()
  .trim()
  .max(200)
  .regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'This is no name of a header: letters, digits and - only.');
const header = z.strictObject({ name: headerName, value: text });
const headers = z.array(header).max(50);
const pem = z
  .string()
  .trim()
  .max(100_000)
  .regex(
    /^-----BEGIN [A-Z0-9 ]+-----[\s\S]*-----END [A-Z0-9 ]+-----$/,
    'Paste the whole PEM text, with its BEGIN and END lines.',
  );

/** Fields that always have a value, and those that may have none, by group. */
const main = {
  always: { baseUri: z.string().trim().min(1).max(2000), headers, mediaType: z.enum(requestMediaTypes) },
  maybe: { successMediaType: z.enum(successMediaTypes), errorMediaType: z.enum(errorMediaTypes) },
};
const auth = {
  always: { type: z.enum(authTypes), followRedirects: z.boolean() },
  maybe: { username: z.string().max(500) },
};
const token = {
  always: {
    in: z.enum(['header', 'query', 'body']),
    name: z.string().trim().min(1).max(200),
    scheme: z.string().trim().max(100),
  },
  maybe: {},
};
const sign = { always: { statuses: z.array(status).max(50), values }, maybe: { path: bodyPath } };
const refresh = {
  always: {
    method: z.enum(['GET', 'POST', 'PUT']),
    relativeUri: text.min(1),
    headers,
    mediaType: z.enum(requestMediaTypes),
    tokenPath: bodyPath,
  },
  maybe: { body: text, refreshTokenPath: bodyPath, expiresInPath: bodyPath },
};
const rateLimit = {
  always: { ...sign.always, retryHeader: headerName },
  maybe: {
    ...sign.maybe,
    requests: z.number().int().min(1).max(1_000_000),
    seconds: z.number().min(1).max(86_400),
  },
};
const ping = {
  always: {
    method: z.enum(['GET', 'POST', 'PUT', 'HEAD']),
    successValues: values,
    failValues: values,
    allowArray: z.boolean(),
  },
  maybe: { relativeUri: text, body: text, successPath: bodyPath, failPath: bodyPath, errorPath: bodyPath },
};
const tls = { always: { verify: z.boolean() }, maybe: { certificate: pem, ca: pem } };

interface Group {
  always: Record<string, z.ZodType>;
  maybe: Record<string, z.ZodType>;
}
type Both<G extends Group> = G['always'] & G['maybe'];

/** As a group comes in: null takes an override back. */
function patched<G extends Group>({ always, maybe }: G) {
  const all = { ...always, ...maybe } as Both<G>;
  return Object.fromEntries(Object.entries(all).map(([name, field]) => [name, field.nullish()])) as {
    [K in keyof Both<G>]: z.ZodOptional<z.ZodNullable<Both<G>[K]>>;
  };
}

/** As its overrides read. */
function overridden<G extends Group>({ always, maybe }: G) {
  const all = { ...always, ...maybe } as Both<G>;
  return Object.fromEntries(Object.entries(all).map(([name, field]) => [name, field.optional()])) as {
    [K in keyof Both<G>]: z.ZodOptional<Both<G>[K]>;
  };
}

/** With a value for each field, or null where it has none. */
function whole<G extends Group>({ always, maybe }: G) {
  const none = Object.fromEntries(Object.entries(maybe).map(([name, field]) => [name, field.nullable()]));
  return { ...always, ...none } as G['always'] & { [K in keyof G['maybe']]: z.ZodNullable<G['maybe'][K]> };
}

/** HTTP settings on their way in: a merge patch of the overrides. A field that is null takes its override back. */
export const httpSettings = z.strictObject({
  ...patched(main),
  unencrypted: z.record(fieldName, text.nullable()).nullish(),
  encrypted: z.record(fieldName, secretInput).nullish(),
  auth: z
    .strictObject({
      ...patched(auth),
      token: z.strictObject(patched(token)).nullish(),
      refresh: z.strictObject(patched(refresh)).nullish(),
      expired: z.strictObject(patched(sign)).nullish(),
    })
    .nullish(),
  rateLimit: z.strictObject(patched(rateLimit)).nullish(),
  ping: z.strictObject(patched(ping)).nullish(),
  tls: z.strictObject({ ...patched(tls), key: secretInput, passphrase: secretInput, pfx: secretInput }).nullish(),
});
export type HttpSettingsInput = z.infer<typeof httpSettings>;

const auths = {
  ...overridden(auth),
  token: z.object(overridden(token)).optional(),
  refresh: z.object(overridden(refresh)).optional(),
  expired: z.object(overridden(sign)).optional(),
};
const overrides = {
  ...overridden(main),
  unencrypted: z.record(z.string(), z.string()).optional(),
  auth: z.object(auths).optional(),
  rateLimit: z.object(overridden(rateLimit)).optional(),
  ping: z.object(overridden(ping)).optional(),
};

/** As they are stored: only what differs from the connector, secrets elsewhere. */
export const httpOverrides = z.object({ ...overrides, tls: z.object(overridden(tls)).optional() });
export type HttpOverrides = z.infer<typeof httpOverrides>;

/** The overrides of a connection as they read. */
export const httpOverridesView = z
  .object({
    ...overrides,
    encrypted: z.record(z.string(), storedSecret).optional(),
    tls: z
      .object({
        ...overridden(tls),
        key: storedSecret.optional(),
        passphrase: storedSecret.optional(),
        pfx: storedSecret.optional(),
      })
      .optional(),
  })
  .meta({ id: 'HttpOverrides' });
export type HttpOverridesView = z.infer<typeof httpOverridesView>;

const wholeSettings = z
  .object({
    ...whole(main),
    // A connector without one has an empty base URI; placeholders such as {accountId} as they stand.
    baseUri: z.string(),
    unencrypted: z.record(z.string(), z.string()),
    auth: z.object({
      ...whole(auth),
      token: z.object(whole(token)),
      refresh: z.object(whole(refresh)).nullable(),
      expired: z.object(whole(sign)),
    }),
    rateLimit: z.object(whole(rateLimit)),
    ping: z.object(whole(ping)),
    tls: z.object(whole(tls)),
  })
  .meta({ id: 'HttpSettings' });

const oauthServer = z
  .object({
    authorizeUrl: z.string().nullable(),
    tokenUrl: z.string(),
    /** Null: it offers no way to withdraw a sign-in. */
    revokeUrl: z.string().nullable(),
    grantType: z.enum(['authorizationCode', 'clientCredentials', 'password']),
    clientAuthentication: z.enum(['basic', 'body']),
    pkce: z.enum(['S256', 'plain', 'none']),
    rotation: z.enum(['static', 'untilFirstUse', 'immediate', 'family']),
  })
  .meta({ id: 'HttpOAuthServer' });

/** What an API type says by itself, before any override: what HTTP view shows greyed out. */
export const httpOfApiType = z
  .object({
    settings: wholeSettings,
    /** Null: the type has no such OAuth 2.0 server, or the OAuth 2.0 client names its own. */
    oauth: z.object({ new: oauthServer.nullable(), old: oauthServer.nullable() }),
  })
  .meta({ id: 'HttpOfApiType' });

/** Names of the secrets of HTTP view as they are stored among a connection's secrets. */
export const tlsSecrets = ['key', 'passphrase', 'pfx'] as const;
