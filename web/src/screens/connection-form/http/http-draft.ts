import type { HttpOverridesView } from '../../../../../src/connections/http-settings-schema.ts';

/** A header as it is typed. */
export interface HeaderRow {
  name: string;
  value: string;
}

/** A field of one's own for headers and the like. A secret's value that is null keeps the stored one. */
export interface CustomField {
  name: string;
  value: string | null;
  isSecret: boolean;
}

/** A place in a reply's body, and the values there that count, one a line. */
export interface BodySign {
  path: string;
  values: string;
}

/** The certificate that this side shows: PEM certificate and key, or a PFX file. Null keeps a stored secret. */
export interface ClientCertificate {
  kind: 'pem' | 'pfx';
  certificate: string;
  ca: string;
  key: string | null;
  passphrase: string | null;
  /** In Base64. */
  pfx: string | null;
}

/** How a token that runs out is renewed. */
export interface TokenRenewal {
  method: 'GET' | 'POST' | 'PUT';
  relativeUri: string;
  mediaType: string;
  headers: HeaderRow[];
  body: string;
  tokenPath: string;
  refreshTokenPath: string;
  expiresInPath: string;
}

/** So many requests in so many seconds, as typed. */
export interface RequestWindow {
  requests: number | string;
  seconds: number | string;
}

/**
 * HTTP settings that replace the connector's own, by the row of HTTP view that shows them; a row that is left out follows
 * the connector.
 */
export interface HttpDraft {
  baseUri?: string;
  headers?: HeaderRow[];
  mediaType?: string;
  successMediaType?: string;
  errorMediaType?: string;
  fields?: CustomField[];
  verify?: boolean;
  certificate?: ClientCertificate;
  type?: string;
  username?: string;
  renewal?: TokenRenewal;
  tokenIn?: string;
  tokenName?: string;
  tokenScheme?: string;
  expiredStatuses?: string;
  expiredSign?: BodySign;
  followRedirects?: boolean;
  limitStatuses?: string;
  limitSign?: BodySign;
  retryHeader?: string;
  limitWindow?: RequestWindow;
  pingMethod?: string;
  pingUri?: string;
  pingBody?: string;
  pingSuccess?: BodySign;
  pingFailure?: BodySign;
  pingError?: string;
  pingArray?: boolean;
}

export type HttpKey = keyof HttpDraft;
export type HttpValue<K extends HttpKey = HttpKey> = NonNullable<HttpDraft[K]>;

/** Values by the place where they are stored, names with dots between; null takes an override back. */
export type Leaves = Record<string, unknown>;

/** How the value of a row is read from what is stored, and written. `read` answers undefined where nothing is overridden. */
export interface HttpCodec<V> {
  /** Where it is stored; beginnings count, so that `encrypted` stands for every field in it. */
  paths: readonly string[];
  read: (stored: HttpOverridesView) => V | undefined;
  write: (value: V) => Leaves;
}

/** What stands at a path of nested objects; undefined where nothing does. */
export function at(tree: unknown, path: string): unknown {
  let here = tree;
  for (const name of path.split('.')) here = (here as Record<string, unknown> | null | undefined)?.[name];
  return here;
}

const textLeaf = (path: string): HttpCodec<string> => ({
  paths: [path],
  read: (stored) => at(stored, path) as string | undefined,
  write: (value) => ({ [path]: value.trim() || null }),
});

/** A text that may be empty: empty replaces what the connector says, too. */
const plainLeaf = (path: string): HttpCodec<string> => ({
  ...textLeaf(path),
  write: (value) => ({ [path]: value.trim() }),
});

const flagLeaf = (path: string): HttpCodec<boolean> => ({
  paths: [path],
  read: (stored) => at(stored, path) as boolean | undefined,
  write: (value) => ({ [path]: value }),
});

const headersLeaf = (path: string): HttpCodec<HeaderRow[]> => ({
  paths: [path],
  read: (stored) => at(stored, path) as HeaderRow[] | undefined,
  write: (rows) => ({ [path]: trimmed(rows) }),
});

const trimmed = (rows: readonly HeaderRow[]) =>
  rows
    .map(({ name, value }) => ({ name: name.trim(), value: value.trim() }))
    .filter(({ name, value }) => name || value);

const statusesLeaf = (path: string): HttpCodec<string> => ({
  paths: [path],
  read: (stored) => (at(stored, path) as number[] | undefined)?.join(', '),
  write: (value) => ({ [path]: statusesOf(value) }),
});

/** The numbers in "429, 503". */
export const statusesOf = (value: string): number[] =>
  value
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);

/** The values of a sign, one a line. */
export const linesOf = (value: string): string[] =>
  value
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);

const signLeaves = (path: string, values: string): HttpCodec<BodySign> => ({
  paths: [path, values],
  read: (stored) => {
    const place = at(stored, path) as string | undefined;
    const counting = at(stored, values) as string[] | undefined;
    return place === undefined && counting === undefined
      ? undefined
      : { path: place ?? '', values: (counting ?? []).join('\n') };
  },
  write: (sign) => {
    const lines = linesOf(sign.values);
    return { [path]: sign.path.trim() || null, [values]: lines.length > 0 ? lines : null };
  },
});

const limitWindow: HttpCodec<RequestWindow> = {
  paths: ['rateLimit.requests', 'rateLimit.seconds'],
  read: ({ rateLimit }) =>
    rateLimit?.requests === undefined && rateLimit?.seconds === undefined
      ? undefined
      : { requests: rateLimit.requests ?? '', seconds: rateLimit.seconds ?? '' },
  write: ({ requests, seconds }) => ({
    'rateLimit.requests': requests === '' ? null : Number(requests),
    'rateLimit.seconds': seconds === '' ? null : Number(seconds),
  }),
};

const fields: HttpCodec<CustomField[]> = {
  paths: ['unencrypted', 'encrypted'],
  read: ({ unencrypted = {}, encrypted = {} }) => {
    const plain = Object.entries(unencrypted).map(([name, value]) => ({ name, value, isSecret: false }));
    const secret = Object.keys(encrypted).map((name) => ({ name, value: null, isSecret: true }));
    return plain.length + secret.length === 0 ? undefined : [...plain, ...secret];
  },
  write: (rows) =>
    Object.fromEntries(
      rows
        .filter(({ name, isSecret, value }) => name.trim() && !(isSecret && value === null))
        .map(({ name, value, isSecret }) => [`${isSecret ? 'encrypted' : 'unencrypted'}.${name.trim()}`, value ?? '']),
    ),
};

const certificate: HttpCodec<ClientCertificate> = {
  paths: ['tls.certificate', 'tls.ca', 'tls.key', 'tls.passphrase', 'tls.pfx'],
  read: ({ tls = {} }) =>
    (tls.certificate ?? tls.ca ?? tls.key ?? tls.passphrase ?? tls.pfx)
      ? {
          kind: tls.pfx ? 'pfx' : 'pem',
          certificate: tls.certificate ?? '',
          ca: tls.ca ?? '',
          key: tls.key ? null : '',
          passphrase: tls.passphrase ? null : '',
          pfx: tls.pfx ? null : '',
        }
      : undefined,
  write: ({ kind, certificate: own, ca, key, passphrase, pfx }) => ({
    'tls.certificate': kind === 'pem' ? own.trim() || null : null,
    'tls.ca': ca.trim() || null,
    ...secretLeaf('tls.key', kind === 'pem' ? key : ''),
    ...secretLeaf('tls.pfx', kind === 'pfx' ? pfx : ''),
    ...secretLeaf('tls.passphrase', passphrase),
  }),
};

/** A secret that is null stays as it is; an empty one goes. */
const secretLeaf = (path: string, value: string | null): Leaves =>
  value === null ? {} : { [path]: value.trim() || null };

const renewal: HttpCodec<TokenRenewal> = {
  paths: ['auth.refresh'],
  read: ({ auth }) => {
    const { refresh } = auth ?? {};
    return refresh && { ...newRenewal, ...refresh };
  },
  write: (value) => ({
    'auth.refresh.method': value.method,
    'auth.refresh.relativeUri': value.relativeUri.trim(),
    'auth.refresh.mediaType': value.mediaType,
    'auth.refresh.headers': trimmed(value.headers),
    'auth.refresh.body': value.body.trim() || null,
    'auth.refresh.tokenPath': value.tokenPath.trim(),
    'auth.refresh.refreshTokenPath': value.refreshTokenPath.trim() || null,
    'auth.refresh.expiresInPath': value.expiresInPath.trim() || null,
  }),
};

export const newRenewal: TokenRenewal = {
  method: 'POST',
  relativeUri: '',
  mediaType: 'urlencoded',
  headers: [],
  body: '',
  tokenPath: 'access_token',
  refreshTokenPath: '',
  expiresInPath: '',
};

/** Every row, with where it is stored. */
export const httpCodecs: { [K in HttpKey]-?: HttpCodec<HttpValue<K>> } = {
  baseUri: textLeaf('baseUri'),
  headers: headersLeaf('headers'),
  mediaType: textLeaf('mediaType'),
  successMediaType: textLeaf('successMediaType'),
  errorMediaType: textLeaf('errorMediaType'),
  fields,
  verify: flagLeaf('tls.verify'),
  certificate,
  type: textLeaf('auth.type'),
  username: textLeaf('auth.username'),
  renewal,
  tokenIn: textLeaf('auth.token.in'),
  tokenName: textLeaf('auth.token.name'),
  tokenScheme: plainLeaf('auth.token.scheme'),
  expiredStatuses: statusesLeaf('auth.expired.statuses'),
  expiredSign: signLeaves('auth.expired.path', 'auth.expired.values'),
  followRedirects: flagLeaf('auth.followRedirects'),
  limitStatuses: statusesLeaf('rateLimit.statuses'),
  limitSign: signLeaves('rateLimit.path', 'rateLimit.values'),
  retryHeader: textLeaf('rateLimit.retryHeader'),
  limitWindow,
  pingMethod: textLeaf('ping.method'),
  pingUri: textLeaf('ping.relativeUri'),
  pingBody: textLeaf('ping.body'),
  pingSuccess: signLeaves('ping.successPath', 'ping.successValues'),
  pingFailure: signLeaves('ping.failPath', 'ping.failValues'),
  pingError: textLeaf('ping.errorPath'),
  pingArray: flagLeaf('ping.allowArray'),
};

export const httpKeys = Object.keys(httpCodecs) as HttpKey[];

/** What a row holds, and how; the one place where key and value are brought together by hand. */
export const codecOf = (key: HttpKey) => httpCodecs[key] as HttpCodec<unknown>;

/** The overrides of a stored connection as HTTP view edits them. */
export function httpDraftOf(stored: HttpOverridesView | null): HttpDraft {
  if (!stored) return {};
  const values = httpKeys.map((key) => [key, codecOf(key).read(stored)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}

/** The row that shows what stands at a JSON pointer below `/http`; undefined where none does. */
export function rowAt(pointer: string): HttpKey | undefined {
  const path = pointer.split('/').slice(2).join('.');
  return httpKeys.find((key) =>
    httpCodecs[key].paths.some((own) => path === own || path.startsWith(`${own}.`) || own.startsWith(`${path}.`)),
  );
}
