import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';
import { SettingRefused } from '../connections/setting-refused.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Problem } from '../rest.ts';
import { isAway } from '../store/away.ts';
import { UnknownFields } from './unknown-fields.ts';

/** HTTP status of our codes; 422 for what is not listed and asks for a person, 503 for what passes by itself. */
const statuses: Record<string, number> = {
  not_signed_in: 401,
  setup_required: 401,
  sign_in_failed: 401,
  setup_token_wrong: 403,
  not_allowed: 403,
  attempt_not_yours: 403,
  role_too_high: 403,
  origin_refused: 403,
  not_found: 404,
  built_in: 409,
  in_use: 409,
  name_taken: 409,
  run_active: 409,
  nothing_to_confirm: 409,
  nothing_to_revoke: 409,
  attempt_over: 409,
  run_state: 409,
  idempotency_key_reused: 422,
  setup_done: 410,
  changed_meanwhile: 412,
  invalid_cursor: 400,
  invalid_input: 400,
  in_progress: 409,
  too_many_tries: 429,
  renewed_too_often: 429,
};

const titles: Record<number, string> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Conflict',
  410: 'Gone',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Unsupported media type',
  422: 'Not possible as asked',
  429: 'Too many requests',
  500: 'Internal error',
  503: 'Not available now',
};

/** The problem document of any failure; what is not ours to explain is logged and told as `internal`. */
export function problemOf(cause: unknown, request: FastifyRequest): { problem: Problem; retryAfterSeconds?: number } {
  const base = { instance: request.url.split('?', 1)[0] ?? request.url, requestId: request.id };
  if (hasZodFastifySchemaValidationErrors(cause)) return { problem: invalidInput(cause, base) };
  if (cause instanceof CounterflowError) {
    const status = statuses[cause.code] ?? (cause.next === 'retry' ? 503 : cause.next === 'bug' ? 500 : 422);
    if (cause.next === 'bug') request.log.error({ err: cause }, 'a request failed');
    const errors = fieldsOf(cause);
    return {
      problem: { ...problem(status, cause.code, cause.message, base), ...(errors.length > 0 ? { errors } : {}) },
      ...(cause.waitMs === undefined ? {} : { retryAfterSeconds: Math.max(1, Math.ceil(cause.waitMs / 1000)) }),
    };
  }
  if (isAway(cause)) {
    const detail = "counterflow's database does not answer at the moment. Nothing was lost; try again shortly.";
    return { problem: problem(503, 'store_away', detail, base), retryAfterSeconds: 2 };
  }
  const { statusCode, code, message } = cause as Partial<FastifyError>;
  if (code !== undefined && textRefused.has(code)) {
    return { problem: problem(400, 'invalid_input', 'Text may not hold the character U+0000.', base) };
  }
  if (statusCode !== undefined && statusCode < 500) {
    const known = refusedEarly[code ?? ''] ?? { code: 'bad_request', detail: message ?? 'The request was refused.' };
    return { problem: problem(statusCode, known.code, known.detail, base) };
  }
  request.log.error({ err: cause }, 'a request failed');
  return {
    problem: problem(500, 'internal', 'Something inside counterflow failed. The log of the server says what.', base),
  };
}

/** PostgreSQL's codes for text that it can't store: U+0000 in text, and in JSON. */
const textRefused = new Set(['22021', '22P05']);

/** The fields that a refusal is about. */
function fieldsOf(cause: CounterflowError): NonNullable<Problem['errors']> {
  if (cause instanceof SettingRefused) return [{ code: cause.code, message: cause.message, pointer: cause.pointer }];
  if (!(cause instanceof UnknownFields)) return [];
  return cause.pointers.map((pointer) => ({ code: 'unknown_field', message: 'There is no such field.', pointer }));
}

function problem(status: number, code: string, detail: string, base: { instance: string; requestId: string }): Problem {
  return { type: 'about:blank', title: titles[status] ?? 'Refused', status, detail, code, ...base };
}

/** What Fastify refuses before a route sees it, in our words. */
const refusedEarly: Record<string, { code: string; detail: string }> = {
  FST_ERR_CTP_INVALID_JSON_BODY: {
    code: 'invalid_json_body',
    detail: 'The body is not valid JSON; it may be cut off.',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'invalid_media_type',
    detail: 'Send the body as JSON, with Content-Type: application/json.',
  },
  FST_ERR_CTP_BODY_TOO_LARGE: { code: 'body_too_large', detail: 'The body is larger than 4 MiB. Send less at once.' },
};

type ValidationCause = Parameters<typeof hasZodFastifySchemaValidationErrors>[0] & {
  validation: { instancePath: string; message?: string; keyword: string }[];
  validationContext?: string;
};

function invalidInput(cause: unknown, base: { instance: string; requestId: string }): Problem {
  const { validation } = cause as ValidationCause;
  const errors = validation.map(({ instancePath, message, keyword }) => ({
    code: keyword,
    message: message ?? 'This value is not allowed.',
    pointer: instancePath,
  }));
  const [first] = errors;
  const detail = first ? `${first.pointer || 'The body'}: ${first.message}` : 'The input is not as described.';
  return { ...problem(400, 'invalid_input', detail, base), errors };
}

/** Answers a failure as RFC 9457 problem details. */
export async function sendProblem(cause: unknown, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const { problem: body, retryAfterSeconds } = problemOf(cause, request);
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  await reply.code(body.status).type('application/problem+json').send(JSON.stringify(body));
}
