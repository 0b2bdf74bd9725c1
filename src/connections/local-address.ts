import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { CounterflowError } from '../counterflow-error.ts';
import type { AddressRule } from '../http/address-rule.ts';

/** Finds the address of a host that a connection names and checks it. Throws `host_not_found`, `private_address`. */
export async function allowedAddress(rule: AddressRule, host: string, port: number): Promise<string> {
  if (host.startsWith('/') || !/^[\w.:-]+$/.test(host)) {
    throw new CounterflowError('host_invalid', `"${host}" is no host name. Give a name or an address, without a path.`);
  }
  const found = isIP(host) ? [{ address: host }] : await lookup(host, { all: true }).catch(() => []);
  const [first] = found;
  if (!first) throw new CounterflowError('host_not_found', `${host} has no address. Check the host name.`);
  const refused = found.find(({ address }) => !rule.allows(host, address, port));
  if (refused) {
    throw new CounterflowError(
      'private_address',
      `${host} (${refused.address}) is a private address, which connections may not reach. If it is meant, add it to COUNTERFLOW_ALLOW_PRIVATE and restart.`,
    );
  }
  return first.address;
}
