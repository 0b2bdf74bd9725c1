/** Hosts the sandbox stands in for today. */
const emulated = new Set(['api.lightspeedapp.com', 'cloud.lightspeedapp.com']);

/** A request as the emulated host would see it. */
export interface Addressed {
  host: string;
  /** Path at that host, with a leading slash. */
  path: string;
  query: URLSearchParams;
  /** What stands before the path in URLs that replies give out: the base the client used. */
  base: string;
}

/**
 * Which emulated host a request is for: the one its `Host` header names, or the first path segment. Undefined when it is
 * for neither.
 */
export function addressed(hostHeader: string, target: string): Addressed | undefined {
  const url = new URL(target, 'http://sandbox');
  const named = hostHeader.split(':')[0] ?? '';
  if (emulated.has(named)) {
    return { host: named, path: url.pathname, query: url.searchParams, base: `http://${hostHeader}` };
  }
  const [, segment = '', ...rest] = url.pathname.split('/');
  if (!emulated.has(segment)) return undefined;
  return {
    host: segment,
    path: `/${rest.join('/')}`,
    query: url.searchParams,
    base: `http://${hostHeader}/${segment}`,
  };
}
