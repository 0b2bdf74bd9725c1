/** Hosts the sandbox stands in for today. */
const emulated = ['api.lightspeedapp.com', 'cloud.lightspeedapp.com'] as const;

export type EmulatedHost = (typeof emulated)[number];

/** A request as the emulated host would see it. */
export interface Addressed {
  host: EmulatedHost;
  /** Path at that host, with a leading slash. */
  path: string;
  query: URLSearchParams;
  /** What stands before the path in URLs that replies give out: the base the client used. */
  base: string;
}

/**
 * Which emulated host a request is for: the one its `Host` header names, or the first path segment. Undefined when it is
 * for neither, or when the target is no path.
 */
export function addressed(hostHeader: string, target: string): Addressed | undefined {
  const url = URL.parse(target, 'http://sandbox');
  if (!url) return undefined;
  const named = known(hostHeader.split(':')[0]);
  if (named) return { host: named, path: url.pathname, query: url.searchParams, base: `http://${hostHeader}` };
  const [, segment = '', ...rest] = url.pathname.split('/');
  const host = known(segment);
  return host && { host, path: `/${rest.join('/')}`, query: url.searchParams, base: `http://${hostHeader}/${host}` };
}

const known = (name: string | undefined) => emulated.find((host) => host === name);
