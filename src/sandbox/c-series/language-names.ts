/** Languages that a shop may have; a row is `[code, locale, title]`. */
const known = [
  ['nl', 'nl_NL', 'Nederlands'],
  ['de', 'de_DE', 'Deutsch'],
  ['en', 'en_GB', 'English'],
  ['fr', 'fr_FR', 'Français'],
  ['es', 'es_ES', 'Español'],
  ['it', 'it_IT', 'Italiano'],
  ['us', 'en_US', 'English (US)'],
].map(([code = '', locale = '', title = ''], at) => ({ id: at + 1, code, locale, title }));

/** `{id, code, locale, title}` (firm); undefined for an empty code. A code that is not in the list stands for itself. */
export function languageView(code: unknown): { id: number; code: string; locale: string; title: string } | undefined {
  const text = String(code ?? '');
  if (text === '') return undefined;
  return known.find((one) => one.code === text) ?? { id: known.length + 1, code: text, locale: text, title: text };
}
