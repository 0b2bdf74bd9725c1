import { BlockList, isIP } from 'node:net';

/** Addresses that no one on the outside can own: private, loopback, link-local, carrier, documentation, multicast. */
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
  '::/128',
  '::1/128',
  '64:ff9b:1::/48',
  '100::/64',
  '2001:db8::/32',
  'fc00::/7',
  'fe80::/10',
  'ff00::/8',
];

/** Decides which hosts and addresses connections of any kind may reach. */
export interface AddressRule {
  /** Whether a connection to `address`, found for `host`, may be made on `port`. */
  allows(host: string, address: string, port: number): boolean;
}

/**
 * Public addresses are allowed; private ones only when the host, `host:port`, or a CIDR holding the address is named in
 * `allowed` (COUNTERFLOW_ALLOW_PRIVATE) or by `alsoAllowed` (the sandbox, whose port may change).
 */
export function addressRule(allowed: string[], alsoAllowed: () => string[] = () => []): AddressRule {
  const blocked = listOf(privateRanges);
  const cidrs = listOf(allowed.filter((entry) => isCidr(entry)));
  const hosts = new Set(allowed.filter((entry) => !isCidr(entry)).map((entry) => entry.toLowerCase()));
  return {
    allows(host, address, port) {
      const plain = unmapped(address);
      const family = isIP(plain) === 6 ? 'ipv6' : 'ipv4';
      if (!blocked.check(plain, family)) return true;
      if (cidrs.check(plain, family)) return true;
      return [...hosts, ...alsoAllowed()].some((entry) =>
        [host, plain, `${host}:${port}`, `${plain}:${port}`].includes(entry),
      );
    },
  };
}

/** `::ffff:127.0.0.1` reaches 127.0.0.1, so it is judged as that. */
function unmapped(address: string): string {
  const bare = address.replace(/^\[|\]$/g, '');
  const dotted = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare);
  if (dotted?.[1]) return dotted[1];
  const hex = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i.exec(bare);
  if (!hex?.[1] || !hex[2]) return bare;
  const [high, low] = [Number.parseInt(hex[1], 16), Number.parseInt(hex[2], 16)];
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
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
