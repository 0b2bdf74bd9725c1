const LONGEST = 300;

/**
 * The other side's own words, fit to be stored and shown: one line, not too long, and whatever could be a code or token
 * (12 characters and more with a digit among them, addresses aside) taken out.
 */
export function ownWords(said: string): string {
  const line = said.replace(/\s+/g, ' ').trim().slice(0, LONGEST);
  return line.replace(/[\w~+/=.-]{12,}/g, (word) => (/\d/.test(word) && !/^https?:/.test(word) ? '[masked]' : word));
}
