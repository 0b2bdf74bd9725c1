import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromSandboxAddress, isEmulatedHost, toSandboxAddress } from '../../src/http/sandbox-address.ts';

const SANDBOX = 'http://127.0.0.1:4410';
const emulated = fc.constantFrom(
  'api.lightspeedapp.com',
  'cloud.lightspeedapp.com',
  'my-shop.retail.lightspeed.app',
  'a.vendhq.com',
);

describe('the sandbox’s address of a real one', () => {
  test('is the real host as first segment, and leads back to it', () =>
    fc.assert(
      fc.property(emulated, fc.webPath(), fc.webQueryParameters(), (host, path, query) => {
        const real = new URL(`https://${host}${path}${query === '' ? '' : '?'}${query}`).toString();
        fc.pre(!real.endsWith('?'));
        const there = toSandboxAddress(real, SANDBOX);
        expect(there.startsWith(`${SANDBOX}/${host}/`)).toBe(true);
        expect(fromSandboxAddress(there, SANDBOX)).toBe(real);
      }),
    ));

  test.each([
    'https://example.com/API',
    'https://api.lightspeedapp.com.elsewhere.example/',
    'https://elsewhere.example/api.lightspeedapp.com/',
    'https://a.b.vendhq.com/',
    'https://.vendhq.com/',
  ])('of any other is itself: %s', (url) => {
    expect(isEmulatedHost(new URL(url).hostname)).toBe(false);
    expect(toSandboxAddress(url, SANDBOX)).toBe(url);
  });

  test('leads back only from the sandbox itself', () => {
    expect(fromSandboxAddress('http://127.0.0.1:44100/api.lightspeedapp.com/x', SANDBOX)).toBe(
      'http://127.0.0.1:44100/api.lightspeedapp.com/x',
    );
    expect(fromSandboxAddress(`${SANDBOX}/elsewhere.example/x`, SANDBOX)).toBe(`${SANDBOX}/elsewhere.example/x`);
  });
});
