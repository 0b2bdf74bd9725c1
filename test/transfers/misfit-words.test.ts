import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Misfit, valueAs } from '../../src/transfers/mapping/value.ts';

const words = (value: unknown) => {
  const misfit = valueAs('boolean', value);
  return misfit instanceof Misfit ? misfit.is : undefined;
};

describe('a value that does not fit is told by its first characters', () => {
  test('a short one in full', () => expect(words('dear')).toBe('the text "dear"'));
  test('a long one cut after twelve', () => expect(words('Petit Lantern of brass')).toBe('the text "Petit Lanter…"'));
  test('never in the middle of a character', () => expect(words('Petit Bell 🔔 7')).toBe('the text "Petit Bell 🔔…"'));

  test('so that every message can be stored as JSON, whatever the value', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }), fc.nat(40), (text, cut) => {
        // Cut anywhere, the text may begin or end with half a character itself.
        expect((words(text.slice(cut)) ?? '').isWellFormed()).toBe(true);
        expect((words(`${text.slice(0, cut)}x`) ?? '').isWellFormed()).toBe(true);
      }),
    ));
});
