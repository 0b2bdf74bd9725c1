import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renewAt, shareOf, tokenStep } from '../../src/connections/token-step.ts';

const at = (seconds: number) => new Date(seconds * 1000);
const token = (lifeSeconds: number, forced = false) => ({ issuedAt: at(0), expiresAt: at(lifeSeconds), forced });

describe('what a request does first with its token', () => {
  test.each([
    { what: 'a fresh one', times: token(1800), now: 10, step: 'use' },
    { what: 'one with more than a minute left', times: token(1800), now: 1739, step: 'use' },
    { what: 'one with a minute left', times: token(1800), now: 1740, step: 'refresh' },
    { what: 'one that ran out', times: token(1800), now: 5000, step: 'refresh' },
    { what: 'a short one, three quarters through', times: token(40), now: 30, step: 'refresh' },
    { what: 'a short one before that', times: token(40), now: 29, step: 'use' },
    { what: 'one that a reply called expired', times: token(1800, true), now: 10, step: 'refresh' },
    { what: 'one that never runs out', times: { ...token(0), expiresAt: null }, now: 1e9, step: 'use' },
  ])('$what: $step', ({ times, now, step }) => expect(tokenStep(times, at(now))).toBe(step));

  test.each([
    { what: 'before its window', life: 1800, now: 1791, step: 'use' },
    { what: 'in its window', life: 1800, now: 1792, step: 'refresh' },
    { what: 'with little left when it was told, before that is used up', life: 10, now: 7, step: 'use' },
    { what: 'with little left when it was told, near its end', life: 10, now: 8, step: 'refresh' },
  ])('one that can be renewed in its last 8 s only, $what: $step', ({ life, now, step }) =>
    expect(tokenStep(token(life), at(now), 8)).toBe(step),
  );

  test('the keeper renews in the window where there is one', () =>
    expect(renewAt(token(1800), 0.5, 8)).toEqual(at(1792)));

  test('the keeper comes before a request would have to wait, for every token of five minutes or more', () =>
    fc.assert(
      fc.property(fc.integer({ min: 301, max: 1e6 }), fc.uuid(), (life, id) => {
        const renews = renewAt(token(life), shareOf(id)) as Date;
        expect(tokenStep(token(life), renews)).toBe('use');
        expect(renews.getTime()).toBeGreaterThanOrEqual(life * 700 - 1);
        expect(renews.getTime()).toBeLessThanOrEqual(life * 800 + 1);
      }),
    ));
});
