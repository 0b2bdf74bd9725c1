import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';
import { post, refreshing, tokenUrl } from '../support/sandbox-tokens.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

/** A store and a way to call its API with a good credential. */
async function opened(series: 'r' | 'rOld' | 'x' | 'c') {
  const store = await world.control.createStore({ series: series[0] });
  const tokens = await world.control.grantBy(store.id, series === 'rOld' ? { server: 'old' } : {});
  const url = {
    r: 'api.lightspeedapp.com/API/V3/Account.json',
    rOld: 'api.merchantos.com/API/Account.json',
    x: `${store.domainPrefix}.vendhq.com/api/2.0/outlets`,
    c: 'api.webshopapp.com/en/account/permissions.json',
  }[series];
  const key = tokens as unknown as { apiKey: string; apiSecret: string };
  const authorization =
    series === 'c' ? `Basic ${btoa(`${key.apiKey}:${key.apiSecret}`)}` : `Bearer ${tokens.accessToken}`;
  const call = async () => {
    const reply = await fetch(`${world.sandbox.url}/${url}`, { headers: { authorization } });
    return { status: reply.status, headers: reply.headers, text: await reply.text() };
  };
  return { store, tokens, call };
}

const order = (store: SandboxStore, kind: string, more: object = {}) =>
  world.control.fault({ match: { store: store.id }, kind, times: 1, ...more });

describe.each(['r', 'rOld', 'x', 'c'] as const)('faults at the API of %s', (series) => {
  test('an ordered status comes once, in the error shape of that API', async () => {
    const { store, call } = await opened(series);
    await order(store, 'status', { status: 503 });
    const { status, text } = await call();
    expect(status).toBe(503);
    const shape = { r: 'httpMessage', rOld: 'httpMessage', x: '"error":"Ordered"', c: '"error":{"code":503' }[series];
    expect(text).toContain(shape);
    expect((await call()).status).not.toBe(503);
  });

  test('a rate limit says when to come back in that API’s own way', async () => {
    const { store, call } = await opened(series);
    await order(store, 'rateLimit');
    const { status, headers } = await call();
    expect(status).toBe(429);
    const after = headers.get('retry-after') ?? '';
    if (series === 'x') expect(Date.parse(after)).toBeGreaterThan(world.time.ms);
    else expect(Number(after)).toBeGreaterThan(0);
    const limit = {
      r: 'x-ls-api-ratelimit-type',
      rOld: 'x-ls-api-ratelimit-type',
      x: 'x-ratelimit-limit',
      c: 'x-ratelimit-limit',
    };
    expect(headers.has(limit[series])).toBe(true);
    if (series === 'c') expect(headers.get('x-ratelimit-limit')).toMatch(/^\d+\/\d+\/\d+$/);
  });

  test('revoke ends the grant, for this request and all after it', async () => {
    const { store, call } = await opened(series);
    expect((await call()).status).not.toBe(401);
    await order(store, 'revoke');
    expect([(await call()).status, (await call()).status]).toEqual([401, 401]);
    expect(await world.control.grants(store.id)).toMatchObject([{ state: 'revoked' }]);
  });

  test('a web page, a cut connection and half a body come from any host', async () => {
    const { store, call } = await opened(series);
    await order(store, 'html');
    expect((await call()).text).toContain('<html>');
    await order(store, 'reset');
    await expect(call()).rejects.toThrow();
    await order(store, 'dropAfterProcessing');
    await expect(call()).rejects.toThrow();
    await order(store, 'truncate');
    expect((await call()).text.length).toBeLessThan((await call()).text.length);
  });
});

describe.each(['r', 'rOld', 'x'] as const)('an expired token of %s', (series) => {
  test('is refused, and a refresh brings one that works', async () => {
    const { store, tokens, call } = await opened(series);
    await order(store, 'expireToken');
    expect([(await call()).status, (await call()).status]).toEqual([401, 401]);
    const at = { r: 'new', rOld: 'old', x: 'x' } as const;
    const url =
      series === 'x' ? tokenUrl.x(world.sandbox, store) : tokenUrl[at[series] as 'new' | 'old'](world.sandbox);
    const { status, body } = await post(url, refreshing(store, tokens.refreshToken));
    expect(status).toBe(200);
    expect(body.access_token).not.toBe(tokens.accessToken);
  });
});

describe.each(['new', 'old', 'x'] as const)('faults at the token endpoint of %s', (server) => {
  const ask = async () => {
    const store = await world.control.createStore(server === 'x' ? { series: 'x' } : {});
    const { refreshToken } = await world.control.grantBy(store.id, server === 'old' ? { server } : {});
    const url = server === 'x' ? tokenUrl.x(world.sandbox, store) : tokenUrl[server](world.sandbox);
    return { store, refresh: () => post(url, refreshing(store, refreshToken)) };
  };

  test('a rate limit and an ordered status leave the tokens as they were', async () => {
    const { store, refresh } = await ask();
    await order(store, 'rateLimit');
    const limited = await refresh();
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toMatch(server === 'x' ? /GMT$/ : /^\d+$/);
    await order(store, 'status', { status: 502 });
    expect((await refresh()).status).toBe(502);
    expect((await refresh()).status).toBe(200);
  });

  test('revoke ends the grant whose refresh token comes', async () => {
    const { store, refresh } = await ask();
    await order(store, 'revoke');
    expect(await refresh()).toMatchObject({ status: 400, body: { error: 'invalid_grant' } });
    expect(await world.control.grants(store.id)).toMatchObject([{ state: 'revoked' }]);
  });
});
