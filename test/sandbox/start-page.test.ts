import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
beforeEach(() => world.control.call('POST', 'reset'));
afterAll(() => world.sandbox.close());

const read = async () => {
  const reply = await fetch(`${world.sandbox.url}/`);
  return { status: reply.status, headers: reply.headers, text: await reply.text() };
};

/** Status and body of the sandbox's root under a name of one's choice. */
const readAs = (host: string) =>
  new Promise<{ status: number; body: string }>((resolve, reject) => {
    request(`${world.sandbox.url}/`, { headers: { host } }, async (reply) => {
      const parts = await reply.toArray();
      resolve({ status: reply.statusCode ?? 0, body: Buffer.concat(parts).toString() });
    })
      .on('error', reject)
      .end();
  });

test('who opens the address of an empty sandbox reads where to point a client and how to make a store', async () => {
  const { status, headers, text } = await read();
  expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect(text).toContain(`${world.sandbox.url}/api.lightspeedapp.com/API/V3/Account/{accountID}/Item.json`);
  expect(text).toContain('There is none yet.');
  expect(text).toContain('Make an R-Series store');
});

test('every store is there with what its client needs', async () => {
  const r = await world.control.createStore({ name: 'Fish & <Chips>' });
  const x = await world.control.createStore({ series: 'x', limits: 'real' });
  const c = await world.control.call<{ apiKey: string; apiSecret: string }>('POST', 'stores', { series: 'c' });
  const { text } = await read();
  for (const { clientId, clientSecret, user } of [r, x]) {
    for (const fact of [clientId, clientSecret, user.login, user.password]) expect(text).toContain(`>${fact}<`);
  }
  for (const fact of [c.apiKey, c.apiSecret]) expect(text).toContain(`>${fact}<`);
  expect(text).toContain('Fish &amp; &lt;Chips&gt;');
});

test('its commands work as they stand', async () => {
  const store: SandboxStore = await world.control.createStore();
  const { text } = await read();
  const commands = [...text.matchAll(/curl (http\S+) -H 'content-type: application\/json' -d '(\{.*\})'/g)];
  expect(commands).toHaveLength(4);
  for (const [, url = '', body = ''] of commands) {
    const plain = body.replaceAll('&quot;', '"');
    const reply = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: plain });
    expect(reply.ok, `${url} ${plain}`).toBe(true);
  }
  await world.control.clearFaults();
  const { accessToken } = await world.control.grant(store.id);
  expect(rowsIn(await world.client.list(store, 'Sale/7/SaleLine.json', accessToken), 'SaleLine')).not.toEqual([]);
  for (const [, path] of text.matchAll(/href="(\/_sandbox\/[^"]+)"/g))
    expect((await fetch(`${world.sandbox.url}${path}`)).status, path).toBe(200);
});

test('nobody else reads it: not under a name that leads here, and no other page in a frame', async () => {
  const { clientSecret } = await world.control.createStore();
  const stranger = await readAs('evil.example');
  expect(stranger.status).toBe(404);
  expect(stranger.body).not.toContain(clientSecret);
  expect((await readAs('api.lightspeedapp.com')).body).not.toContain(clientSecret);
  expect((await read()).headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
});
