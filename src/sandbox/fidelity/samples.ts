import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A recorded or documented reply, and the request it answers. */
export interface Sample {
  file: string;
  method: string;
  /** Path and query at the host, ids as numbers or `{names}`. */
  path: string;
  status: number;
  headers: string[];
  body: unknown;
}

/** All samples below a folder; throws an Error that names the file which is no JSON. Known formats: documented examples, recorded exchanges, single bodies, our own shape files. */
export function readSamples(folder: string): Sample[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => samplesIn(name, readFileSync(join(folder, name), 'utf8')));
}

interface SampleFile {
  examples?: {
    definition?: string;
    method?: string;
    path?: string;
    status?: string | number;
    json?: unknown;
    body?: unknown;
  }[];
  exchanges?: {
    request: { method: string; url: string };
    response: { status: number; headers?: Record<string, unknown>; body: unknown };
  }[];
  json?: unknown;
}

function samplesIn(file: string, text: string): Sample[] {
  const content = contentOf(file, text);
  if (Array.isArray(content)) return content.map((sample) => ({ ...sample, file }));
  const { examples = [], exchanges = [], json } = content;
  const documented = examples.map((example) => {
    const [method = '', path = ''] = example.definition?.split(/\s+/) ?? [];
    return {
      file,
      method: example.method ?? method,
      path: example.path ?? path,
      status: Number(example.status ?? 200),
      headers: [],
      body: parsed(example.json ?? example.body),
    };
  });
  const recorded = exchanges.map(({ request, response }) => {
    const url = new URL(request.url);
    return {
      file,
      method: request.method,
      path: decodeURIComponent(`${url.pathname}${url.search}`),
      status: response.status,
      headers: Object.keys(response.headers ?? {}),
      body: parsed(response.body),
    };
  });
  const bare = json === undefined ? [] : [{ file, method: '', path: '', status: 200, headers: [], body: json }];
  return [...documented, ...recorded, ...bare];
}

function contentOf(file: string, text: string): SampleFile | Omit<Sample, 'file'>[] {
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
