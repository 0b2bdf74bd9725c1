const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>';

/**
 * The same reply as its JSON in XML: a name is an element, a list repeats it, `@attributes` are attributes, `""` is an empty
 * element. The documentation says that both formats hold the same, and shows little XML (unsure in details).
 */
export function xmlOf(root: string, body: object): string {
  return `${DECLARATION}\n${element(root, body)}`;
}

function element(name: string, value: unknown): string {
  if (Array.isArray(value)) return value.map((one) => element(name, one)).join('');
  if (typeof value !== 'object' || value === null) {
    const text = escaped(String(value ?? ''));
    return text === '' ? `<${name}/>` : `<${name}>${text}</${name}>`;
  }
  const { '@attributes': attributes = {}, ...children } = value as Record<string, unknown>;
  const opening = `${name}${Object.entries(attributes as object)
    .map(([attribute, text]) => ` ${attribute}="${escaped(String(text))}"`)
    .join('')}`;
  const inner = Object.entries(children)
    .map(([child, one]) => element(child, one))
    .join('');
  return inner === '' ? `<${opening}/>` : `<${opening}>${inner}</${name}>`;
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** Characters that XML 1.0 can't hold are left out: most control characters, and halves of surrogate pairs. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
    .replace(/[&<>"']/g, (one) => entities[one] ?? one)
    .replace(/[\t\n\r]/g, (one) => `&#${one.charCodeAt(0)};`);
}

/** Name of the element around the rows of a list: `Items` of Item, `Categories` of Category. */
export function plural(name: string): string {
  if (/(s|x|ch|sh)$/.test(name)) return `${name}es`;
  return /[^aeiou]y$/.test(name) ? `${name.slice(0, -1)}ies` : `${name}s`;
}
