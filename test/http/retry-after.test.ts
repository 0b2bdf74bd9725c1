import fc from 'fast-check';
import { expect, test } from 'vitest';
import { retryAfterMs } from '../../src/http/retry-after.ts';

const wait = (headers: Record<string, string>) => retryAfterMs(new Headers(headers));

test.each([
  { said: 'seconds', headers: { 'Retry-After': '7' }, ms: 7000 },
  { said: 'no wait', headers: { 'Retry-After': '0' }, ms: 0 },
  { said: 'part of a second', headers: { 'Retry-After': '0.5' }, ms: 500 },
  {
    said: 'a date, read against the reply’s own date',
    headers: { 'Retry-After': 'Tue, 20 Jan 2026 10:00:30 GMT', Date: 'Tue, 20 Jan 2026 10:00:00 GMT' },
    ms: 30_000,
  },
  {
    said: 'a date that has passed',
    headers: { 'Retry-After': 'Tue, 20 Jan 2026 10:00:00 GMT', Date: 'Tue, 20 Jan 2026 10:05:00 GMT' },
    ms: 0,
  },
  {
    said: 'a date with nothing to read it against',
    headers: { 'Retry-After': 'Tue, 20 Jan 2026 10:00:30 GMT' },
    ms: undefined,
  },
  { said: 'nothing', headers: {}, ms: undefined },
  { said: 'an empty text', headers: { 'Retry-After': ' ' }, ms: undefined },
  { said: 'words', headers: { 'Retry-After': 'soon', Date: 'Tue, 20 Jan 2026 10:00:00 GMT' }, ms: undefined },
])('Retry-After says $said: $ms', ({ headers, ms }) => expect(wait(headers as Record<string, string>)).toBe(ms));

test('whatever it says, the wait is no number below zero and never NaN', () =>
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), fc.string({ unit: 'grapheme-ascii' }), (retryAfter, date) => {
      const ms = wait({ 'Retry-After': retryAfter, Date: date });
      expect(ms === undefined || ms >= 0).toBe(true);
    }),
  ));

test('a date means the same whatever the clock of the server says', () =>
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4e9 }), fc.integer({ min: 0, max: 100_000 }), (server, seconds) => {
      const date = (at: number) => new Date(at * 1000).toUTCString();
      expect(wait({ Date: date(server), 'Retry-After': date(server + seconds) })).toBe(seconds * 1000);
    }),
  ));
