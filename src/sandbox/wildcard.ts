/** Whether a pattern in which `wildcard` stands for any text fits a whole text. Walks both once: no pattern takes long. */
export function fitsPattern(text: string, pattern: string, wildcard: string): boolean {
  const [first = '', ...others] = pattern.split(wildcard);
  const last = others.pop();
  if (last === undefined) return text === pattern;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
  let at = first.length;
  for (const part of others) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= text.length - last.length;
}
