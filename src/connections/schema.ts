import { z } from 'zod';
import { id, secretInput, stamps, storedSecret, time } from '../rest.ts';
import { concurrencyInput, concurrencyView } from './concurrency-schema.ts';
import { httpOverridesView, httpSettings } from './http-settings-schema.ts';

/** API types that can be created today; the rest of the contract's list joins as its connectors arrive. */
export const apiTypes = [
  'lightspeed-v3',
  'lightspeed-v2',
  'lightspeed-x',
  'lightspeed-c',
  'http',
  'postgres',
  'folder',
] as const;
export const apiType = z.enum(apiTypes);
export type ApiType = z.infer<typeof apiType>;

export const connectionStatuses = ['new', 'online', 'offline', 'unauthorized', 'paused'] as const;
export const connectionConditions = ['scopes_missing', 'throttled', 'recovering'] as const;
export type ConnectionCondition = (typeof connectionConditions)[number];

const name = z.string().trim().min(1, 'Give the connection a name.').max(100, 'Use at most 100 characters.');

/** Settings of the simple form, by API type. Which of them a type needs is the connector's to say. */
export const connectionSettingsInput = z
  .object({
    scopes: z.array(z.string().max(100)).max(200).optional(),
    /** Of `lightspeed-v2` it is this installation's default client, whatever is sent. */
    iClientId: id.nullable().optional(),
    subdomain: z.string().trim().toLowerCase().max(255).nullable().optional(),
    personalToken: secretInput,
    personalTokenExpiresAt: time.nullable().optional(),
    apiKey: z.string().trim().max(500).optional(),
    apiSecret: secretInput,
    cluster: z.string().trim().max(10).optional(),
    language: z.string().trim().toLowerCase().max(10).optional(),
    host: z.string().max(255).optional(),
    port: z.number().int().min(1).max(65_535).optional(),
    database: z.string().max(63).optional(),
    user: z.string().max(63).optional(),
    password: secretInput,
    /** `http`: a token that is sent as it stands, and the one that renews it. */
    token: secretInput,
    refreshToken: secretInput,
    tls: z.enum(['require', 'prefer', 'off']).optional(),
    path: z.string().max(1000).optional(),
  })
  .strict();
export type ConnectionSettingsInput = z.infer<typeof connectionSettingsInput>;

export const connectionInput = z.object({
  name,
  apiType,
  environment: z.enum(['live', 'sandbox']).default('live'),
  region: z.string().max(20).nullable().optional(),
  settings: connectionSettingsInput.default({}),
  http: httpSettings.nullable().optional(),
  concurrency: concurrencyInput.optional(),
});
export type ConnectionInput = z.infer<typeof connectionInput>;

export const connectionPatch = z.object({
  name: name.optional(),
  settings: connectionSettingsInput.optional(),
  http: httpSettings.nullable().optional(),
  concurrency: concurrencyInput.optional(),
  paused: z.boolean().optional(),
});
export type ConnectionPatch = z.infer<typeof connectionPatch>;

/** What the token line shows: times only, never a token. */
export const grantView = z
  .object({
    generation: z.number().int(),
    /** When a person last gave consent; the pairs since then were renewed by counterflow. */
    authorizedAt: time,
    issuedAt: time,
    expiresAt: time.nullable(),
    renewsAt: time.nullable(),
    refreshTokenFingerprint: z.string().nullable(),
    refreshTokenDiesAt: time.nullable(),
    lastUsedAt: time.nullable(),
    scopes: z.array(z.string()),
    /** Since when it is not known whether the other side replaced this pair; null where there is no such doubt. */
    unknownSince: time.nullable(),
    /** Which of the API's OAuth servers renews it; one of R-Series' `old` server can move to the new one. */
    tokenServer: z.enum(['new', 'old']),
  })
  .meta({ id: 'Grant' });

const throttling = { throttledUntil: time.nullable(), tooManyRequestsToday: z.number().int() };

/** One of the windows that all count the same requests. */
export const windowView = z.object({
  /** The limit, in a window of so many seconds. */
  requests: z.number().int(),
  seconds: z.number(),
  remaining: z.number().int(),
  /** When the window is surely over and a full one begins; null while nothing of it is known to be used. */
  resetsAt: time.nullable(),
});

/** What the rate gauge shows: a bucket in drips, or windows that all count the same requests. */
export const budgetView = z
  .discriminatedUnion('kind', [
    z.object({
      kind: z.literal('bucket'),
      levelDrips: z.number(),
      sizeDrips: z.number(),
      dripPerSecond: z.number(),
      burst: z.number().nullable(),
      ...throttling,
    }),
    z.object({
      kind: z.literal('windows'),
      windows: z.array(windowView),
      ...throttling,
    }),
  ])
  .meta({ id: 'Budget' });

export const connection = z
  .object({
    id,
    name: z.string(),
    apiType,
    environment: z.enum(['live', 'sandbox']),
    region: z.string().nullable(),
    /** True for "This installation's database": made by counterflow, can't be edited or deleted. */
    builtIn: z.boolean(),
    settings: z.object({
      scopes: z.array(z.string()).optional(),
      iClientId: id.nullable().optional(),
      subdomain: z.string().optional(),
      personalToken: storedSecret.optional(),
      personalTokenExpiresAt: time.optional(),
      apiKey: z.string().optional(),
      apiSecret: storedSecret.optional(),
      cluster: z.string().optional(),
      language: z.string().optional(),
      host: z.string().optional(),
      port: z.number().int().optional(),
      database: z.string().optional(),
      user: z.string().optional(),
      password: storedSecret.optional(),
      token: storedSecret.optional(),
      refreshToken: storedSecret.optional(),
      tls: z.enum(['require', 'prefer', 'off']).optional(),
      path: z.string().optional(),
    }),
    /** HTTP view: what was set otherwise than the connector has it; null where nothing was. */
    http: httpOverridesView.nullable(),
    status: z.enum(connectionStatuses),
    /** Stable code of why the status is not `online`, and the sentence a person reads. */
    reason: z.string().nullable(),
    reasonDetail: z.string().nullable(),
    conditions: z.array(z.enum(connectionConditions)),
    account: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Whose consent the grant rests on. */
    employee: z.string().nullable(),
    grant: grantView.nullable(),
    /** Scopes that were asked for and not granted. */
    missingScopes: z.array(z.string()),
    budget: budgetView.nullable(),
    concurrency: concurrencyView,
    usedBy: z.number().int(),
    lastCallAt: time.nullable(),
    nextProbeAt: time.nullable(),
    /** How often it was tried since it can't be reached. */
    probes: z.number().int(),
    offlineSince: time.nullable(),
    /** Until when its requests are recorded in the debug log; null: they are not. */
    debugUntil: time.nullable(),
    ...stamps,
  })
  .meta({ id: 'Connection' });
export type Connection = z.infer<typeof connection>;

export const authorizationInput = z.object({
  /** A link for somebody without an account here: good for a week, and its answer waits for the sender's yes. */
  link: z.boolean().default(false),
  /** Lets another account take the place of the one that the connection belongs to; its flows begin anew. */
  replaceAccount: z.boolean().default(false),
  /** Begins although the authorize address refuses at once. */
  skipCheck: z.boolean().default(false),
});

/** The address on which a browser landed after the consent, as it was copied. */
export const landedInput = z.object({ address: z.string().trim().min(1, 'Paste the address.').max(8000) });

/** One attempt to authorize. `url` is our own page; `code` is the stable code of a failure. */
export const authorization = z
  .object({
    id,
    connectionId: id,
    url: z.string(),
    status: z.enum(['waiting', 'confirm', 'done', 'failed']),
    /** How far it came: the page is not opened yet, the person is at the provider, the answer came back, all is over. */
    phase: z.enum(['unopened', 'signIn', 'checking', 'over']),
    code: z.string().nullable(),
    detail: z.string().nullable(),
    /** Where the browser lands instead of coming back here: the address it shows then is to be pasted. */
    landsAt: z.string().nullable(),
    /** How long the code in that address is good, counted from the consent. */
    codeLivesSeconds: z.number().int(),
    /** Who signed in; of `oauth_wrong_account` the account that was met. */
    account: z.object({ id: z.string(), name: z.string() }).nullable(),
    /** Begun as a link for somebody without an account here. */
    link: z.boolean(),
    replaceAccount: z.boolean(),
    /** What is known of a failure beside its code. */
    failure: z
      .object({
        /** HTTP status of the answer that failed it. */
        status: z.number().int().optional(),
        /** The other side's own words, masked. */
        said: z.string().optional(),
        scope: z.string().optional(),
        /** How far this server's clock is ahead of the other side's; behind is negative. */
        clockAheadSeconds: z.number().int().optional(),
      })
      .nullable(),
    createdAt: time,
    expiresAt: time,
  })
  .meta({ id: 'Authorization' });
export type Authorization = z.infer<typeof authorization>;

export const pingAnswer = z
  .object({
    ok: z.boolean(),
    checks: z.array(z.object({ name: z.string(), ok: z.boolean(), ms: z.number(), message: z.string().optional() })),
  })
  .meta({ id: 'Ping' });
export type PingAnswer = z.infer<typeof pingAnswer>;

/** What uses a connection, iClient, export or import: shown before a delete is refused. */
export const usedBy = z
  .object({ type: z.enum(['connection', 'export', 'import', 'flow']), id, name: z.string() })
  .meta({ id: 'UsedBy' });
export type UsedBy = z.infer<typeof usedBy>;

export const cloneInput = z.object({
  /** Left out: "Copy of" and the name. */
  name: name.optional(),
});

/** A flow that reads or writes over a connection. */
export const connectionFlow = z
  .object({
    id,
    name: z.string(),
    /** Whether it remembers how far it has read changes from this connection: another account would start it over. */
    remembersPosition: z.boolean(),
    /** Whether one of its runs waits for this connection at this moment. */
    waiting: z.boolean(),
  })
  .meta({ id: 'ConnectionFlow' });
export type ConnectionFlow = z.infer<typeof connectionFlow>;

/** Scopes that what reads over a connection needs. */
export const neededScopes = z
  .object({
    /** Any one of these suffices. */
    anyOf: z.array(z.string()),
    /** Flows, and exports that are in none. */
    neededBy: z.array(usedBy),
    /** Whether one of them, or one that contains it, was granted; null before the first authorization. */
    granted: z.boolean().nullable(),
  })
  .meta({ id: 'NeededScopes' });
export type NeededScopes = z.infer<typeof neededScopes>;

/** Redirect URLs by region, as they must be registered at Lightspeed. */
export const redirectUrl = z
  .object({ region: z.string().nullable(), url: z.string(), https: z.boolean() })
  .meta({ id: 'RedirectUrl' });
