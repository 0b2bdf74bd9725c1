import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createXStore, startXWorld, xClient, xGrant } from './x-world.ts';

let x: Awaited<ReturnType<typeof startXWorld>>;
beforeAll(async () => {
  x = await startXWorld({ limits: 'real' });
});
afterAll(() => x.sandbox.close());

describe('the window of requests', () => {
  test('one register has 350 requests in five minutes; every reply says what is left', async () => {
    const { headers } = await x.get('2.0/outlets');
    expect([headers.get('x-ratelimit-limit'), headers.get('x-ratelimit-remaining')]).toEqual(['350', '349']);
    expect((await x.get('2.0/nothing')).headers.get('x-ratelimit-remaining')).toBe('348');
  });

  test('one too many is refused with the HTTP date of the next window, and there it passes', async () => {
    const other = await startXWorld({ limits: { requests: 2, windowSeconds: 60 } }, x);
    await other.get('2.0/outlets');
    await other.get('2.0/outlets');
    const refused = await other.get('2.0/outlets');
    expect(refused.status).toBe(429);
    expect(refused.body).toEqual({ error: 'Too Many Requests', message: 'Rate limiting enforced' });
    const retryAfter = refused.headers.get('retry-after') ?? '';
    expect(retryAfter).toBe(new Date(x.time.ms + 60_000).toUTCString());
    x.time.ms = Date.parse(retryAfter);
    expect((await other.get('2.0/outlets')).status).toBe(200);
  });

  test('personal tokens of a retailer share a window of their own', async () => {
    const { control, sandbox } = x;
    const store = await createXStore(control, { limits: { requests: 2, windowSeconds: 60 } });
    const tokenOf = async (body: object) => (await xGrant(control, store.id, body)).accessToken;
    const client = (token: string) => xClient(sandbox.url, store.domainPrefix, token);
    const left = async (token: string) => (await client(token).get('2.0/outlets')).headers.get('x-ratelimit-remaining');
    const [app, one, other] = [
      await tokenOf({}),
      await tokenOf({ server: 'personal' }),
      await tokenOf({ server: 'personal' }),
    ];
    expect([await left(app), await left(one), await left(other)]).toEqual(['1', '1', '0']);
  });
});

test('the request log has cost 1 and what was left', async () => {
  const { control, store, get } = await startXWorld({ limits: { requests: 9, windowSeconds: 60 } }, x);
  await get('2.0/outlets?page_size=1');
  const [logged] = await control.call<object[]>('GET', `requests?store=${store.id}`);
  expect(logged).toMatchObject({ path: '/api/2.0/outlets', cost: 1, status: 200, limit: { remaining: 8, limit: 9 } });
});

test('with more registers the limit grows, and they are in their list as new versions', async () => {
  const own = await startXWorld({ limits: 'real' }, x);
  const before = await own.rows('2.0/registers');
  await x.control.call('PATCH', `stores/${own.store.id}`, { registers: 3 });
  const { headers, body } = await own.get('2.0/registers');
  expect(headers.get('x-ratelimit-limit')).toBe('950');
  expect(body.data).toHaveLength(3);
  expect(await own.rows(`2.0/registers?after=${before.at(-1)?.version}`)).toHaveLength(2);
  await x.control.call('PATCH', `stores/${own.store.id}`, { registers: 1 });
  expect(await own.rows('2.0/registers')).toEqual(before);
  expect(await own.rows('2.0/registers?deleted=true')).toHaveLength(3);
});

describe('who may call', () => {
  test('without a good token nothing answers', async () => {
    expect((await xClient(x.sandbox.url, x.store.domainPrefix, 'wrong').get('2.0/outlets')).status).toBe(401);
  });

  test('a token opens what its scopes name and nothing else', async () => {
    const narrow = await startXWorld({ scopes: ['customers:read'] }, x);
    expect((await narrow.get('2.0/customers')).status).toBe(200);
    const refused = await narrow.get('2.0/products');
    expect(refused.status).toBe(403);
    expect(refused.body.message).toContain('products:read');
  });
});
