import type { XCaller } from '../oauth/x-server.ts';
import type { XStore } from '../store.ts';
import type { Row } from './resource.ts';

/** Which API a path belongs to: 0.9 and 1.0 as one, those with a number, or one with a date. */
export type Edition = 'old' | '2.0' | '2.1' | '3.0' | 'date';

/** A request whose token was found good and whose path was found. */
export interface Call {
  store: XStore;
  caller: XCaller;
  edition: Edition;
  /** What stands in the path where the operation has `{}`. */
  ids: readonly string[];
  query: URLSearchParams;
  /** The parsed body; undefined when there was none. */
  body: unknown;
  bytes: Buffer;
  nowMs: number;
}

export interface Reply {
  status: number;
  body: unknown;
}

export interface Operation {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below the version, with `{}` for an id. */
  path: string;
  editions: readonly Edition[];
  /** All of them are needed. */
  scopes: readonly string[];
  answer(call: Call): Reply | Promise<Reply>;
}

const NUMBERED_OR_DATED: readonly Edition[] = ['2.0', 'date'];

/** An operation as declared: `GET /products/{}`. Without editions it is in 2.0 and the date versions. */
export function operation(
  name: string,
  scopes: readonly string[],
  answer: Operation['answer'],
  editions: readonly Edition[] = NUMBERED_OR_DATED,
): Operation {
  const [method = 'GET', path = ''] = name.split(' ');
  return { method: method as Operation['method'], path, scopes, editions, answer };
}

/** The API says no; thrown out of a change, nothing of it remains. */
export class Refused extends Error {
  readonly reply: Reply;

  constructor(status: number, error: string, message?: string) {
    super(message ?? error);
    this.reply = { status, body: message === undefined ? { error } : { error, message } };
  }
}

export const notFound = (what: string) => new Refused(404, 'Not Found', `${what} was not found.`);
export const invalid = (message: string) => new Refused(422, 'Unprocessable Entity', message);

export const ok = (data: unknown, status = 200): Reply => ({ status, body: { data } });
export const nothing: Reply = { status: 204, body: undefined };

/** The body as an object. Throws `Refused` for anything else. */
export function objectBody({ body }: Call): Row {
  if (typeof body === 'object' && body !== null && !Array.isArray(body)) return body as Row;
  throw new Refused(400, 'Bad Request', 'The body must be a JSON object.');
}
