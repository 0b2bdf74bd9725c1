import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { looseJson } from './loose-json.ts';
import { operations } from './x-schemas.ts';

/** Whose reply a sample is: R-Series (both versions), X-Series or C-Series. */
export type Api = 'r' | 'x' | 'c';

/** A recorded or documented reply, and the request it answers. */
export interface Sample {
  file: string;
  api: Api;
  method: string;
  /** Path and query at the host, ids as numbers or `{names}`; empty where only the file's name says what it is. */
  path: string;
  status: number;
  /** Names of the reply's headers; empty for documented examples. */
  headers: string[];
  /** The request's body as JSON, where the sample shows one. */
  request?: unknown;
  body: unknown;
}

/**
 * All samples below a folder; throws an Error that names the file which is no JSON. Known formats: documented examples (with the
 * curl command in a label, or with path, method and status), recorded exchanges, single bodies, our own shape files.
 */
export function readSamples(folder: string): Sample[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => samplesIn(name, readFileSync(join(folder, name), 'utf8')));
}

interface Example {
  operation?: string;
  definition?: string | null;
  label?: string | null;
  method?: string;
  path?: string;
  status?: string | number;
  request?: unknown;
  json?: unknown;
  body?: unknown;
}

interface Exchange {
  request: { method?: string; url: string; body?: unknown };
  response: { status?: number; headers?: Record<string, unknown> | null; body?: unknown };
}

interface SampleFile extends Example {
  examples?: Example[];
  exchanges?: Exchange[];
  response?: Exchange['response'];
  note?: string | null;
}

type Found = Omit<Sample, 'file' | 'api'>;

function samplesIn(file: string, text: string): Sample[] {
  return found(file, contentOf(file, text)).map((one) => ({ file, api: apiOf(file, one), ...one }));
}

function found(file: string, content: SampleFile | unknown[] | null): Found[] {
  if (Array.isArray(content) && content.every(isShape)) return content;
  if (Array.isArray(content) || typeof content !== 'object' || content === null) return found(file, { json: content });
  const { examples, exchanges, request, response } = content;
  if (examples) return documented(examples);
  if (exchanges) return exchanges.map(recorded);
  if (response) return [recorded({ request: request as Exchange['request'], response })];
  const [named] = [basename(file, '.json')].map((name) => operations.get(name));
  const { method = named?.method ?? 'GET', path = named?.path ?? pathIn(content.note ?? ''), status = 200 } = content;
  const body = parsed('json' in content ? content.json : (content.body ?? content));
  return [{ method, path, status: Number(status), headers: [], body }];
}

const isShape = (one: unknown): one is Found =>
  typeof one === 'object' && one !== null && 'path' in one && 'method' in one;

/** Examples in order; a payload that stands alone is the request of the example after it. */
function documented(examples: Example[]): Found[] {
  const all: Found[] = [];
  let payload: unknown;
  for (const example of examples) {
    const body = parsed(example.json ?? example.body);
    if (/payload:?\s*$/i.test(example.label ?? '')) {
      payload = body;
      continue;
    }
    const request = example.request ?? payload ?? requestIn(example.label ?? '');
    payload = undefined;
    const status = Number(example.status ?? 200);
    all.push({ ...placeOf(example), status, headers: [], ...(request === undefined ? {} : { request }), body });
  }
  return all;
}

/** Method and path, which documentation gives in a field, in a line of the label, or only in the curl command. */
function placeOf({ method, path, definition, label, operation }: Example): { method: string; path: string } {
  if (path !== undefined) return { method: method ?? 'GET', path };
  const lines = [definition ?? '', ...(label ?? '').split('\n')].map((line) => line.trim());
  const defined = lines.map((line) => /^(?:([A-Z]+)\s+)?(\/\S+)/.exec(line)).find((one) => one !== null);
  const verb = /^(GET|POST|PUT|PATCH|DELETE)\b/.exec(operation ?? '')?.[1];
  const curl = /https:\/\/[^/\s"']+(\/[^\s"']+)/.exec(label ?? '')?.[1];
  return { method: method ?? defined?.[1] ?? verb ?? 'GET', path: defined?.[2] ?? curl ?? '' };
}

/** The body in a curl command. */
function requestIn(label: string): unknown {
  const [, single] = /-\s?d\s*'([\s\S]*?)'\s*\\?\s*"?http/.exec(label) ?? [];
  return single === undefined ? undefined : looseJson(single);
}

function recorded({ request, response }: Exchange): Found {
  const url = new URL(request.url, 'https://sample');
  const sent = parsed(request.body);
  return {
    method: request.method ?? 'GET',
    path: decodeURIComponent(`${url.pathname}${url.search}`),
    status: Number(response.status ?? 200),
    headers: Object.keys(response.headers ?? {}),
    ...(sent === undefined || sent === null ? {} : { request: sent }),
    body: parsed(response.body),
  };
}

/** The address that a remark names: `... from GET /nl/tags.json (...)`. */
const pathIn = (note: string) => /\bGET\s*\(?\s*([\w/{}.-]+(?:\.json)?)/.exec(note)?.[1] ?? '';

function apiOf(file: string, { path, body }: Found): Api {
  if (path.startsWith('/API/')) return 'r';
  if (path.startsWith('/api/')) return 'x';
  if (/^\/?(?:[a-z]{2}|\{language\})\/.*\.json/.test(path)) return 'c';
  if (typeof body === 'object' && body !== null && '@attributes' in body) return 'r';
  if (operations.has(basename(file, '.json')) || (path.startsWith('/') && !path.endsWith('.json'))) return 'x';
  return 'c';
}

function contentOf(file: string, text: string): SampleFile | unknown[] | null {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is no JSON`, { cause });
  }
}

function parsed(body: unknown): unknown {
  if (typeof body !== 'string') return body;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
