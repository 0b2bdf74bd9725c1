import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

const createShop = () => world.control.createStore({ series: 'c' });

/** Asks a shop which rights a key has. */
async function permissions(key: string, secret: string, host = 'api.webshopapp.com') {
  const reply = await fetch(`${world.sandbox.url}/${host}/en/account/permissions.json`, {
    headers: { authorization: `Basic ${btoa(`${key}:${secret}`)}` },
  });
  return { status: reply.status, body: (await reply.json()) as { accountPermissions: Record<string, object> } };
}

const md5 = (text: string) => createHash('md5').update(text).digest('hex');
const denied = { status: 401, body: { error: { code: 401, message: 'Access denied.' } } };

describe('the key of a C-Series shop', () => {
  test('opens it with its secret, with all rights', async () => {
    const { apiKey, apiSecret } = await createShop();
    const { status, body } = await permissions(apiKey, apiSecret);
    expect(status).toBe(200);
    const all = { read: true, write: true };
    expect(Object.values(body.accountPermissions)).toEqual([all, all, all, all, all, all]);
  });

  test.each(['wrong', ''])('is refused with the secret "%s"', async (secret) => {
    expect(await permissions((await createShop()).apiKey, secret)).toMatchObject(denied);
  });

  test('is unknown at the other cluster', async () => {
    const { apiKey, apiSecret } = await createShop();
    expect(await permissions(apiKey, apiSecret, 'api.shoplightspeed.com')).toMatchObject(denied);
  });

  test.each(['', 'Basic', 'Basic !!!', 'Basic bm9jb2xvbg==', 'Bearer abc'])(
    '"%s" opens nothing',
    async (authorization) => {
      const url = `${world.sandbox.url}/api.webshopapp.com/en/account/permissions.json`;
      expect((await fetch(url, { headers: { authorization } })).status).toBe(401);
    },
  );

  test('may be made with fewer rights: to write a group includes to read it', async () => {
    const shop = await createShop();
    const scopes = ['orders:read', 'products'];
    const key = await world.control.call<{ apiKey: string; apiSecret: string }>('POST', `stores/${shop.id}/grants`, {
      scopes,
    });
    const { body } = await permissions(key.apiKey, key.apiSecret);
    expect(body.accountPermissions).toMatchObject({
      orders: { read: true, write: false },
      products: { read: true, write: true },
      customers: { read: false, write: false },
    });
  });
});

describe('an app that a shop installs', () => {
  const install = async (more: object = {}) => {
    const shop = await createShop();
    const installed = await world.control.install(shop.id, { successUrl: 'https://app.example/done?a=1', ...more });
    return { shop, ...installed, query: new URL(installed.location).searchParams };
  };

  test('sends the shop’s browser to its success URL with a signature that its secret proves', async () => {
    const { shop, location, appSecret, query } = await install();
    expect(location.startsWith('https://app.example/done?a=1&')).toBe(true);
    expect(query.get('shop_id')).toBe(shop.shopId);
    expect(query.get('timestamp')).toBe(String(world.time.ms / 1000));
    expect(query.get('cluster_id')).toBe('eu1');
    const signed = ['language', 'shop_id', 'timestamp', 'token'].map((name) => `${name}=${query.get(name)}`).join('');
    expect(query.get('signature')).toBe(md5(signed + appSecret));
  });

  test('opens the shop with its key and the md5 of token and secret', async () => {
    const { appKey, appSecret, query } = await install({ appKey: 'my-app', appSecret: 'my-secret' });
    expect([appKey, appSecret]).toEqual(['my-app', 'my-secret']);
    expect((await permissions('my-app', md5(`${query.get('token')}my-secret`))).status).toBe(200);
    expect((await permissions('my-app', 'my-secret')).status).toBe(401);
    expect((await permissions('other', md5(`${query.get('token')}my-secret`))).status).toBe(401);
  });

  test('is shut out once it is uninstalled', async () => {
    const { shop, appKey, appSecret, query } = await install();
    const password = md5(query.get('token') + appSecret);
    const [{ family = '', state } = {}] = await world.control.grants(shop.id);
    expect(state).toBe('live');
    await world.control.endGrant(family);
    expect(await permissions(appKey, password)).toMatchObject(denied);
    expect(await world.control.grants(shop.id)).toMatchObject([{ server: 'app', state: 'revoked' }]);
  });
});
