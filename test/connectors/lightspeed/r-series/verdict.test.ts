import { describe, expect, test } from 'vitest';
import { verdict } from '../../../../src/connectors/lightspeed/r-series/verdict.ts';

const reply = (status: number, text: string, headers: Record<string, string> = {}) => {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    json = undefined;
  }
  return verdict({ status, headers: new Headers(headers), json, text });
};

const error = (status: number, message: string) =>
  reply(status, JSON.stringify({ httpCode: String(status), httpMessage: 'x', message, errorClass: 'Exception' }), {
    'content-type': 'text/html; charset=UTF-8',
  });

describe('what a reply means', () => {
  test.each([
    { what: 'rows', given: reply(200, '{"Item":[]}'), kind: 'ok' },
    {
      what: 'an expired token',
      given: reply(401, '{"error":"access_denied","hint":"Access token could not be verified"}'),
      kind: 'tokenRefused',
    },
    {
      what: 'a revoked token',
      given: reply(401, '{"error":"access_denied","hint":"Access token has been revoked"}'),
      kind: 'tokenRefused',
    },
    { what: 'a 401 that is no JSON', given: reply(401, '<html>'), kind: 'tokenRefused' },
    { what: 'a full bucket', given: error(429, 'Rate limit exceeded'), kind: 'rateLimited' },
    {
      what: 'a web page with status 200',
      given: reply(200, '<html>Down</html>'),
      kind: 'retry',
      code: 'reply_not_json',
    },
    {
      what: 'JSON that is cut off',
      given: reply(200, '{"Item":[{"itemID":"1"'),
      kind: 'retry',
      code: 'reply_not_json',
    },
    { what: 'nothing with status 200', given: reply(200, ''), kind: 'retry', code: 'reply_not_json' },
    { what: 'a bare text as JSON', given: reply(200, '"ok"'), kind: 'retry', code: 'reply_not_json' },
    { what: 'out of memory', given: error(500, 'Out of memory'), kind: 'retry', code: 'provider_unavailable' },
    { what: 'a bad gateway', given: reply(502, '<html>'), kind: 'retry', code: 'provider_unavailable' },
    { what: 'a busy service', given: reply(503, ''), kind: 'retry', code: 'provider_unavailable' },
    {
      what: 'a 400 that passes',
      given: error(400, 'Deadlock. Please try again later.'),
      kind: 'retry',
      code: 'provider_unavailable',
    },
    {
      what: 'a wrong field',
      given: error(400, 'name cannot be blank.'),
      kind: 'refused',
      code: 'refused_by_lightspeed',
    },
    { what: 'a missing scope', given: error(403, 'Missing scope'), kind: 'refused', code: 'right_missing' },
    { what: 'an unknown row', given: error(404, 'Not found'), kind: 'refused', code: 'not_found_at_lightspeed' },
    { what: 'a conflict', given: error(409, 'Conflict'), kind: 'refused', code: 'refused_by_lightspeed' },
    {
      what: 'a value it can’t take',
      given: error(422, 'Unprocessable'),
      kind: 'refused',
      code: 'refused_by_lightspeed',
    },
  ])('$what: $kind', ({ given, kind, code }) => {
    expect(given).toMatchObject(code === undefined ? { kind } : { kind, code });
  });

  test('a refusal says what Lightspeed said, even where JSON calls itself HTML', () => {
    expect(error(400, 'name cannot be blank.')).toMatchObject({
      message: expect.stringContaining('name cannot be blank.'),
    });
  });

  test('a very long message is cut, so that no page of HTML lands on the error desk', () => {
    const given = error(400, 'x'.repeat(5000));
    expect('message' in given && given.message.length).toBeLessThan(500);
  });

  test('a missing right says both cures', () => {
    expect(error(403, '')).toMatchObject({ message: expect.stringMatching(/scope.*right/s) });
  });
});
