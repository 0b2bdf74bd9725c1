import type { Exchange } from '../exchange.ts';
import { Refused } from './operation.ts';

/**
 * The body as a value: JSON, or a form whose field `data` is JSON, as older calls send it. Bytes of another type, such as a
 * picture, are no value and left to the operation. Throws `Refused` for what says it is JSON and is not.
 */
export function bodyOf({ headers, body }: Exchange): unknown {
  const type = headers['content-type'] ?? 'application/json';
  if (body.trim() === '' || /^(image|multipart|application\/octet-stream)/i.test(type)) return undefined;
  const text = /^application\/x-www-form-urlencoded/i.test(type)
    ? (new URLSearchParams(body).get('data') ?? body)
    : body;
  try {
    return JSON.parse(text);
  } catch {
    throw new Refused(400, 'Bad Request', 'The body is not valid JSON.');
  }
}
