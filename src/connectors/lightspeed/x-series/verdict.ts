import type { ReplyFacts, Verdict } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { commonVerdict, shortened } from '../verdict.ts';

/**
 * What an X-Series reply means. Errors: `{error, message}` (firm), some `{error}` alone, older calls `{status, error, details}`
 * (unsure). A 403 is a missing scope (firm).
 */
export function verdict(reply: ReplyFacts): Verdict {
  const said = messageOf(reply.json);
  if (reply.status === 403) {
    return {
      kind: 'refused',
      code: 'right_missing',
      message: `Lightspeed does not allow this: ${said || 'the scope is missing'}. Add the scope and authorize again.`,
    };
  }
  return commonVerdict(reply, said);
}

function messageOf(json: unknown): string {
  if (!isObject(json)) return '';
  return shortened(json.message ?? json.details ?? json.error);
}
