import { BlockList, isIP } from 'node:net';

/**
 * Addresses that no one on the outside can own: private, loopback, link-local, carrier, documentation, multicast; and
 * tunnels that hide an IPv4 address in an IPv6 one. RFC 6890 and the registries it names.
 */
const privateRanges = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/96',
  '64:ff9b:1::/48',
  '100::/64',
  '2001::/32',
  '2001:db8::/32',
  '2002::/16',
  'fc00::/7',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
];

/** Decides which hosts and addresses connections may reach. */
export interface AddressRule {
  /** Whether a connection to `address`, found for `host`, may be made on `port`. */
  allows(host: string, address: string, port: number): boolean;
}

/**
 * Public addresses are allowed; private ones only when the host, `host:port`, or a CIDR holding the address is named in
 * `allowed` (COUNTERFLOW_ALLOW_PRIVATE).
 */
export function addressRule(allowed: string[]): AddressRule {
  const blocked = listOf(privateRanges);
  const cidrs = listOf(allowed.filter((entry) => isCidr(entry)));
  const hosts = new Set(allowed.filter((entry) => !isCidr(entry)).map((entry) => entry.toLowerCase()));
  return {
    allows(host, address, port) {
      const plain = innermost(address);
      const family = isIP(plain);
      if (family !== 0 && !blocked.check(plain, family === 6 ? 'ipv6' : 'ipv4')) return true;
      if (family !== 0 && cidrs.check(plain, family === 6 ? 'ipv6' : 'ipv4')) return true;
      const name = host.toLowerCase();
      return [name, plain, `[${plain}]`, ...withPort(name, plain, port)].some((entry) => hosts.has(entry));
    },
  };
}

/**
 * The rule for connections of the sandbox: they reach the sandbox as well, wherever it is now. A live connection does not: the
 * sandbox has a control port that trusts this machine.
 */
export function withSandbox(rule: AddressRule, sandboxUrl: () => string | undefined): AddressRule {
  return {
    allows(host, address, port) {
      if (rule.allows(host, address, port)) return true;
      const url = sandboxUrl();
      return url !== undefined && withPort(host.toLowerCase(), innermost(address), port).includes(hostAndPort(url));
    },
  };
}

const withPort = (name: string, address: string, port: number) => [
  `${name}:${port}`,
  `${address}:${port}`,
  `[${address}]:${port}`,
];

function hostAndPort(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  return `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
}

/**
 * The address that is reached in the end: `::ffff:127.0.0.1` and, over a gateway of RFC 6052, `64:ff9b::127.0.0.1` lead to
 * 127.0.0.1, however they are written. A zone (`fe80::1%eth0`) is left out.
 */
function innermost(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  if (isIP(bare) !== 6) return bare;
  const canonical = new URL(`http://[${bare}]/`).hostname.slice(1, -1);
  const [, high, low] = /^(?:::ffff:|64:ff9b::)(?:([0-9a-f]{1,4}):)?([0-9a-f]{1,4})$/.exec(canonical) ?? [];
  if (low === undefined) return canonical;
  const [first, second] = [Number.parseInt(high ?? '0', 16), Number.parseInt(low, 16)];
  return [first >> 8, first & 255, second >> 8, second & 255].join('.');
}

const isCidr = (entry: string) => /^[0-9a-f.:]+\/\d{1,3}$/i.test(entry);

function listOf(cidrs: string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [net, prefix] = cidr.split('/') as [string, string];
    list.addSubnet(net, Number(prefix), isIP(net) === 6 ? 'ipv6' : 'ipv4');
  }
  return list;
}
