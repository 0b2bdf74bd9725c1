import type { Problem } from '../rest.ts';
import { exitCodeOf, exitCodes } from './exit-codes.ts';
import { Failure, wrongUsage } from './failure.ts';

/** Longest wait for one answer, where the command names none. */
const ANSWER_SECONDS = 120;

export interface ApiOptions {
  url: string;
  key: string | undefined;
  timeoutSeconds?: number | undefined;
}

/** An answer of the REST API: as text, for `--json`, and as the value in it. */
export interface Answer<T> {
  text: string;
  value: T;
}

/** The REST API of a counterflow. Every method throws a Failure with the exit code that fits. */
export interface Api {
  readonly url: string;
  get<T>(path: string): Promise<Answer<T>>;
  post<T>(path: string, body?: object): Promise<Answer<T>>;
  patch<T>(path: string, body: object): Promise<Answer<T>>;
  delete(path: string): Promise<void>;
  /** Opens a stream of server-sent events; gives the data of each. */
  events(path: string, signal: AbortSignal): AsyncIterable<string>;
}

/** Address of the server: the first one where COUNTERFLOW_URL names several regions. */
export function serverUrl(value: string | undefined): string {
  const [first = ''] = (value ?? '').split(',');
  const address = first.trim().replace(/^[a-z0-9-]{1,20}=(?=https?:)/i, '') || 'http://127.0.0.1:4400';
  if (URL.canParse(address) && /^https?:$/.test(new URL(address).protocol)) return address.replace(/\/+$/, '');
  throw wrongUsage(`COUNTERFLOW_URL is "${value}", but must be an address like http://127.0.0.1:4400.`);
}

export function openApi({ url, key, timeoutSeconds = ANSWER_SECONDS }: ApiOptions): Api {
  const request = async (method: string, path: string, init: RequestInit): Promise<Response> => {
    const headers = { ...(key ? { authorization: `Bearer ${key}` } : {}), ...init.headers };
    try {
      // A redirect would carry the key to another address.
      return await fetch(`${url}${path}`, { ...init, method, headers, redirect: 'manual' });
    } catch (cause) {
      throw noAnswer(url, cause, timeoutSeconds);
    }
  };
  const send = async <T>(method: string, path: string, body?: object): Promise<Answer<T>> => {
    const json = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    const reply = await request(method, path, { ...json, signal });
    const text = await reply.text().catch((cause: unknown) => {
      throw noAnswer(url, cause, timeoutSeconds);
    });
    return { text, value: readReply(url, reply, text, key) as T };
  };
  return {
    url,
    get: (path) => send('GET', path),
    post: (path, body = {}) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: async (path) => void (await send('DELETE', path)),
    async *events(path, signal) {
      const reply = await request('GET', path, { signal, headers: { accept: 'text/event-stream' } });
      if (!reply.ok || !reply.body) {
        readReply(url, reply, await reply.text(), key);
        return;
      }
      yield* dataOf(reply.body);
    },
  };
}

/** The data of each event of a stream (one `data:` line each, as our server writes them). */
async function* dataOf(body: ReadableStream<Uint8Array>): AsyncIterable<string> {
  let rest = '';
  for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
    const blocks = (rest + chunk).split('\n\n');
    rest = blocks.pop() ?? '';
    for (const block of blocks) {
      const line = block.split('\n').find((one) => one.startsWith('data: '));
      if (line) yield line.slice('data: '.length);
    }
  }
}

/** The value of a 2xx; throws for anything else. */
function readReply(url: string, reply: Response, text: string, key: string | undefined): unknown {
  const isJson = /\bjson\b/.test(reply.headers.get('content-type') ?? '');
  if (reply.ok && (text === '' || isJson)) return text === '' ? undefined : JSON.parse(text);
  const problem = isJson ? (JSON.parse(text) as Partial<Problem>) : {};
  if (reply.ok || typeof problem.code !== 'string') {
    const seen = `${reply.status}${reply.headers.has('location') ? ` to ${reply.headers.get('location')}` : ''}`;
    throw new Failure(
      exitCodes.unreachable,
      `What answers at ${url} is not counterflow's API (it said ${seen}). Check COUNTERFLOW_URL.`,
    );
  }
  throw new Failure(exitCodeOf(reply.status), refusal(problem as Problem, key, reply), { json: text });
}

function refusal({ detail, code, errors, requestId }: Problem, key: string | undefined, reply: Response): string {
  const lines = [code === 'not_signed_in' ? signInHint(key) : detail];
  const known = new Set([detail]);
  for (const { pointer, message } of errors ?? []) {
    const line = pointer ? `${pointer}: ${message}` : message;
    if (!known.has(line) && !known.has(message)) lines.push(`  ${line}`);
  }
  const wait = reply.headers.get('retry-after');
  if (reply.status === 429 && wait) lines.push(`Try again in ${wait} s.`);
  lines.push(`(${code}, request ${requestId})`);
  return lines.join('\n');
}

const signInHint = (key: string | undefined) =>
  key
    ? 'The API key in COUNTERFLOW_TOKEN is not known here, or has expired. Make a new one: counterflow apikey create'
    : 'Set COUNTERFLOW_TOKEN to an API key. The web app makes one under API keys; set-up printed the first.';

function noAnswer(url: string, cause: unknown, timeoutSeconds: number): Failure {
  const { name, message, cause: inner } = cause as Error & { cause?: { code?: string; message?: string } };
  if (name === 'TimeoutError') {
    return new Failure(exitCodes.timeout, `counterflow at ${url} took longer than ${timeoutSeconds} s to answer.`);
  }
  const reason = inner?.code ?? inner?.message ?? message;
  return new Failure(
    exitCodes.unreachable,
    `counterflow at ${url} can't be reached (${reason}). Start it with npm start, or set COUNTERFLOW_URL to where it runs.`,
    { cause },
  );
}
