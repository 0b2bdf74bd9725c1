import type { ReplyFacts, Verdict } from '../../connector.ts';
import { isObject } from './normalise.ts';

/**
 * What an R-Series reply means. Errors: `{httpCode, message, errorClass}`, sent as text/html though it is JSON, or the
 * OAuth shape on 401 (recorded; firm). A body that isn't JSON is trouble on the way, also under status 200.
 */
export function verdict(reply: ReplyFacts): Verdict {
  const { status } = reply;
  if (status >= 200 && status < 300) {
    if (isObject(reply.json)) return { kind: 'ok' };
    return {
      kind: 'retry',
      code: 'reply_not_json',
      message: `Lightspeed's answer (status ${status}) was ${whatItWas(reply.text)}.`,
    };
  }
  if (status === 401) return { kind: 'tokenRefused' };
  if (status === 429) return { kind: 'rateLimited' };
  const said = messageOf(reply.json);
  if (status >= 500 || status === 408) {
    return { kind: 'retry', code: 'provider_unavailable', message: `Lightspeed is not answering (status ${status}).` };
  }
  if (status === 400 && /try again later/i.test(said)) {
    return { kind: 'retry', code: 'provider_unavailable', message: 'Lightspeed asks to try again later.' };
  }
  if (status === 403) {
    return {
      kind: 'refused',
      code: 'right_missing',
      message: `Lightspeed does not allow this: ${said || 'the scope or the employee’s right is missing'}. Add the scope and authorize again, or give the employee the right.`,
    };
  }
  if (status === 404)
    return {
      kind: 'refused',
      code: 'not_found_at_lightspeed',
      message: `Lightspeed does not know this: ${said || 'not found'}.`,
    };
  return {
    kind: 'refused',
    code: 'refused_by_lightspeed',
    message: `Lightspeed refused the request (status ${status}): ${said || 'no reason given'}`,
  };
}

function messageOf(json: unknown): string {
  if (!isObject(json)) return '';
  const text = json.message ?? json.error_description ?? json.error;
  return typeof text === 'string' ? text.slice(0, 300) : '';
}

function whatItWas(text: string): string {
  if (text.trim() === '') return 'empty';
  if (/^\s*</.test(text)) return 'a web page instead of data';
  return 'cut off before its end';
}
