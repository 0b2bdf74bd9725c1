export interface LookAlike {
  /** Counted from 1, as a person counts. */
  position: number;
  codePoint: string;
  /** The address with every look-alike mended; null when no mending gives plain ASCII. */
  suggestion: string | null;
}

/**
 * The first character of an address that only looks like one: U+2024 for a full stop, full-width letters, no-break and
 * zero-width spaces. Null when all of it is printable ASCII.
 */
export function findLookAlike(address: string): LookAlike | null {
  const characters = [...address];
  const at = characters.findIndex((character) => !/^[\x21-\x7e]$/.test(character));
  if (at < 0) return null;
  const mended = address
    .normalize('NFKC')
    .replaceAll('\u2024', '.')
    .replace(/[\s\u200b-\u200d\u2060\ufeff]/gu, '');
  const codePoint = (characters[at]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return { position: at + 1, codePoint: `U+${codePoint}`, suggestion: /^[\x21-\x7e]+$/.test(mended) ? mended : null };
}
