import fc from 'fast-check';

/** Names that exist on every object, and other texts that break what is written carelessly. */
const nasty = fc.constantFrom(
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  ' ',
  '\0',
  '%00',
  '%',
  '%zz',
  '%C0%80',
  '%ED%A0%80',
  '..',
  '%2e%2e%2f',
  '-1',
  '-0',
  '1e308',
  '1e400',
  '9007199254740993',
  '99999999999999999999999999',
  'NaN',
  'Infinity',
  '[]',
  '{}',
  'null',
  'true',
  '"',
  '\ud800',
  '\u202e',
  "' OR 1=1 --",
  '<script>',
  '2026-02-30T25:61:61Z',
  '+275760-09-13T00:00:00Z',
  '(a+)+$',
  '%a%a%a%a%a%a%a%a%a%a%a%a%a%a%a%b',
  'a'.repeat(3000),
);

export const anyText = fc.oneof(
  nasty,
  fc.string(),
  fc.string({ unit: 'grapheme', maxLength: 30 }),
  fc.string({ unit: 'binary' }),
);

const numbers = fc.constantFrom(0, -0, -1, 1.5, 2 ** 53 + 2, 1e21, 1e308, -1e308, 5e-324);

/** A value as JSON gives it, with names that every object has and numbers that few expect. */
export const anyValue = fc.oneof(
  numbers,
  anyText,
  fc.constantFrom(null, true, [], {}, [[]], [null], { '': '' }),
  fc.dictionary(anyText, fc.oneof(anyText, numbers), { maxKeys: 4 }),
  fc.array(fc.oneof(anyText, numbers), { maxLength: 4 }),
  fc.jsonValue({ maxDepth: 4 }),
);

/** An object of some of these fields, each with a value that it isn't made for; `JSON.stringify` would drop `__proto__`. */
export const anyRecord = (names: readonly string[]) =>
  fc
    .array(fc.tuple(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...names) }, anyText), anyValue), { maxLength: 6 })
    .map(
      (fields) => `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',')}}`,
    );

/** What may stand in a request line; broken percent-encoding is left as it is. */
export const inUrl = (text: string) => encodeURIComponent(text.toWellFormed()).replace(/%25/g, '%');

/** `depth` lists or records inside each other. */
export const deepList = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
export const deepRecord = (name: string, depth: number) => `${`{"${name}":`.repeat(depth)}1${'}'.repeat(depth)}`;
export const deepXml = (name: string, depth: number) => `${`<${name}>`.repeat(depth)}${`</${name}>`.repeat(depth)}`;
