import { Refused } from './refused.ts';

/** A file that came with a request, and the record beside it as text. */
export interface Upload {
  data: string;
  file: { name: string; type: string; bytes: Buffer } | undefined;
}

/** More than a picture of a shop; it is kept in the journal. */
const LARGEST = 5 * 1024 * 1024;

/** Parts of a multipart form: the record in `data`, the picture in `image` (documented). Undefined for other bodies. */
export function readUpload(bytes: Buffer, contentType: string): Upload | undefined {
  const boundary = /^multipart\/form-data;.*boundary="?([^";]{1,200})"?/i.exec(contentType)?.[1];
  if (boundary === undefined) return undefined;
  const upload: Upload = { data: '', file: undefined };
  for (const { head, body } of partsOf(bytes, boundary)) {
    const name = /name="([^"]*)"/i.exec(head)?.[1];
    if (name === 'data') upload.data = body.toString('utf8');
    if (name !== 'image') continue;
    const type = /content-type:\s*(\S+)/i.exec(head)?.[1] ?? '';
    upload.file = { name: /filename="([^"]*)"/i.exec(head)?.[1] ?? '', type, bytes: body };
  }
  if (upload.file && !/^image\/[\w.+-]+$/.test(upload.file.type)) throw new Refused('image must be a picture.');
  if (upload.file && upload.file.bytes.length > LARGEST) throw new Refused('image must not be larger than 5 MB.');
  return upload;
}

function* partsOf(bytes: Buffer, boundary: string): Generator<{ head: string; body: Buffer }> {
  const line = Buffer.from(`--${boundary}`);
  let start = bytes.indexOf(line);
  while (start >= 0) {
    const next = bytes.indexOf(line, start + line.length);
    const end = next < 0 ? bytes.length : next;
    const head = bytes.indexOf('\r\n\r\n', start);
    if (head >= 0 && head < end)
      yield { head: bytes.toString('utf8', start, head), body: bytes.subarray(head + 4, Math.max(head + 4, end - 2)) };
    start = next;
  }
}
