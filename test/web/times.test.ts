import { describe, expect, test } from 'vitest';
import { duration, relativeTime, timeTaken } from '../../web/src/components/times.ts';

const now = Date.parse('2026-11-24T12:00:00Z');
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

describe('how long ago or ahead', () => {
  test.each([
    { ms: -12 * SECOND, said: '12 sec ago' },
    { ms: -4 * MINUTE - 59 * SECOND, said: '4 min ago' },
    { ms: 27 * MINUTE, said: 'in 27 min' },
    { ms: -2 * HOUR, said: '2 hr ago' },
    { ms: 72 * HOUR, said: 'in 3 days' },
  ])('$said', ({ ms, said }) => expect(relativeTime(now + ms, now)).toBe(said));

  test('a server whose clock is a second ahead has not called in the future', () => {
    expect(relativeTime(now + SECOND, now)).toBe('just now');
    expect(relativeTime(now - SECOND, now)).toBe('just now');
  });
});

describe('a length of time', () => {
  test.each([
    { ms: 0, said: '0 sec' },
    { ms: 134 * SECOND, said: '2 min 14 sec' },
    { ms: 2 * HOUR, said: '2 hr' },
    { ms: 26 * HOUR + 5 * MINUTE, said: '1 day 2 hr' },
  ])('$said', ({ ms, said }) => expect(duration(ms)).toBe(said));
});

describe('how long something took', () => {
  test.each([
    { ms: 0, said: 'less than a second' },
    { ms: 999, said: 'less than a second' },
    { ms: SECOND, said: '1 sec' },
    { ms: 134 * SECOND, said: '2 min 14 sec' },
  ])('$ms ms is $said', ({ ms, said }) => expect(timeTaken(ms)).toBe(said));
});
