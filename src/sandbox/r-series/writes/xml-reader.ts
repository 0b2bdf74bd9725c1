import { Refused } from './refused.ts';

/** Deeper than any record of the API. */
const DEEPEST = 16;

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * A record in XML as its JSON would be: an element is a field, a repeated one a list, an empty one empty text. Attributes,
 * comments and declarations are left out; names of entities other than the five of XML are refused.
 */
export function readXml(text: string): { root: string; value: unknown } {
  const open: { name: string; text: string; children: Map<string, unknown[]> }[] = [];
  let root: { root: string; value: unknown } | undefined;
  const close = (name: string) => {
    const element = open.pop();
    if (element?.name !== name) throw notXml();
    const value = element.children.size > 0 ? recordOf(element.children) : element.text.trim();
    const parent = open.at(-1);
    if (!parent) root = { root: name, value };
    else parent.children.set(name, [...(parent.children.get(name) ?? []), value]);
  };
  for (const [token, name = '', isClosed] of tokensOf(text)) {
    if (token.startsWith('<?') || token.startsWith('<!--')) continue;
    if (token.startsWith('<![CDATA[')) appendText(open, token.slice(9, -3));
    else if (!token.startsWith('<')) appendText(open, decoded(token));
    else if (token.startsWith('</')) close(name);
    else {
      if (root || open.length >= DEEPEST) throw notXml();
      open.push({ name, text: '', children: new Map() });
      if (isClosed) close(name);
    }
  }
  if (!root || open.length > 0) throw notXml();
  return root;
}

const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<\/([A-Za-z_@][\w.-]*)\s*>|<([A-Za-z_][\w.-]*)(?:\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*\s*(\/?)>|[^<]+/y;

function* tokensOf(text: string): Generator<[token: string, name: string | undefined, isClosed: boolean]> {
  let at = text.startsWith('\uFEFF') ? 1 : 0;
  while (at < text.length) {
    TOKEN.lastIndex = at;
    const found = TOKEN.exec(text);
    if (!found) throw notXml();
    yield [found[0], found[1] ?? found[2], found[3] === '/'];
    at += found[0].length;
  }
}

function appendText(open: { text: string }[], text: string): void {
  const element = open.at(-1);
  if (element) element.text += text;
  else if (text.trim() !== '') throw notXml();
}

const recordOf = (children: Map<string, unknown[]>): Record<string, unknown> =>
  Object.fromEntries([...children].map(([name, values]) => [name, values.length === 1 ? values[0] : values]));

const decoded = (text: string) =>
  text.replace(/&([^;\s]{1,10});/g, (_, name: string) => {
    const [, hex, digits] = /^#(?:x([\da-f]+)|(\d+))$/i.exec(name) ?? [];
    const code = hex === undefined ? Number(digits) : Number.parseInt(hex, 16);
    if (code <= 0x10ffff) return String.fromCodePoint(code);
    const known = Object.hasOwn(entities, name) ? entities[name] : undefined;
    if (known === undefined) throw notXml();
    return known;
  });

const notXml = () => new Refused('The body is not well-formed XML.');
