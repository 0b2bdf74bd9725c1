/** What a message may be filled with. Numbers are written the reader's way; text goes in as it is. */
export type Values = Readonly<Record<string, string | number>>;

type Part =
  | { kind: 'text'; text: string }
  | { kind: 'value'; name: string }
  | { kind: 'plural'; name: string; forms: ReadonlyMap<string, readonly Part[]> };

/**
 * Fills in one message of the catalogue. The syntax is the part of ICU MessageFormat that the catalogue needs: `{name}`
 * and `{n, plural, =0 {none} one {# thing} other {# things}}`, nested at will; `#` is the number.
 * Throws on a malformed message or a value that is missing: both are mistakes in our own source, found by the tests.
 */
export function formatMessage(message: string, values: Values, locale: string): string {
  return write(partsOf(message), values, locale, undefined);
}

/** Names that a message wants filled in. */
export function namesIn(message: string): Set<string> {
  const names = new Set<string>();
  const walk = (parts: readonly Part[]) => {
    for (const part of parts) {
      if (part.kind === 'text') continue;
      names.add(part.name);
      if (part.kind === 'plural') for (const form of part.forms.values()) walk(form);
    }
  };
  walk(partsOf(message));
  return names;
}

const parsed = new Map<string, readonly Part[]>();

function partsOf(message: string): readonly Part[] {
  const known = parsed.get(message);
  if (known) return known;
  const reader = { message, at: 0 };
  const parts = readParts(reader);
  if (reader.at < message.length) throw new Error(`Unexpected } at ${reader.at} in message: ${message}`);
  parsed.set(message, parts);
  return parts;
}

interface Reader {
  message: string;
  at: number;
}

function readParts(reader: Reader): Part[] {
  const parts: Part[] = [];
  while (reader.at < reader.message.length && reader.message[reader.at] !== '}') {
    if (reader.message[reader.at] === '{') {
      reader.at += 1;
      parts.push(readPlaceholder(reader));
    } else {
      const end = reader.message.slice(reader.at).search(/[{}]/);
      const stop = end < 0 ? reader.message.length : reader.at + end;
      parts.push({ kind: 'text', text: reader.message.slice(reader.at, stop) });
      reader.at = stop;
    }
  }
  return parts;
}

function readPlaceholder(reader: Reader): Part {
  const name = take(reader, /[A-Za-z][A-Za-z0-9]*/y);
  if (peek(reader) === '}') {
    reader.at += 1;
    return { kind: 'value', name };
  }
  take(reader, /\s*,\s*plural\s*,\s*/y);
  const forms = new Map<string, readonly Part[]>();
  while (peek(reader) !== '}') {
    const form = take(reader, /=\d+|zero|one|two|few|many|other/y);
    take(reader, /\s*\{/y);
    forms.set(form, readParts(reader));
    take(reader, /\}\s*/y);
  }
  reader.at += 1;
  if (!forms.has('other')) throw new Error(`A plural needs the form "other": ${reader.message}`);
  return { kind: 'plural', name, forms };
}

function peek(reader: Reader): string | undefined {
  return reader.message[reader.at];
}

function take(reader: Reader, pattern: RegExp): string {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.message);
  if (!found) throw new Error(`Expected ${pattern} at ${reader.at} in message: ${reader.message}`);
  reader.at = pattern.lastIndex;
  return found[0];
}

function write(parts: readonly Part[], values: Values, locale: string, counted: number | undefined): string {
  let out = '';
  for (const part of parts) {
    if (part.kind === 'text') {
      out += counted === undefined ? part.text : part.text.replaceAll('#', () => formatNumber(counted, locale));
      continue;
    }
    const value = values[part.name];
    if (value === undefined) throw new Error(`The message wants a value for {${part.name}}.`);
    if (part.kind === 'value') {
      out += typeof value === 'number' ? formatNumber(value, locale) : value;
      continue;
    }
    const n = Number(value);
    const form =
      part.forms.get(`=${n}`) ?? part.forms.get(new Intl.PluralRules(locale).select(n)) ?? part.forms.get('other');
    out += write(form ?? [], values, locale, n);
  }
  return out;
}

const numberFormats = new Map<string, Intl.NumberFormat>();

function formatNumber(value: number, locale: string): string {
  let format = numberFormats.get(locale);
  if (!format) {
    format = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
    numberFormats.set(locale, format);
  }
  return format.format(value);
}
