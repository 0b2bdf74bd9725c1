/**
 * How long a reply asks to wait, in ms: `Retry-After` (or a header of another name) in seconds, or an HTTP date read against
 * the reply's own `Date`, so that clocks which disagree don't matter. RFC 9110 section 10.2.3. Undefined when it asks
 * nothing readable.
 */
export function retryAfterMs(headers: Headers, name = 'retry-after'): number | undefined {
  const value = headers.get(name)?.trim();
  if (!value) return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  const until = Date.parse(value);
  const sent = Date.parse(headers.get('date') ?? '');
  if (Number.isNaN(until) || Number.isNaN(sent)) return undefined;
  return Math.max(0, until - sent);
}
