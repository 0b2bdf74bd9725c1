import type { ReplyFacts, Verdict } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { commonVerdict, shortened } from '../verdict.ts';

/**
 * What a C-Series reply means. Errors: `{"error": {code, method, request, message}}` (seen in clients), also under a status
 * that says success: then the code in it counts. A language that the shop hasn't switched on is a 404 of its own (seen in clients).
 */
export function verdict(reply: ReplyFacts): Verdict {
  const error = isObject(reply.json) && isObject(reply.json.error) ? reply.json.error : undefined;
  const said = shortened(error?.message);
  const status = error && reply.status < 300 ? Number(error.code ?? 400) : reply.status;
  if (status === 404 && /inactive language/i.test(said)) {
    return {
      kind: 'refused',
      code: 'language_inactive',
      message: 'The shop does not have this language, or it is switched off. Choose one of the shop’s languages.',
    };
  }
  if (status === 403) {
    return {
      kind: 'refused',
      code: 'right_missing',
      message: `Lightspeed does not allow this: ${said || 'the key lacks the right'}. Give the key the right in the back office.`,
    };
  }
  return commonVerdict({ ...reply, status }, said);
}
