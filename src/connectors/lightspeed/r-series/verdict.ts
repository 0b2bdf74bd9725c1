import type { ReplyFacts, Verdict } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { commonVerdict, shortened } from '../verdict.ts';

/**
 * What an R-Series reply means. Errors: `{httpCode, message, errorClass}`, sent as text/html though it is JSON, or the
 * OAuth shape on 401 (recorded; firm). A body that isn't JSON is trouble on the way, also under status 200.
 */
export function verdict(reply: ReplyFacts): Verdict {
  const said = messageOf(reply.json);
  if (reply.status === 400 && /try again later/i.test(said)) {
    return { kind: 'retry', code: 'provider_unavailable', message: 'Lightspeed asks to try again later.' };
  }
  if (reply.status === 403) {
    return {
      kind: 'refused',
      code: 'right_missing',
      message: `Lightspeed does not allow this: ${said || 'the scope or the employee’s right is missing'}. Add the scope and authorize again, or give the employee the right.`,
    };
  }
  return commonVerdict(reply, said);
}

function messageOf(json: unknown): string {
  if (!isObject(json)) return '';
  return shortened(json.message ?? json.error_description ?? json.error);
}
