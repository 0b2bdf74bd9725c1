import { describe, expect, test } from 'vitest';
import { customerOf, twinOf } from '../../../src/sandbox/shop-data/customers.ts';
import { idsUpTo, origin } from './any-origin.ts';

const store = origin({ customers: 2000 });
const all = idsUpTo(2000).map((id) => customerOf(store, id));

describe('customers', () => {
  test('are the same for a seed and others for another one', () => {
    expect(idsUpTo(50).map((id) => customerOf(origin({ customers: 2000 }), id))).toEqual(all.slice(0, 50));
    expect(customerOf(origin({ customers: 2000, seed: 5 }), 9)).not.toEqual(all[8]);
  });

  test('are entered twice now and then: one mail address in other letters, or the name spelled otherwise', () => {
    const twins = all.filter(({ id }) => twinOf(store, id) !== undefined);
    expect(twins.length).toBeGreaterThan(50);
    for (const { id, emails } of twins) {
      const other = customerOf(store, twinOf(store, id) as number);
      expect(emails.map((address) => address.toLowerCase())).toEqual(other.emails);
    }
    expect(twins.some(({ emails }) => emails[0] !== undefined && emails[0] === emails[0]?.toUpperCase())).toBe(true);
    expect(twins.some(({ id, lastName }) => lastName !== customerOf(store, twinOf(store, id) as number).lastName)).toBe(
      true,
    );
    const single = all.filter(({ id }) => twinOf(store, id) === undefined).flatMap(({ emails }) => emails);
    expect(new Set(single.map((address) => address.toLowerCase())).size).toBe(single.length);
  });

  test('have no, one or two mail addresses and numbers, in countries with post codes of their own', () => {
    expect(new Set(all.map(({ emails }) => emails.length))).toEqual(new Set([0, 1, 2]));
    expect(new Set(all.map(({ phones }) => phones.length))).toEqual(new Set([0, 1, 2]));
    for (const { emails } of all) {
      for (const address of emails) expect(address).toMatch(/^[\w.+-]+@(shop|mail)\.example$/i);
    }
    const codes = all.map(({ town, postalCode }) => `${town.countryCode} ${postalCode}`);
    for (const form of [/^CA [A-Z]\d[A-Z] \d[A-Z]\d$/, /^GB PO\d \d[A-Z]{2}$/, /^JP 60\d-00\d\d$/, /^CA 0\d{4}$/]) {
      expect(codes.some((code) => form.test(code))).toBe(true);
    }
    expect(codes.some((code) => /[#@]/.test(code))).toBe(false);
  });

  test('are named in many scripts; some birthdays are leap days', () => {
    const names = all.map(({ firstName, lastName }) => `${firstName} ${lastName}`).join('\n');
    for (const script of ['Cyrillic', 'Han', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Greek', 'Hiragana', 'Hangul']) {
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
    expect(names).toMatch(/\u200d/);
    const days = all.map(({ birthday }) => birthday).filter((birthday) => birthday !== undefined);
    expect(days.some(({ month, day }) => month === 2 && day === 29)).toBe(true);
    for (const { year, month, day } of days) {
      expect(new Date(Date.UTC(year, month - 1, day)).getUTCDate()).toBe(day);
    }
  });

  test('refuse mail in a third of all cases; some are archived', () => {
    expect(all.filter(({ refuses }) => refuses.email).length / all.length).toBeCloseTo(0.35, 1);
    expect(all.filter(({ isArchived }) => isArchived).length).toBeGreaterThan(50);
  });
});
