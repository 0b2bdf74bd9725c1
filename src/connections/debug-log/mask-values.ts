import { MASK } from './mask-text.ts';

/** Shorter ones would hide half of what is shown; where their name says what they are, they are masked all the same. */
const SHORTEST = 4;

/** Known secrets in each way that they may be written. */
export function writtenForms(secrets: Iterable<string>): string[] {
  const forms = new Set<string>();
  for (const secret of secrets) {
    if (secret.length < SHORTEST) continue;
    const inUrl = encodeURIComponent(secret);
    const inForm = new URLSearchParams({ s: secret }).toString().slice(2);
    const inJson = JSON.stringify(secret).slice(1, -1);
    for (const form of [secret, inUrl, inForm, inJson, inJson.replaceAll('/', '\\/')]) forms.add(form);
    for (const form of [inUrl, inForm]) forms.add(form.replaceAll(/%[0-9A-F]{2}/g, (hex) => hex.toLowerCase()));
    forms.add(Buffer.from(secret).toString('base64'));
  }
  return [...forms].sort((a, b) => b.length - a.length);
}

/** Masks known secrets wherever they stand. `isCut`: the text went on, so that its end may be the beginning of one. */
export function maskValues(text: string, forms: readonly string[], isCut = false): string {
  let masked = text;
  for (const form of forms) if (masked.includes(form)) masked = masked.replaceAll(form, MASK);
  return isCut ? withoutBeginnings(masked, forms) : masked;
}

function withoutBeginnings(text: string, forms: readonly string[]): string {
  for (const form of forms) {
    for (let length = Math.min(form.length - 1, text.length); length >= SHORTEST; length -= 1) {
      if (text.endsWith(form.slice(0, length))) return `${text.slice(0, -length)}${MASK}`;
    }
  }
  return text;
}
