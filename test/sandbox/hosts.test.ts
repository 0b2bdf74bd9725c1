import { request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addressed } from '../../src/sandbox/hosts.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

const fixed = [
  'api.lightspeedapp.com',
  'cloud.lightspeedapp.com',
  'cloud.merchantos.com',
  'us.merchantos.com',
  'api.merchantos.com',
  'secure.retail.lightspeed.app',
  'secure.vendhq.com',
  'api.shoplightspeed.com',
  'api.webshopapp.com',
];

describe('the host a request is for', () => {
  test.each(fixed)('%s is known by its name, as first path segment or in the Host header', (host) => {
    const byPath = addressed('http', '127.0.0.1:4410', `/${host}/a/b?c=1`);
    expect(byPath).toMatchObject({ site: host, host, prefix: '', path: '/a/b' });
    expect(byPath?.base).toBe(`http://127.0.0.1:4410/${host}`);
    expect(addressed('http', host, '/a/b')).toMatchObject({ site: host, path: '/a/b', base: `http://${host}` });
  });

  test('a retailer’s own host is known by its domain, and its prefix is handed on in small letters', () => {
    const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/).filter((prefix) => prefix !== 'secure');
    const domain = fc.constantFrom('retail.lightspeed.app', 'vendhq.com');
    fc.assert(
      fc.property(label, domain, (prefix, below) => {
        const found = { site: `{prefix}.${below}`, prefix, host: `${prefix}.${below}`, path: '/api/2.0/products' };
        expect(addressed('http', '127.0.0.1', `/${prefix}.${below}/api/2.0/products`)).toMatchObject(found);
        expect(addressed('http', `${prefix}.${below}:80`.toUpperCase(), '/api/2.0/products')).toMatchObject(found);
      }),
    );
  });

  test.each([
    'a.b.vendhq.com',
    '-a.vendhq.com',
    'a-.vendhq.com',
    '.vendhq.com',
    'vendhq.com',
    'a.vendhq.com.evil.example',
  ])('%s is none of them', (host) => {
    expect(addressed('http', '127.0.0.1', `/${host}/`)).toBeUndefined();
    expect(addressed('http', host, '/')).toBeUndefined();
  });
});

test('both R-Series API hosts answer for the same account, with links on the host that was asked', async () => {
  const store = await world.control.createStore();
  const { accessToken } = await world.control.grant(store.id);
  for (const host of ['api.lightspeedapp.com', 'api.merchantos.com']) {
    const base = `${world.sandbox.url}/${host}`;
    const { body } = await world.client.get(`${base}/API/V3/Account.json`, accessToken);
    expect(body.Account).toMatchObject({
      accountID: store.accountId,
      link: { '@attributes': { href: `${base}/API/V3/Account/${store.accountId}.json` } },
    });
  }
});

test('a request whose Host header names the real host needs no segment, and gets links on that host', async () => {
  const store = await world.control.createStore();
  const { accessToken } = await world.control.grant(store.id);
  const text = await new Promise<string>((resolve, reject) => {
    const headers = { host: 'api.lightspeedapp.com', authorization: `Bearer ${accessToken}` };
    const { port } = world.sandbox;
    request({ host: '127.0.0.1', port, path: '/API/V3/Account.json', headers }, async (reply) => {
      let all = '';
      for await (const part of reply) all += part;
      resolve(all);
    })
      .on('error', reject)
      .end();
  });
  expect(text).toContain(`"http://api.lightspeedapp.com/API/V3/Account/${store.accountId}.json"`);
});
