import { describe, expect, test } from 'vitest';
import { noticeText, noticeTitle } from '../../web/src/components/notice-words.ts';

const told = {
  kind: 'connection.offline' as const,
  connection: { id: null, name: 'Main Street' },
  reason: 'provider_unavailable' as string | null,
  detail: 'It does not answer.' as string | null,
  endsAt: null as string | null,
  flows: [] as { id: string; name: string }[],
};
const flows = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ id: name, name }));

describe('a notice in words', () => {
  test('of what can’t be reached says that counterflow keeps trying, unless it waits for another setting', () => {
    expect(noticeText(told)).toBe('It does not answer. counterflow keeps trying.');
    expect(noticeText({ ...told, reason: 'check_failed' })).toBe('It does not answer.');
  });

  test('names three of the flows that wait, and counts the others', () => {
    expect(noticeText({ ...told, kind: 'connection.unauthorized', detail: null, flows })).toBe(
      'These flows wait: A, B, C, and 2 more.',
    );
    expect(noticeText({ ...told, kind: 'connection.online', detail: null, flows: flows.slice(0, 1) })).toBe(
      'This flow goes on: A.',
    );
  });

  test('of a sign-in that ends says when, and what to do, by its kind', () => {
    const ends = { ...told, kind: 'connection.expiring' as const, detail: null, endsAt: '2026-12-09T12:00:00.000Z' };
    expect(noticeTitle({ ...ends, reason: 'personal_token_ends' })).toMatch(
      /^The personal token of Main Street ends on/,
    );
    expect(noticeTitle({ ...ends, reason: 'refresh_token_ends' })).toMatch(/^The sign-in of Main Street ends on/);
    expect(noticeText({ ...ends, reason: 'personal_token_ends' })).toMatch(/^Make a new one at Lightspeed/);
  });
});
