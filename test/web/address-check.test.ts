import { describe, expect, test } from 'vitest';
import { addressTrouble, compareAddresses } from '../../web/src/components/address-check.ts';

const eu = 'https://eu.example.com/connection/oauth2callback';

describe('a character that only looks like a plain one', () => {
  test.each([
    {
      address: eu.replace('eu.', 'eu\u2024'),
      said: 'Character 11 looks like a full stop but is U+2024 ONE DOT LEADER.',
      suggestion: eu,
    },
    {
      address: 'https:\uff0f/example.com',
      said: 'Character 7 looks like a slash but is U+FF0F FULLWIDTH SOLIDUS.',
      suggestion: 'https://example.com',
    },
    {
      address: 'https://exa\u200bmple.com',
      said: 'Character 12 is hard to see: it is U+200B ZERO WIDTH SPACE, which no address may hold.',
      suggestion: 'https://example.com',
    },
    {
      address: 'https://ex\u0430mple.com',
      said: 'Character 11 is U+0430 CYRILLIC SMALL LETTER A, which only looks like a plain letter.',
      suggestion: null,
    },
  ])('$said', ({ address, said, suggestion }) => {
    expect(addressTrouble(address)).toEqual({ message: said, suggestion });
  });

  test('a plain address has no trouble', () => expect(addressTrouble(eu)).toBeNull());
});

describe('comparing a registered address with the one that must stand there', () => {
  test.each([
    { registered: eu, kind: 'same' },
    { registered: `${eu} `, kind: 'space', position: 49 },
    { registered: eu.replace('https', 'http'), kind: 'scheme', position: 5 },
    { registered: `${eu}/`, kind: 'slash', position: 49 },
    { registered: eu.replace('callback', 'Callback'), kind: 'case', position: 41 },
    { registered: eu.replace('eu.', 'eu\u2024'), kind: 'lookAlike', position: 11 },
    { registered: eu.replace('eu.', 'us.'), kind: 'other', position: 9 },
    { registered: eu.slice(0, -1), kind: 'other', position: 48 },
  ])('$kind: $registered', ({ registered, ...expected }) => {
    expect(compareAddresses(registered, eu)).toMatchObject(expected);
  });

  test('the first difference is named with both characters', () => {
    const difference = compareAddresses(eu.replace('eu.', 'us.'), eu);
    expect(difference).toMatchObject({
      message: 'The first difference is at character 9: “u” instead of “e”.',
    });
  });
});
