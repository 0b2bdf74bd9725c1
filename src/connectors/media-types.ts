import { parse } from 'csv-parse/sync';
import type { ReplyFacts } from './connector.ts';
import type { HttpSettings } from './http-settings.ts';

type RequestMediaType = HttpSettings['mediaType'];
type Replies = Pick<HttpSettings, 'successMediaType' | 'errorMediaType'>;

/** A body as it leaves, with its Content-Type. Fields of an object, for the two media types of forms. */
export function writtenBody(mediaType: RequestMediaType, text: string): { contentType: string; body: string } {
  switch (mediaType) {
    case 'json':
      return { contentType: 'application/json', body: text };
    case 'xml':
      return { contentType: 'application/xml', body: text };
    case 'plaintext':
      return { contentType: 'text/plain; charset=utf-8', body: text };
    case 'urlencoded': {
      const fields = fieldsOf(text);
      const body = fields ? new URLSearchParams(fields).toString() : text;
      return { contentType: 'application/x-www-form-urlencoded', body };
    }
    case 'form-data':
      return multipart(fieldsOf(text) ?? []);
  }
}

/** The same body with one more field. Undefined where the media type has no fields. */
export function withField(mediaType: RequestMediaType, text: string, name: string, value: string): string | undefined {
  const fields = fieldsOf(text === '' ? '{}' : text);
  if (mediaType === 'json') {
    return fields && JSON.stringify({ ...(JSON.parse(text === '' ? '{}' : text) as object), [name]: value });
  }
  if (mediaType === 'form-data') return fields && JSON.stringify(Object.fromEntries([...fields, [name, value]]));
  if (mediaType !== 'urlencoded') return undefined;
  const parameters = fields ? new URLSearchParams(fields) : new URLSearchParams(text);
  parameters.set(name, value);
  return parameters.toString();
}

/** Fields of a JSON object; undefined where the text is none. */
function fieldsOf(text: string): [string, string][] | undefined {
  const value = parsedJson(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return Object.entries(value).map(([name, field]) => [
    name,
    typeof field === 'object' ? JSON.stringify(field) : String(field),
  ]);
}

function multipart(fields: [string, string][]): { contentType: string; body: string } {
  const content = JSON.stringify(fields);
  let boundary = 'counterflow';
  while (content.includes(boundary)) boundary += '-';
  const quoted = (name: string) => name.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
  const parts = fields.map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(name)}"\r\n\r\n${value}\r\n`,
  );
  return { contentType: `multipart/form-data; boundary=${boundary}`, body: `${parts.join('')}--${boundary}--\r\n` };
}

/** What a request says it wants. */
export function acceptOf({ successMediaType }: Replies): string {
  switch (successMediaType) {
    case 'csv':
      return 'text/csv';
    case 'plaintext':
      return 'text/plain';
    case 'json':
      return 'application/json';
    default:
      return 'application/json, */*;q=0.5';
  }
}

/** The media type a reply is read as: as the settings say, else as its own header does. */
function mediaTypeOf({ successMediaType, errorMediaType }: Replies, status: number, headers: Headers) {
  const asked = status >= 400 ? (errorMediaType ?? successMediaType) : successMediaType;
  if (asked) return asked;
  const told = headers.get('content-type') ?? '';
  if (/^text\/csv\b/i.test(told)) return 'csv';
  return /^(text|application)\/([\w.-]+\+)?xml\b/i.test(told) ? 'xml' : 'json';
}

/** What a body says; undefined when it is not of its media type (cut off, a web page, empty), or of one without values. */
export function readReply(settings: Replies, reply: Omit<ReplyFacts, 'json'>): unknown {
  switch (mediaTypeOf(settings, reply.status, reply.headers)) {
    case 'csv':
      return parsedCsv(reply.text);
    case 'json':
      return parsedJson(reply.text);
    default:
      return undefined;
  }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Rows of a CSV text with a header line. */
function parsedCsv(text: string): unknown {
  try {
    return parse(text, { columns: true, bom: true, skip_empty_lines: true, relax_column_count: true });
  } catch {
    return undefined;
  }
}
