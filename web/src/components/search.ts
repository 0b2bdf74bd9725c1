/** True when every word of the search is in one of the texts. */
export function matchesWords(search: string, ...texts: (string | null | undefined)[]): boolean {
  const hay = texts.join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => hay.includes(word));
}
