import type { OAuthServer } from './oauth-server.ts';

/** What a stored scalar means; on the R-Series wire each of them is a string. */
export type FieldType = 'integer' | 'decimal' | 'boolean' | 'datetime' | 'text' | 'json';

/** A field of a record by its path after normalisation, e.g. `Contact.firstName`. */
export interface Field {
  path: string;
  type: FieldType;
}

export interface Scope {
  scope: string;
  title: string;
  description: string;
  access: 'read' | 'read-write';
  group: string;
  /** Why this scope deserves a second thought; null for most. */
  sensitive: string | null;
  /** Scopes that contain this one. */
  coveredBy: string[];
  resources: string[];
}

/** How an incremental read of a resource works: the field that moves on every change, sortable together with the id. */
export interface Incremental {
  field: string;
  /** Query that makes archived rows come too, so that a change that archives a row is seen. */
  includeArchived: boolean;
}

export interface Resource {
  name: string;
  label: string;
  description: string;
  /** Path below the base URI. */
  path: string;
  key: string;
  incremental: Incremental | undefined;
  /** Any one of these scopes suffices. */
  scopes: string[];
  relations: { name: string; many: boolean }[];
  fields: Field[];
}

/** What a rate limit counts, before the first reply tells better. */
export type BudgetModel = BucketModel | WindowsModel;

/** A leaky bucket and a limit for one second. Cost and level in drips. */
interface BucketModel {
  kind: 'bucket';
  sizeDrips: number;
  dripPerSecond: number;
  burst: number;
}

/**
 * So many requests in so many seconds, in every window of the API at once; a request costs 1. When windows begin is learned
 * from replies. The lengths stand, since no reply tells them.
 */
interface WindowsModel {
  kind: 'windows';
  windows: { requests: number; seconds: number }[];
}

/** The rate limit as a reply's headers tell it, in the shape of the model. */
export type BudgetReading = BucketReading | WindowsReading;

interface BucketReading {
  kind: 'bucket';
  levelDrips: number;
  sizeDrips: number;
  dripPerSecond: number | undefined;
  burst: number | undefined;
}

/** One entry for each window of the model, in its order. */
interface WindowsReading {
  kind: 'windows';
  windows: {
    /** The limit. */
    requests: number;
    remaining: number;
    /** Whole seconds until the window ends, rounded either way; undefined where not told. */
    resetSeconds: number | undefined;
  }[];
}

/** A request below the base URI; `query` values are sent percent-encoded as they stand. */
export interface ListRequest {
  path: string;
  query: [name: string, value: string][];
}

export interface ListQuery {
  resource: Resource;
  relations: string[];
  filters: { field: string; operator: string; value: string }[];
  pageSize: number;
  /** Read in order of the incremental field, from this position on (inclusive), instead of by id. */
  since?: { field: string; from: string | undefined };
}

/** What a reply means, and who acts next. `message` is for the user; codes are listed in docs/error-codes.md. */
export type Verdict =
  | { kind: 'ok' }
  | { kind: 'tokenRefused' }
  | { kind: 'rateLimited' }
  | { kind: 'retry'; code: string; message: string }
  | { kind: 'refused'; code: string; message: string };

/** How a list's total is asked for, where its pages don't tell it. */
export interface CountModel {
  costDrips: number;
  /** Filters and `since` count as in a list; page size and relations don't. */
  request(query: Omit<ListQuery, 'relations' | 'pageSize'>): ListRequest;
  /** Undefined when the reply holds no total. */
  read(json: unknown): number | undefined;
}

export interface ReplyFacts {
  status: number;
  headers: Headers;
  /** Parsed JSON; undefined when the body is not JSON (cut off, HTML, empty). */
  json: unknown;
  text: string;
}

/** A setting of the simple form beside scopes and client, and what it stands for in URLs. */
export interface ConnectorSetting {
  name: 'subdomain' | 'cluster' | 'language' | 'apiKey';
  /** As messages name it: "the subdomain". */
  label: string;
  isRequired: boolean;
  /** What the whole value must look like, and the sentence that says so. */
  pattern: RegExp;
  allowed: string;
  /** Whether it decides which host credentials go to. */
  choosesHost: boolean;
  /** Where URLs say `{placeholder}`, the value stands, or what `values` has for it; undefined where URLs don't hold it. */
  placeholder: string | undefined;
  values?: Record<string, string>;
}

/**
 * Credentials that are typed in and sent with each request as they stand: no consent, no renewal. `basic`: user, named or in
 * a setting, and password; `bearer`: a token; `custom`: the connection's own headers. Secrets by name of their setting;
 * `refusedReason` is why a connection whose credentials are refused needs a person.
 */
export type StandingSignIn = (
  | { kind: 'basic'; user: { setting: 'apiKey' } | { name: string }; secret: 'apiSecret' | 'password' }
  | { kind: 'bearer'; secret: 'personalToken' | 'token' }
  | { kind: 'custom' }
) & { refusedReason: 'credentials_refused' | 'personal_token_refused' | 'sign_in_refused' };

/** What a page of a list was, to find the next one. */
export interface ListPage {
  /** The address that was asked for, the real one. */
  url: string;
  json: unknown;
  rows: Record<string, unknown>[];
}

/** A Lightspeed API as data and small pure functions: value in, value out; no network, no clock. */
export interface ApiConnector {
  kind: 'api';
  id: string;
  label: string;
  /** Letter on the tile that stands for the application. */
  tile: string;
  provider: 'lightspeed-r' | 'lightspeed-x' | 'lightspeed-k' | 'custom';
  /**
   * Template with `{accountId}` and the placeholders of `settings`. Credentials go to its origin, the token server's, and
   * nowhere else.
   */
  baseUri: string;
  settings: ConnectorSetting[];
  /** Where the OAuth 2.0 client comes from: chosen on the connection, this installation's default one, or there is none. */
  client: 'chosen' | 'default' | 'none';
  oauth: Record<'new' | 'old', OAuthServer | undefined>;
  /** Undefined where an API knows OAuth only. Goes before a grant on connections that have it set. */
  standing: StandingSignIn | undefined;
  /** A setting that the redirect after consent tells, where it is not known before; undefined where it tells none. */
  toldByCallback: { parameter: string; setting: ConnectorSetting['name'] } | undefined;
  scopes: Scope[];
  bundles: { name: string; scopes: string[] }[];
  resources: Resource[];
  budget: BudgetModel;
  /**
   * Absolute URL (a template) that tells which account credentials open, and how to read the answer; undefined where not known.
   * `settings` are the connection's. Where `needsScope`, an answer of 403 says that the account is reached all the same, and
   * `read` gets undefined.
   */
  account:
    | {
        url: string;
        needsScope: boolean;
        read(json: unknown, settings: Record<string, unknown>): { id: string; name: string } | undefined;
      }
    | undefined;
  /** Absolute URL that tells who consented; undefined where an API has none. */
  employee: { url: string; read(json: unknown): string | undefined } | undefined;
  scopesOf(accessToken: string): string[];
  budgetOf(headers: Headers): BudgetReading | undefined;
  costOf(request: { method: string; relations: string[]; relationsOf: Resource | undefined; many: boolean }): number;
  listRequest(query: ListQuery): ListRequest;
  /** Undefined where an API tells no total. */
  count: CountModel | undefined;
  /** Whether a reply is a list at all: one that is not says nothing about how many rows there are. */
  isList(json: unknown): boolean;
  /** Rows of a list or single reply, each with its lists as arrays. */
  rowsOf(json: unknown, resource: Resource): Record<string, unknown>[];
  /** Absolute URL of the next page; undefined at the end. */
  nextPage(page: ListPage): string | undefined;
  verdict(reply: ReplyFacts): Verdict;
}

/** A database or folder: reached by its own driver, nothing to authorize. */
export interface LocalConnector {
  kind: 'postgres' | 'folder';
  id: string;
  label: string;
  tile: string;
}

export type Connector = ApiConnector | LocalConnector;
