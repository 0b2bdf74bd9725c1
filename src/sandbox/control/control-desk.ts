import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { z } from 'zod';

export interface ControlReply {
  status: number;
  body: unknown;
}

/** A call of the control interface: what stands at `{id}`, the query, the parsed body. Throws ZodError for a wrong one. */
export type ControlCall = (input: {
  id: string;
  query: URLSearchParams;
  body: unknown;
}) => ControlReply | Promise<ControlReply>;

const loopbackHosts = new Set(['127.0.0.1', 'localhost', '[::1]']);
const loopbackAddresses = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/**
 * The door of the control interface: for this machine, or with a token; JSON only, so that no web page can use it by a form;
 * `Host` on a list of its own, so that none can by a name that leads here.
 */
export class ControlDesk {
  readonly #calls: Record<string, ControlCall>;
  readonly #token: string;

  constructor(calls: Record<string, ControlCall>, token: string | undefined) {
    this.#calls = calls;
    this.#token = token ?? '';
  }

  /** `target` is path and query below `/_sandbox/`. */
  async answer(request: IncomingMessage, target: string, body: string): Promise<ControlReply> {
    if (!isLocal(request) && !this.#isTrusted(request)) {
      return refusal(403, 'The control interface answers on this machine, or with SANDBOX_TOKEN.');
    }
    const { method = 'GET' } = request;
    const writes = method === 'POST' || method === 'PATCH';
    if (writes && !/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
      return refusal(415, 'Send JSON with Content-Type: application/json.');
    }
    const json = parsed(body);
    if (json instanceof SyntaxError) return refusal(400, 'The body is not valid JSON.');
    const url = URL.parse(target, 'http://sandbox/');
    if (!url) return refusal(404, 'No such control call.');
    return this.#call(method, url, json);
  }

  async #call(method: string, url: URL, body: unknown): Promise<ControlReply> {
    const [what = '', id, sub] = url.pathname.split('/').filter((part) => part !== '');
    const name = `${method} ${what}${id === undefined ? '' : '/{id}'}${sub === undefined ? '' : `/${sub}`}`;
    const call = Object.hasOwn(this.#calls, name) ? this.#calls[name] : undefined;
    if (!call) return refusal(404, `No control call ${name}. There are: ${Object.keys(this.#calls).join(', ')}.`);
    try {
      return await call({ id: id ?? '', query: url.searchParams, body });
    } catch (cause) {
      if (!(cause instanceof z.ZodError)) throw cause;
      const [first] = cause.issues;
      return refusal(400, `${first?.path.join('.') || 'body'}: ${first?.message}`);
    }
  }

  #isTrusted(request: IncomingMessage): boolean {
    const given = Buffer.from((request.headers.authorization ?? '').replace(/^Bearer /i, ''));
    const expected = Buffer.from(this.#token);
    return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
  }
}

/** Whether a request comes from this machine, by one of its own names: not through a proxy here that others reach. */
export function isLocal({ headers, socket }: IncomingMessage): boolean {
  const host = (headers.host ?? '').replace(/:\d+$/, '');
  if (headers['x-forwarded-for'] !== undefined || headers['x-forwarded-host'] !== undefined) return false;
  return loopbackHosts.has(host) && loopbackAddresses.has(socket.remoteAddress ?? '');
}

function parsed(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch (cause) {
    return cause;
  }
}

export function refusal(status: number, message: string): ControlReply {
  return { status, body: { error: message } };
}

export const done: ControlReply = { status: 204, body: undefined };
