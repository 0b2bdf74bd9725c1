const accents: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Á',
  E: 'É',
  I: 'Í',
  O: 'Ó',
  U: 'Ú',
  c: 'ç',
  n: 'ñ',
  y: 'ý',
};

/**
 * A message as the pseudo-locale shows it: accented, in brackets and 40 percent longer, so that text which does not come
 * from the catalogue, or which has no room to grow, is seen at once. Placeholders stay as they are.
 */
export function pseudoMessage(message: string): string {
  let depth = 0;
  let letters = 0;
  let out = '';
  for (const character of message) {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    const isForm = depth % 2 === 0;
    out += isForm ? (accents[character] ?? character) : character;
    if (isForm && /\p{L}/u.test(character)) letters += 1;
  }
  return `[${out}${'~'.repeat(Math.ceil(letters * 0.4))}]`;
}
