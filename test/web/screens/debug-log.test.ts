import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DebugEntryHead, withEntry } from '../../../web/src/api/debug-log.ts';
import { bodyText } from '../../../web/src/screens/connection/body-text.ts';
import { curlCommand } from '../../../web/src/screens/connection/curl-command.ts';
import { statusTone } from '../../../web/src/screens/connection/debug-words.ts';
import { tabAt } from '../../../web/src/screens/connection/tabs.ts';

const url = 'https://api.example.com/a?b=c';
const request = (headers: Record<string, string>, body: string | null = null) => ({ headers, body, cut: false });

describe('a recorded request as a command for curl', () => {
  test('leaves the token to the environment, and everything else that was masked as it is', () => {
    const headers = { accept: 'application/json', authorization: 'Bearer ***', 'x-api-key': '***', host: 'x' };
    expect(curlCommand({ method: 'GET', url, request: request(headers) })).toBe(
      `curl -X GET '${url}' \\\n  -H 'accept: application/json' \\\n  -H "authorization: Bearer $TOKEN" \\\n  -H 'x-api-key: ***'`,
    );
  });

  test('means the same to a shell, whatever stands in it', () => {
    const anyText = fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\0\r\n]/.test(text));
    fc.assert(
      fc.property(anyText, anyText, (value, body) => {
        const command = curlCommand({ method: 'POST', url, request: request({ 'x-note': value }, body) });
        const said = execFileSync('sh', ['-c', command.replace(/^curl/, "printf '%s\\0'")], { encoding: 'utf8' });
        expect(said.split('\0').slice(0, -1)).toEqual([
          '-X',
          'POST',
          url,
          '-H',
          `x-note: ${value}`,
          '--data-raw',
          body,
        ]);
      }),
      { numRuns: 40 },
    );
  });
});

test('a body is shown with line breaks where it is whole JSON, else letter by letter', () => {
  expect(bodyText('{"a":[1]}', false)).toBe('{\n  "a": [\n    1\n  ]\n}');
  for (const body of ['{"a":[1', 'a=1&b=2', '{broken}']) expect(bodyText(body, false)).toBe(body);
  expect(bodyText('{"a":[1]}', true)).toBe('{"a":[1]}');
});

test('what comes live takes its place once, newest first, also when two processes overtake each other', () => {
  const head = (id: string) => ({ id }) as DebugEntryHead;
  let pages: Parameters<typeof withEntry>[0] = {
    pages: [{ items: [head('7')], nextCursor: null }],
    pageParams: [null],
  };
  for (const id of ['9', '8', '9', '7']) pages = withEntry(pages, head(id));
  expect(pages.pages[0]?.items.map(({ id }) => id)).toEqual(['9', '8', '7']);
});

test.each([
  { status: 200, tone: 'ok' },
  { status: 302, tone: 'ok' },
  { status: 404, tone: 'bad' },
  { status: 429, tone: 'warn' },
  { status: 503, tone: 'bad' },
  { status: null, tone: 'bad' },
])('status $status is $tone', ({ status, tone }) => expect(statusTone(status)).toBe(tone));

test.each([
  { path: '/connections/1', tab: 'overview' },
  { path: '/connections/1/', tab: 'overview' },
  { path: '/connections/1/edit', tab: 'overview' },
  { path: '/connections/1/authorize', tab: 'overview' },
  { path: '/connections/1/used-by', tab: 'used-by' },
  { path: '/connections/1/debug', tab: 'debug' },
  { path: '/connections/1/audit/', tab: 'audit' },
])('$path shows the tab $tab', ({ path, tab }) => expect(tabAt(path)).toBe(tab));
