/**
 * A value of JSON as documentation writes it: commas before a closing bracket, missing commas at the end of a line and
 * closing brackets too many are forgiven. Undefined for what can't be read even so.
 */
export function looseJson(text: string): unknown {
  const repaired = text.replace(/,(\s*[}\]])/g, '$1').replace(/(["\]}\d]|true|false|null)(\s*\n\s*)(?=")/g, '$1,$2');
  for (const one of [text, repaired, balanced(repaired)]) {
    try {
      return JSON.parse(one);
    } catch {}
  }
  return undefined;
}

/** The text up to the bracket that closes the first one. */
function balanced(text: string): string {
  let depth = 0;
  for (const [at, sign] of [...text].entries()) {
    if (sign === '{' || sign === '[') depth += 1;
    if (sign === '}' || sign === ']') depth -= 1;
    if (depth === 0 && at > 0) return text.slice(0, at + 1);
  }
  return text;
}
