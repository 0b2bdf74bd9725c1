import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addressRule, withSandbox } from '../../src/http/address-rule.ts';

const rule = addressRule([]);

describe('without a word of the owner', () => {
  test.each([
    '127.0.0.1',
    '127.8.9.10',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '[::1]',
    '0:0:0:0:0:0:0:1',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::FFFF:10.0.0.1',
    '0:0:0:0:0:ffff:192.168.0.1',
    '::127.0.0.1',
    '64:ff9b::10.0.0.1',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    '2001:0:7f00:1::',
    'fd00::1',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
  ])('%s is not reached', (address) => expect(rule.allows('name.example', address, 443)).toBe(false));

  test.each(['8.8.8.8', '172.32.0.1', '2606:4700::1111', '64:ff9b::808:808', '::ffff:8.8.8.8'])('%s is', (address) =>
    expect(rule.allows('name.example', address, 443)).toBe(true),
  );

  test('no private IPv4 address is reached in any IPv6 clothing', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('::ffff:', '::', '64:ff9b::', '0:0:0:0:0:ffff:'),
        fc.constantFrom([10], [127], [192, 168], [169, 254], [172, 20]),
        fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 }),
        fc.boolean(),
        (prefix, start, rest, asHex) => {
          const bytes = [...start, ...rest].slice(0, 4);
          const hex = [0, 2].map((at) => (((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)).toString(16)).join(':');
          expect(rule.allows('name.example', prefix + (asHex ? hex : bytes.join('.')), 443)).toBe(false);
        },
      ),
    ));

  test('what is no address at all is not reached', () => expect(rule.allows('x', 'x', 443)).toBe(false));
});

describe('what the owner names is reached', () => {
  test.each([
    { named: 'db.internal', host: 'DB.internal', address: '10.0.0.5', port: 5432, allowed: true },
    { named: 'db.internal', host: 'other.internal', address: '10.0.0.5', port: 5432, allowed: false },
    { named: 'db.internal:5432', host: 'db.internal', address: '10.0.0.5', port: 5432, allowed: true },
    { named: 'db.internal:5432', host: 'db.internal', address: '10.0.0.5', port: 22, allowed: false },
    { named: '10.0.0.0/24', host: 'any', address: '10.0.0.77', port: 1, allowed: true },
    { named: '10.0.0.0/24', host: 'any', address: '10.0.1.77', port: 1, allowed: false },
    { named: '10.0.0.0/24', host: 'any', address: '::ffff:10.0.0.77', port: 1, allowed: true },
    { named: 'fd00::/8', host: 'any', address: 'fd12::1', port: 1, allowed: true },
    { named: '[::1]:4410', host: '::1', address: '::1', port: 4410, allowed: true },
    { named: '[::1]:4410', host: '::1', address: '::1', port: 4411, allowed: false },
    { named: '127.0.0.1:4410', host: '127.0.0.1', address: '127.0.0.1', port: 4410, allowed: true },
  ])('$named lets $host ($address) on port $port: $allowed', ({ named, host, address, port, allowed }) => {
    expect(addressRule([named]).allows(host, address, port)).toBe(allowed);
  });
});

test('the sandbox is reached where it is now, by its own connections alone', () => {
  let url: string | undefined;
  const own = addressRule([]);
  const ofSandbox = withSandbox(own, () => url);
  expect(ofSandbox.allows('127.0.0.1', '127.0.0.1', 4410)).toBe(false);
  url = 'http://127.0.0.1:4410';
  expect(ofSandbox.allows('127.0.0.1', '127.0.0.1', 4410)).toBe(true);
  expect(ofSandbox.allows('127.0.0.1', '127.0.0.1', 5432)).toBe(false);
  expect(own.allows('127.0.0.1', '127.0.0.1', 4410)).toBe(false);
});
