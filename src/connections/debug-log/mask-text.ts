import { isSecretName, type NamePlace } from './secret-names.ts';

/** What stands in the place of a secret. */
export const MASK = '***';

/** Told every secret that was masked, so that it is masked wherever else it stands. */
export type Found = (secret: string) => void;

/** Headers with the values of secret ones masked; of `Authorization` the scheme stays. */
export function maskHeaders(headers: Record<string, string>, found: Found): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => {
      if (!isSecretName(name, 'header')) return [name, maskLoose(value, 'query', found)];
      const [, scheme, credentials = value] = /^(Basic|Bearer|Digest|Token) +(.+)$/i.exec(value) ?? [];
      found(credentials);
      if (scheme?.toLowerCase() === 'basic') foundInBasic(credentials, found);
      return [name, scheme ? `${scheme} ${MASK}` : MASK];
    }),
  );
}

/** RFC 7617: user and password; either may be the secret one. */
function foundInBasic(credentials: string, found: Found): void {
  const pair = Buffer.from(credentials, 'base64').toString('utf8');
  const at = pair.indexOf(':');
  found(pair.slice(at + 1));
  found(decoded(pair.slice(at + 1)));
}

/** An address with its password and the secret parameters of its query and fragment masked. */
export function maskUrl(url: string, found: Found): string {
  const [, start = '', user = '', rest = ''] = /^([a-z]+:\/\/)(?:([^/?#@]*)@)?(.*)$/is.exec(url) ?? [
    undefined,
    '',
    '',
    url,
  ];
  if (user) found(user.slice(user.indexOf(':') + 1));
  const parts = rest.split(/([?#])/);
  const masked = parts.map((part, index) =>
    index < 2 || /^[?#]$/.test(part) ? part : maskPairs(part, 'query', found),
  );
  return `${start}${user ? `${MASK}@` : ''}${masked.join('')}`;
}

/** A body by what it is: JSON, a form, or other text. */
export function maskBody(text: string, mediaType: string, place: NamePlace, found: Found): string {
  if (/json/i.test(mediaType) || /^\s*[[{]/.test(text)) return maskJson(text, place, found);
  if (/x-www-form-urlencoded/i.test(mediaType)) return maskPairs(text, place, found);
  return maskLoose(text, place, found);
}

/** `name=value&...`, letter by letter but for the secrets. */
function maskPairs(text: string, place: NamePlace, found: Found): string {
  return text.replaceAll(/([^&=;]+)=([^&;]*)/g, (pair, name: string, value: string) => {
    if (value === '' || !isSecretName(decoded(name), place)) return pair;
    found(decoded(value));
    return `${name}=${MASK}`;
  });
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

const jsonTokens = /"(?:[^"\\]|\\[\s\S])*(?:"|$)|[{}[\]:,]|[^\s"{}[\]:,]+/g;

/** JSON, whole or cut off anywhere: every text and number below a secret name is masked, all else stays letter by letter. */
function maskJson(text: string, place: NamePlace, found: Found): string {
  const around: { isObject: boolean; isSecret: boolean; atName: boolean }[] = [];
  let nextIsSecret = false;
  return text.replaceAll(jsonTokens, (token) => {
    const inside = around.at(-1);
    const isSecret = nextIsSecret || (inside?.isSecret ?? false);
    if (token === ':') {
      if (inside) inside.atName = false;
      return token;
    }
    if (inside?.isObject && inside.atName && token.startsWith('"')) {
      nextIsSecret = isSecretName(plain(token), place);
      return token;
    }
    nextIsSecret = false;
    if (token === ',') {
      if (inside) inside.atName = inside.isObject;
    } else if (token === '{' || token === '[') {
      around.push({ isObject: token === '{', isSecret, atName: token === '{' });
    } else if (token === '}' || token === ']') {
      around.pop();
    } else if (isSecret && !/^(null|true|false|"")$/.test(token)) {
      found(plain(token));
      return `"${MASK}"`;
    } else if (token.startsWith('"')) {
      return maskLoose(token, place, found);
    }
    return token;
  });
}

function plain(token: string): string {
  if (!token.startsWith('"')) return token;
  try {
    return JSON.parse(token) as string;
  } catch {
    return token.slice(1).replace(/"$/, '');
  }
}

const named = /\b([A-Za-z][\w-]{1,60})(?:\\?["'])?\s{0,3}[:=]\s{0,3}(?:\\?["'])?/g;
const value = /[^"'\\\s&<>,;{}[\]]+/y;

/** `name: value`, `name="value"`, also inside a text with escaped quotes; then XML elements and parts of a multipart form. */
function maskLoose(text: string, place: NamePlace, found: Found): string {
  const hide = (whole: string, name: string, secret: string) => {
    if (secret === '' || secret === MASK || !isSecretName(name, place)) return whole;
    found(secret);
    const at = whole.lastIndexOf(secret);
    return whole.slice(0, at) + MASK + whole.slice(at + secret.length);
  };
  return maskNamed(text, place, found)
    .replaceAll(/<([A-Za-z][\w.:-]{0,60})(?:\s[^<>]{0,200})?>([^<]+)/g, hide)
    .replaceAll(/\bname="([^"\r\n]{1,100})"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n){0,5}\r?\n([^\r\n]+)/g, hide);
}

/** Looks on right behind a name that is none of a secret: what follows it may be one (`Error: token=...`). */
function maskNamed(text: string, place: NamePlace, found: Found): string {
  let masked = '';
  let done = 0;
  for (const { 0: start, 1: name = '', index } of text.matchAll(named)) {
    value.lastIndex = index + start.length;
    const [secret] = (isSecretName(name, place) && value.exec(text)) || [];
    if (secret === undefined || secret === MASK || index < done) continue;
    found(secret);
    masked += text.slice(done, index + start.length) + MASK;
    done = index + start.length + secret.length;
  }
  return masked + text.slice(done);
}
