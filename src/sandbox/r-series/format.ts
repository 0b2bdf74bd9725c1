import type { IncomingHttpHeaders } from 'node:http';
import { xmlOf } from './xml.ts';

/** The format of a reply: XML unless the suffix or, before it, the Accept header asks for JSON (firm). */
export function formatOf(path: string, accept: IncomingHttpHeaders['accept']): 'json' | 'xml' {
  const [first = ''] = (accept ?? '').split(/[,;]/);
  if (/^\s*application\/json\s*$/i.test(first)) return 'json';
  if (/^\s*(application|text)\/xml\s*$/i.test(first)) return 'xml';
  return path.endsWith('.json') ? 'json' : 'xml';
}

const PRETTY = new Set(['1', 'true']);

/** A body as text. `root` names the XML element around it; JSON is indented where `pretty_print` asks for it (firm that it exists). */
export function textOf(body: object, root: string, format: 'json' | 'xml', query: URLSearchParams): string {
  if (format === 'xml') return xmlOf(root, body);
  return PRETTY.has(query.get('pretty_print') ?? '') ? JSON.stringify(body, null, 4) : JSON.stringify(body);
}
