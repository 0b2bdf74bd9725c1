/** A title as a part of an address: `Été à deux!` is `ete-a-deux`; what has no letter of the Latin alphabet is `item`. */
export function slug(title: string): string {
  const plain = title
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return plain.slice(0, 100) || 'item';
}
