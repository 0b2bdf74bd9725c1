import type { Problem } from '../../../src/rest.ts';
import { text } from '../texts/text.ts';

/** What the server (or the way to it) refused. `message` is the server's `detail`, written for people and shown as it is. */
export class ApiProblem extends Error {
  readonly status: number;
  readonly code: string;
  readonly requestId: string | null;
  readonly errors: NonNullable<Problem['errors']>;
  readonly retryAfterSeconds: number | null;

  constructor(problem: {
    status: number;
    code: string;
    detail: string;
    requestId?: string | null;
    errors?: Problem['errors'];
    retryAfterSeconds?: number | null;
  }) {
    super(problem.detail);
    this.name = 'ApiProblem';
    this.status = problem.status;
    this.code = problem.code;
    this.requestId = problem.requestId ?? null;
    this.errors = problem.errors ?? [];
    this.retryAfterSeconds = problem.retryAfterSeconds ?? null;
  }
}

export type Query = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

interface RequestOptions {
  query?: Query;
  body?: unknown;
  /** Version of the resource that the change was made on; another one by now answers 412 `changed_meanwhile`. */
  version?: number;
  signal?: AbortSignal;
  /** A POST that only looks: sent without an idempotency key, so that the server keeps no copy of its answer. */
  looks?: true;
}

/** Called when a request finds that nobody is signed in (any more). Set once by the app. */
let whenSignedOut: () => void = () => {};
export function onSignedOut(listener: () => void): void {
  whenSignedOut = listener;
}

/** Sends one request to the server and reads its JSON. Throws {@link ApiProblem}; `unreachable` when no answer came. */
export async function send<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
  const headers: Record<string, string> = { accept: 'application/json' };
  const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null };
  if (options.version !== undefined) headers['if-match'] = `"${options.version}"`;
  if (method === 'POST' && !options.looks) headers['idempotency-key'] = crypto.randomUUID();
  if (options.body !== undefined) {
    headers['content-type'] = 'application/json';
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await fetch(withQuery(path, options.query), init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiProblem({ status: 0, code: 'unreachable', detail: text('error.unreachable') });
  }
  if (!response.ok) throw await problemOf(response, path);
  if (response.status === 204) return undefined as T;
  return (await response.json()) as T;
}

export function withQuery(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === '') continue;
    search.set(name, typeof value === 'object' ? value.join(',') : String(value));
  }
  const written = search.toString();
  return written ? `${path}?${written}` : path;
}

async function problemOf(response: Response, path: string): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as Partial<Problem> | null;
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const problem = new ApiProblem({
    status: response.status,
    code: body?.code ?? 'unknown',
    detail: body?.detail ?? text('error.status', { status: String(response.status) }),
    requestId: body?.requestId ?? response.headers.get('request-id'),
    errors: body?.errors,
    retryAfterSeconds: Number.isFinite(retryAfter) ? retryAfter : null,
  });
  const asksWhoIsSignedIn = path === '/v1/session';
  if (response.status === 401 && !asksWhoIsSignedIn) whenSignedOut();
  return problem;
}
