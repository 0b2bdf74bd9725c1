/** Hosts of Lightspeed that a sandbox stands in for. A `*` is one host label (a shop's own prefix). */
const emulatedHosts = [
  'api.lightspeedapp.com',
  'cloud.lightspeedapp.com',
  'cloud.merchantos.com',
  'api.merchantos.com',
  'secure.retail.lightspeed.app',
  '*.retail.lightspeed.app',
  'secure.vendhq.com',
  '*.vendhq.com',
  'api.shoplightspeed.com',
  'api.webshopapp.com',
];

export function isEmulatedHost(host: string): boolean {
  return emulatedHosts.some((known) =>
    known.startsWith('*.')
      ? /^[a-z0-9-]+$/.test(host.slice(0, -(known.length - 1))) && host.endsWith(known.slice(1))
      : host === known,
  );
}

/**
 * Where a request of a connection really goes. A live one goes where it says; one of a sandbox goes to the sandbox, real
 * host as first path segment. A host that the sandbox doesn't stand in for is left as it is.
 */
export function toSandboxAddress(url: string, sandboxUrl: string): string {
  const real = new URL(url);
  if (!isEmulatedHost(real.hostname)) return url;
  return `${sandboxUrl.replace(/\/$/, '')}/${real.hostname}${real.pathname}${real.search}`;
}

/** The real address behind one the sandbox gave, e.g. in `next`; any other address as it is. */
export function fromSandboxAddress(url: string, sandboxUrl: string): string {
  const base = `${sandboxUrl.replace(/\/$/, '')}/`;
  if (!url.startsWith(base)) return url;
  const [, host, rest] = /^([^/?#]+)(.*)$/s.exec(url.slice(base.length)) ?? [];
  return host && isEmulatedHost(host) ? `https://${host}${rest}` : url;
}
