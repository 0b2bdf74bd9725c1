/** A body as it is shown: JSON with line breaks where it is whole, else letter by letter. */
export function bodyText(body: string, isCut: boolean): string {
  if (isCut || !/^\s*[[{]/.test(body)) return body;
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
