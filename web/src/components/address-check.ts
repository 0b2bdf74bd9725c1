import { findLookAlike } from '../../../src/http/look-alike.ts';
import { text } from '../texts/text.ts';

/** Characters that are met in addresses copied from web pages and documents, with their Unicode names. */
const names: Readonly<Record<string, string>> = {
  'U+0020': 'SPACE',
  'U+00A0': 'NO-BREAK SPACE',
  'U+00AD': 'SOFT HYPHEN',
  'U+0430': 'CYRILLIC SMALL LETTER A',
  'U+0435': 'CYRILLIC SMALL LETTER IE',
  'U+043E': 'CYRILLIC SMALL LETTER O',
  'U+0440': 'CYRILLIC SMALL LETTER ER',
  'U+0441': 'CYRILLIC SMALL LETTER ES',
  'U+0445': 'CYRILLIC SMALL LETTER HA',
  'U+0456': 'CYRILLIC SMALL LETTER BYELORUSSIAN-UKRAINIAN I',
  'U+200B': 'ZERO WIDTH SPACE',
  'U+200C': 'ZERO WIDTH NON-JOINER',
  'U+200D': 'ZERO WIDTH JOINER',
  'U+2010': 'HYPHEN',
  'U+2011': 'NON-BREAKING HYPHEN',
  'U+2013': 'EN DASH',
  'U+2024': 'ONE DOT LEADER',
  'U+2044': 'FRACTION SLASH',
  'U+2060': 'WORD JOINER',
  'U+2215': 'DIVISION SLASH',
  'U+3002': 'IDEOGRAPHIC FULL STOP',
  'U+FEFF': 'ZERO WIDTH NO-BREAK SPACE',
  'U+FF0E': 'FULLWIDTH FULL STOP',
  'U+FF0F': 'FULLWIDTH SOLIDUS',
  'U+FF1A': 'FULLWIDTH COLON',
};

/** Plain characters that others are taken for, in words. */
const plain: Readonly<Record<string, 'fullStop' | 'slash' | 'hyphen' | 'colon'>> = {
  '.': 'fullStop',
  '/': 'slash',
  '-': 'hyphen',
  ':': 'colon',
};

export interface AddressTrouble {
  message: string;
  /** The address that was meant; null when it has to be typed anew. */
  suggestion: string | null;
}

/** What is wrong with an address letter by letter: a character that only looks like a plain one. Null when nothing is. */
export function addressTrouble(address: string): AddressTrouble | null {
  const found = findLookAlike(address);
  if (!found) return null;
  const { position, codePoint, suggestion } = found;
  const character = `${codePoint}${names[codePoint] ? ` ${names[codePoint]}` : ''}`;
  const meant = plainOf([...address][position - 1] ?? '');
  const key = meant ? (`address.lookAlike.${meant}` as const) : 'address.lookAlike.other';
  return { message: text(key, { position: String(position), character }), suggestion };
}

/** What kind of plain character stands for this one when it is mended. */
function plainOf(character: string): 'fullStop' | 'slash' | 'hyphen' | 'colon' | 'nothing' | undefined {
  if (/^[\s\u00ad\u200b-\u200d\u2060\ufeff]$/u.test(character)) return 'nothing';
  return plain[character === '\u3002' ? '.' : (findLookAlike(character)?.suggestion ?? '')];
}

export type AddressDifference =
  | { kind: 'same' }
  | { kind: 'lookAlike' | 'scheme' | 'slash' | 'case' | 'space' | 'other'; position: number; message: string };

/** Compares what is registered somewhere with the address that must stand there, and says the first difference in words. */
export function compareAddresses(registered: string, wanted: string): AddressDifference {
  if (registered === wanted) return { kind: 'same' };
  const differs = (kind: Exclude<AddressDifference, { kind: 'same' }>['kind'], message: string): AddressDifference => ({
    kind,
    position: firstDifference(registered, wanted),
    message,
  });
  if (registered.trim() === wanted) return differs('space', text('address.differs.space'));
  const trouble = addressTrouble(registered);
  if (trouble) return differs('lookAlike', trouble.message);
  if (registered.replace(/^http:/, 'https:') === wanted) return differs('scheme', text('address.differs.http'));
  if (registered.replace(/^https:/, 'http:') === wanted) return differs('scheme', text('address.differs.https'));
  if (registered === `${wanted}/`) return differs('slash', text('address.differs.slash'));
  if (registered.toLowerCase() === wanted.toLowerCase()) {
    return differs('case', text('address.differs.case', where(registered, wanted)));
  }
  return differs('other', text('address.differs.other', where(registered, wanted)));
}

function where(registered: string, wanted: string) {
  const at = firstDifference(registered, wanted);
  const shown = (character: string | undefined) => (character ? `“${character}”` : text('address.end'));
  return {
    position: String(at),
    registered: shown([...registered][at - 1]),
    wanted: shown([...wanted][at - 1]),
  };
}

/** Counted from 1. */
function firstDifference(one: string, other: string): number {
  const [a, b] = [[...one], [...other]];
  let at = 0;
  while (at < a.length && a[at] === b[at]) at += 1;
  return at + 1;
}
