import type { DebugEntry } from '../../api/debug-log.ts';

/** Set by curl itself, or by the connection that carries the request. */
const ownHeaders = new Set(['content-length', 'host', 'connection', 'user-agent']);

/**
 * A recorded request as a command line for curl. What was masked is left to be filled in: the token as `$TOKEN`, which a shell
 * takes from its environment, everything else as `***`.
 */
export function curlCommand({ method, url, request }: Pick<DebugEntry, 'method' | 'url' | 'request'>): string {
  const parts = [`curl -X ${method} ${quoted(url)}`];
  for (const [name, value] of Object.entries(request.headers)) {
    if (ownHeaders.has(name.toLowerCase())) continue;
    const isToken = name.toLowerCase() === 'authorization' && value.endsWith('***');
    parts.push(isToken ? `-H "${name}: ${value.slice(0, -3)}$TOKEN"` : `-H ${quoted(`${name}: ${value}`)}`);
  }
  if (request.body !== null) parts.push(`--data-raw ${quoted(request.body)}`);
  return parts.join(' \\\n  ');
}

/** One argument for a POSIX shell, whatever stands in it. */
const quoted = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
