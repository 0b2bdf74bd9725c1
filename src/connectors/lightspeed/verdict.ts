import type { ReplyFacts, Verdict } from '../connector.ts';

/** What a status means in every series. `said` is the reply's own reason, empty where it gives none. */
export function commonVerdict({ status, json, text }: ReplyFacts, said: string): Verdict {
  if (status === 204) return { kind: 'ok' };
  if (status >= 200 && status < 300) {
    if (typeof json === 'object' && json !== null) return { kind: 'ok' };
    return {
      kind: 'retry',
      code: 'reply_not_json',
      message: `Lightspeed's answer (status ${status}) was ${whatItWas(text)}.`,
    };
  }
  if (status === 401) return { kind: 'tokenRefused' };
  if (status === 429) return { kind: 'rateLimited' };
  if (status >= 500 || status === 408) {
    return { kind: 'retry', code: 'provider_unavailable', message: `Lightspeed is not answering (status ${status}).` };
  }
  if (status === 404) {
    return {
      kind: 'refused',
      code: 'not_found_at_lightspeed',
      message: `Lightspeed does not know this: ${said || 'not found'}.`,
    };
  }
  return {
    kind: 'refused',
    code: 'refused_by_lightspeed',
    message: `Lightspeed refused the request (status ${status}): ${said || 'no reason given'}`,
  };
}

/** A reason of the reply's, short enough to show; empty when it is no text. */
export const shortened = (reason: unknown): string => (typeof reason === 'string' ? reason.slice(0, 300) : '');

function whatItWas(text: string): string {
  if (text.trim() === '') return 'empty';
  if (/^\s*</.test(text)) return 'a web page instead of data';
  return 'cut off before its end';
}
