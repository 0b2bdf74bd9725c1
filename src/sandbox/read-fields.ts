/** Fields of a token request: JSON, a URL-encoded form, or a multipart form; all three are in use. */
export function readFields(body: string, contentType = ''): Record<string, string> {
  if (/^application\/json\b/i.test(contentType)) return readJson(body);
  const boundary = /^multipart\/form-data;.*boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (boundary) return readMultipart(body, boundary);
  return Object.fromEntries(new URLSearchParams(body));
}

function readJson(body: string): Record<string, string> {
  try {
    const json = JSON.parse(body) as Record<string, unknown>;
    return Object.fromEntries(Object.entries(json).map(([name, value]) => [name, String(value)]));
  } catch {
    return {};
  }
}

function readMultipart(body: string, boundary: string): Record<string, string> {
  const fields: Record<string, string> = {};
  for (const part of body.split(`--${boundary}`)) {
    const at = part.indexOf('\r\n\r\n');
    const name = /name="([^"]+)"/.exec(part.slice(0, at))?.[1];
    if (at >= 0 && name !== undefined) fields[name] = part.slice(at + 4).replace(/\r\n$/, '');
  }
  return fields;
}
