import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let r: SandboxStore;
let x: SandboxStore;
let c: SandboxStore;
beforeAll(async () => {
  world = await startStillSandbox();
  r = await world.control.createStore();
  x = await world.control.createStore({ series: 'x' });
  c = await world.control.createStore({ series: 'c' });
});
afterAll(() => world.sandbox.close());

/** Names that every object has, broken encodings, and whatever else comes. */
const nasty = fc.constantFrom('__proto__', 'constructor', 'toString', '%', '\0', '.', '..', ':', 'é🙂', 'null', '[]');
const text = fc.oneof(nasty, fc.string({ maxLength: 60, unit: 'binary' }), fc.string({ maxLength: 200 }));
const names = ['grant_type', 'code', 'refresh_token', 'client_id', 'client_secret', 'redirect_uri', 'state', 'scope'];
const fields = fc.dictionary(fc.oneof(fc.constantFrom(...names, 'action', 'login', 'password', 'store'), nasty), text);
const header = text.map((value) => value.replace(/[^\t\x20-\x7e]/g, ''));

/** Answers below 500, whoever asks. */
async function isSane(path: string, init: RequestInit): Promise<void> {
  const reply = await fetch(`${world.sandbox.url}/${path}`, { redirect: 'manual', ...init });
  await reply.arrayBuffer();
  expect(reply.status, path).toBeLessThan(500);
}

test('no form or query makes an OAuth server or its pages fail', () =>
  fc.assert(
    fc.asyncProperty(fields, fields, fc.boolean(), async (body, query, isKnown) => {
      const known = isKnown ? { grant_type: 'refresh_token' } : {};
      const client = ({ clientId, clientSecret }: SandboxStore) =>
        isKnown ? { client_id: clientId, client_secret: clientSecret } : {};
      const post = (path: string, more: object) =>
        isSane(path, { method: 'POST', body: new URLSearchParams({ ...body, ...known, ...more }) });
      await post('cloud.merchantos.com/oauth/access_token.php', client(r));
      await post(`${x.domainPrefix}.vendhq.com/api/1.0/token`, client(x));
      const rAsked = new URLSearchParams({ ...query, ...(isKnown ? { ...client(r), scope: 'employee:reports' } : {}) });
      const xAsked = { ...client(x), response_type: 'code', scope: 'users:read', state: 'abcdefgh' };
      const redirect = { redirect_uri: 'http://127.0.0.1:4400/connection/oauth2callback' };
      const xQuery = new URLSearchParams({ ...query, ...(isKnown ? { ...xAsked, ...redirect } : {}) });
      await post(`cloud.lightspeedapp.com/oauth/authorize.php?${rAsked}`, {});
      await post(`secure.retail.lightspeed.app/connect?${xQuery}`, {});
    }),
    { numRuns: 250 },
  ));

test('no credential makes an API fail', () =>
  fc.assert(
    fc.asyncProperty(header, text, text, async (raw, key, secret) => {
      const basic = `Basic ${Buffer.from(`${key}:${secret}`).toString('base64')}`;
      for (const authorization of [raw, `Bearer ${raw}`, basic, `Basic ${raw}`]) {
        const init = { headers: { authorization } };
        await isSane('api.merchantos.com/API/Account.json', init);
        await isSane(`${x.domainPrefix}.retail.lightspeed.app/api/2.0/outlets`, init);
        await isSane(`api.webshopapp.com/${c.shopId}/account/permissions.json`, init);
      }
    }),
    { numRuns: 150 },
  ));
