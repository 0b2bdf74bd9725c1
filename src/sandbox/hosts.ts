/** Hosts of one name that the sandbox stands in for: R-Series, then X-Series, then C-Series. */
const fixed = [
  'api.lightspeedapp.com',
  'api.merchantos.com',
  'cloud.lightspeedapp.com',
  'cloud.merchantos.com',
  'us.merchantos.com',
  'secure.retail.lightspeed.app',
  'secure.vendhq.com',
  'api.shoplightspeed.com',
  'api.webshopapp.com',
] as const;

/** Domains below which each X-Series retailer has a host of its own. */
const domains = ['retail.lightspeed.app', 'vendhq.com'] as const;

/** What answers under one name: a fixed host, or the hosts of all retailers below a domain. */
export type Site = (typeof fixed)[number] | `{prefix}.${(typeof domains)[number]}`;

/** A request as the emulated host would see it. */
export interface Addressed {
  site: Site;
  /** The host's name, in small letters. */
  host: string;
  /** The retailer's part of the host; empty where the site is a fixed host. */
  prefix: string;
  /** Path at that host, with a leading slash. */
  path: string;
  query: URLSearchParams;
  /** What stands before the path in URLs that replies give out: the base the client used. */
  base: string;
}

/**
 * Which emulated host a request is for: the one its `Host` header names, or the first path segment. Undefined when it is
 * for neither, or when the target is no path. `scheme` and `hostHeader` are what the client used.
 */
export function addressed(scheme: 'http' | 'https', hostHeader: string, target: string): Addressed | undefined {
  const url = URL.parse(target, 'http://sandbox');
  if (!url) return undefined;
  const query = url.searchParams;
  const named = siteOf(hostHeader.split(':')[0] ?? '');
  if (named) return { ...named, path: url.pathname, query, base: `${scheme}://${hostHeader}` };
  const [, segment = '', ...rest] = url.pathname.split('/');
  const first = siteOf(segment);
  return first && { ...first, path: `/${rest.join('/')}`, query, base: `${scheme}://${hostHeader}/${segment}` };
}

function siteOf(name: string): Pick<Addressed, 'site' | 'host' | 'prefix'> | undefined {
  const host = name.toLowerCase();
  const site = fixed.find((one) => one === host);
  if (site) return { site, host, prefix: '' };
  const [, prefix, below] = /^([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)\.(.+)$/.exec(host) ?? [];
  const domain = domains.find((one) => one === below);
  return prefix !== undefined && domain ? { site: `{prefix}.${domain}`, host, prefix } : undefined;
}
