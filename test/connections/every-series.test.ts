import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { getAuthorization, isBoundTo, openAttempt, startAuthorization } from '../../src/connections/authorize.ts';
import { confirmAuthorization, takeCallback } from '../../src/connections/callback.ts';
import { createConnection, editConnection, getConnection } from '../../src/connections/connections.ts';
import type { IClientInput } from '../../src/connections/iclient-schema.ts';
import { createIClient } from '../../src/connections/iclients.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import type { ConnectionInput } from '../../src/connections/schema.ts';
import type { Installation } from '../../src/installation.ts';
import { pingConnection, pingDraft } from '../../src/requests/ping.ts';
import { reachApi } from '../../src/requests/probe.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';
import { type RefreshWorld, refreshWorld } from './refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let installation: Installation;

beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  installation = world.process();
});

const iClientOf = (store: SandboxStore, more: Partial<IClientInput> = {}) =>
  createIClient(installation, system, {
    name: 'App',
    provider: 'lightspeed-x',
    clientId: store.clientId,
    clientSecret: store.clientSecret,
    oauthServer: 'new',
    default: false,
    ...more,
  });

const create = (apiType: ConnectionInput['apiType'], settings: ConnectionInput['settings']) =>
  createConnection(installation, system, { name: 'Shop', apiType, environment: 'sandbox', settings });

/** A person authorizes; `change` may tamper with the address they come back to. */
async function authorize(id: string, change: (back: URL) => void = () => {}, link = false) {
  const { id: attemptId, url } = await startAuthorization(installation, system, id, { link });
  const { location, cookie } = await openAttempt(installation, url.split('/').at(-1) ?? '');
  const back = new URL(await world.sandbox.consent(location));
  change(back);
  const { state, code } = Object.fromEntries(back.searchParams);
  const parameters = Object.fromEntries(back.searchParams);
  const callback = { state, code, error: undefined, errorDescription: undefined, parameters };
  await world.run(takeCallback(installation, callback, (attempt) => isBoundTo(attempt, cookie)));
  return { location: new URL(location), attempt: await getAuthorization(installation, id, attemptId) };
}

const ask = async (id: string, url: string) =>
  (await world.run(sendRequest(installation, id, { method: 'GET', url, costDrips: 1 }, { lane: 'interactive' }))).json;

const tokenCalls = async (store: SandboxStore) =>
  (await world.sandbox.requests(store.id)).filter(({ path }) => path.endsWith('/token'));

describe('an X-Series connection', () => {
  let store: SandboxStore;
  let iClientId: string;
  const settings = (more: object = {}) => ({ scopes: ['products:read', 'outlets:read'], iClientId, ...more });
  beforeEach(async () => {
    store = await world.sandbox.createStore({ series: 'x' });
    iClientId = (await iClientOf(store)).id;
  });

  test('learns its subdomain at the sign-in, and is online with it', async () => {
    const { id, settings: before } = await create('lightspeed-x', settings());
    expect(before.subdomain).toBeUndefined();
    const { attempt, location } = await authorize(id);
    expect(attempt).toMatchObject({ status: 'done', account: { id: store.domainPrefix } });
    expect(location.searchParams.get('redirect_uri')).toBe('http://127.0.0.1:4400/connection/oauth2callback');
    expect(location.searchParams.get('state')?.length).toBeGreaterThanOrEqual(8);
    expect(await getConnection(installation, id)).toMatchObject({
      status: 'online',
      settings: { subdomain: store.domainPrefix },
      account: { id: store.domainPrefix },
      missingScopes: [],
      grant: { scopes: ['products:read', 'outlets:read'] },
    });
    expect(await ask(id, 'products')).toMatchObject({ data: expect.any(Array), version: { max: expect.any(Number) } });
    expect(await world.run(pingConnection(installation, id))).toMatchObject({ ok: true });
  });

  test('whose merchant got a link learns its subdomain at the sender’s yes', async () => {
    const { id } = await create('lightspeed-x', settings());
    const { attempt } = await authorize(id, undefined, true);
    expect((await getConnection(installation, id)).settings.subdomain).toBeUndefined();
    await confirmAuthorization(installation, system, id, attempt.id, true);
    expect(await getConnection(installation, id)).toMatchObject({ settings: { subdomain: store.domainPrefix } });
    expect(await ask(id, 'outlets')).toMatchObject({ data: expect.any(Array) });
  });

  test.each([
    'evil.example/',
    'evil.example#',
    'a.b',
    'x@y',
    'evil.example\\',
    'shop:8080',
    'shop%2eevil',
    'ѕhop',
    'shop\u2024evil',
    '-shop',
    '',
    'a'.repeat(64),
  ])('sends no secret anywhere when the answer names the store "%s"', async (prefix) => {
    const sent: string[] = [];
    const http: Installation['http'] = {
      ...installation.http,
      send: (request) => {
        sent.push(request.url);
        return world.process().http.send(request);
      },
    };
    installation = { ...installation, http };
    const { id } = await create('lightspeed-x', settings());
    const { attempt } = await authorize(id, (back) => back.searchParams.set('domain_prefix', prefix));
    expect(attempt).toMatchObject({ status: 'failed', code: 'oauth_callback_invalid' });
    // Only the look at the page that the person was to sign in on, which needs no secret.
    expect(sent).toEqual([expect.stringMatching(/^https:\/\/secure\.retail\.lightspeed\.app\/connect\?/)]);
    expect((await getConnection(installation, id)).settings.subdomain).toBeUndefined();
  });

  test('that is set to another subdomain refuses before the secret is sent', async () => {
    const { id } = await create('lightspeed-x', settings({ subdomain: 'elsewhere' }));
    const { attempt } = await authorize(id);
    expect(attempt).toMatchObject({ code: 'oauth_wrong_account', detail: expect.stringContaining('elsewhere') });
    expect(await tokenCalls(store)).toEqual([]);
  });

  test('takes the subdomain it is set to where the answer names none', async () => {
    const { id } = await create('lightspeed-x', settings({ subdomain: store.domainPrefix }));
    const { attempt } = await authorize(id, (back) => back.searchParams.delete('domain_prefix'));
    expect(attempt).toMatchObject({ status: 'done' });
  });

  test.each(['https://shop', 'shop.retail.lightspeed.app', 'shop/', 'sh op', 'shop\u2024x', '-'])(
    'refuses "%s" as a subdomain',
    async (subdomain) => {
      await expect(create('lightspeed-x', settings({ subdomain }))).rejects.toMatchObject({
        pointer: '/settings/subdomain',
      });
    },
  );

  test('drops its grant and account when it is set to another subdomain', async () => {
    const { id } = await create('lightspeed-x', settings());
    await authorize(id);
    const other = await editConnection(installation, system, id, { settings: { subdomain: 'other' } }, undefined);
    expect(other).toMatchObject({ status: 'new', grant: null, account: null, settings: { subdomain: 'other' } });
  });

  test('follows its list from version to version to an empty page', async () => {
    const { id } = await create('lightspeed-x', settings());
    await authorize(id);
    const page = (await ask(id, 'products?page_size=5')) as { data: object[]; version: { max: number } };
    expect(page.data).toHaveLength(5);
    expect(await ask(id, `products?page_size=5&after=${page.version.max}`)).not.toEqual(page);
  });
});

describe('a personal token of X-Series', () => {
  let store: SandboxStore;
  const token = async (more: object = {}) =>
    (await world.sandbox.grantBy(store.id, { server: 'personal', ...more })).accessToken;
  const settings = async (more: object = {}) => ({
    subdomain: store.domainPrefix,
    personalToken: await token(),
    ...more,
  });
  beforeEach(async () => {
    store = await world.sandbox.createStore({ series: 'x' });
  });

  test('is checked when saved and needs no sign-in', async () => {
    const made = await create('lightspeed-x', await settings());
    expect(made).toMatchObject({
      status: 'online',
      account: { id: store.domainPrefix },
      settings: { personalToken: { set: true } },
    });
    expect(await ask(made.id, 'outlets')).toMatchObject({ data: expect.any(Array) });
    expect(await world.run(pingConnection(installation, made.id))).toMatchObject({ ok: true });
    await expect(startAuthorization(installation, system, made.id, { link: false })).rejects.toMatchObject({
      code: 'not_authorizable',
    });
  });

  test('needs the subdomain, since no sign-in tells it', async () => {
    await expect(create('lightspeed-x', await settings({ subdomain: null }))).rejects.toMatchObject({
      code: 'setting_missing',
      pointer: '/settings/subdomain',
    });
  });

  test('that ends makes the connection ask for a new one, which brings it back', async () => {
    const { id } = await create(
      'lightspeed-x',
      await settings({ personalToken: await token({ expiresInSeconds: 60 }) }),
    );
    await world.time.advance(61_000);
    await expect(ask(id, 'outlets')).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await getConnection(installation, id)).toMatchObject({
      status: 'unauthorized',
      reason: 'personal_token_refused',
    });
    const mended = { settings: { personalToken: await token() } };
    expect(await editConnection(installation, system, id, mended, undefined)).toMatchObject({ status: 'online' });
    expect(await ask(id, 'outlets')).toMatchObject({ data: expect.any(Array) });
  });

  test('is not sent to another subdomain: it has to be typed again', async () => {
    const { id } = await create('lightspeed-x', await settings());
    await expect(
      editConnection(installation, system, id, { settings: { subdomain: 'other' } }, undefined),
    ).rejects.toMatchObject({ code: 'secret_needed' });
  });
});

describe('a C-Series connection', () => {
  let store: SandboxStore;
  const settings = (more: object = {}) => ({
    apiKey: store.apiKey,
    apiSecret: store.apiSecret,
    cluster: 'eu1',
    language: 'en',
    ...more,
  });
  beforeEach(async () => {
    store = await world.sandbox.createStore({ series: 'c' });
  });

  test('is checked when saved, and online with its account', async () => {
    const made = await create('lightspeed-c', settings());
    expect(made).toMatchObject({
      status: 'online',
      account: { id: expect.any(String) },
      settings: { apiKey: store.apiKey, apiSecret: { set: true }, cluster: 'eu1', language: 'en' },
    });
    expect(JSON.stringify(made)).not.toContain(store.apiSecret);
    expect(await ask(made.id, 'products.json?limit=2')).toMatchObject({ products: expect.any(Array) });
    expect(await world.run(pingConnection(installation, made.id))).toMatchObject({ ok: true });
  });

  test.each([
    { what: 'a wrong secret', more: { apiSecret: 'wrong' }, status: 'unauthorized', reason: 'credentials_refused' },
    { what: 'the other cluster', more: { cluster: 'us1' }, status: 'unauthorized', reason: 'credentials_refused' },
    {
      what: 'a language the shop lacks',
      more: { language: 'xx' },
      status: 'offline',
      reason: 'language_inactive',
    },
  ])('with $what is $status and says why', async ({ more, status, reason }) => {
    const made = await create('lightspeed-c', settings(more));
    expect(made).toMatchObject({ status, reason });
    const mended = { settings: settings() };
    expect(await editConnection(installation, system, made.id, mended, undefined)).toMatchObject({ status: 'online' });
  });

  test.each([
    { field: 'apiKey', more: { apiKey: undefined } },
    { field: 'apiSecret', more: { apiSecret: undefined } },
    { field: 'cluster', more: { cluster: 'ap1' } },
    { field: 'language', more: { language: '../en' } },
  ])('is refused without a right $field', async ({ field, more }) => {
    await expect(create('lightspeed-c', settings(more))).rejects.toMatchObject({ pointer: `/settings/${field}` });
  });

  test('needs its secret again for another cluster', async () => {
    const { id } = await create('lightspeed-c', settings());
    const patch = { settings: { cluster: 'us1' } };
    await expect(editConnection(installation, system, id, patch, undefined)).rejects.toMatchObject({
      code: 'secret_needed',
    });
  });

  test('needs its secret again for requests that would go to another host', async () => {
    const { id } = await create('lightspeed-c', settings());
    const patch = { http: { baseUri: 'https://api.shoplightspeed.com/en/' } };
    await expect(editConnection(installation, system, id, patch, undefined)).rejects.toMatchObject({
      code: 'secret_needed',
    });
  });

  test('whose key was withdrawn is unauthorized at its next request', async () => {
    const key = await world.sandbox.call<{ apiKey: string; apiSecret: string }>(
      'POST',
      `stores/${store.id}/grants`,
      {},
    );
    const { id } = await create('lightspeed-c', settings(key));
    const [grant] = await world.sandbox.grants(store.id);
    await world.sandbox.endGrant(grant?.family ?? '');
    await expect(ask(id, 'products.json')).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await getConnection(installation, id)).toMatchObject({ reason: 'credentials_refused' });
  });

  test('that could not be reached comes back by itself', async () => {
    await world.sandbox.fault({ match: { path: '*/account.json' }, kind: 'status', status: 503, times: 1 });
    const { id, status } = await create('lightspeed-c', settings());
    expect(status).toBe('offline');
    await world.time.advance(1000);
    await world.run(keepOnce(installation, reachApi));
    expect(await getConnection(installation, id)).toMatchObject({ status: 'online', reason: null });
  });

  test('is tried from the form before it is stored', async () => {
    const input = { name: 'Shop', apiType: 'lightspeed-c', environment: 'sandbox', settings: settings() } as const;
    expect(await pingDraft(installation, input)).toMatchObject({ ok: true });
    const wrong = { ...input, settings: settings({ apiSecret: 'wrong' }) };
    const { checks } = await pingDraft(installation, wrong);
    expect(checks.at(-1)).toMatchObject({ ok: false, message: expect.stringContaining('API key and secret') });
  });
});

describe('an R-Series connection of the older API', () => {
  const scopes = ['employee:inventory_read'];

  test('is refused while there is no default client, which says what to do', async () => {
    await expect(create('lightspeed-v2', { scopes })).rejects.toMatchObject({
      code: 'no_default_client',
      message: expect.stringContaining('Set one under iClients'),
    });
  });

  test('uses the default client and reads by offset', async () => {
    const store = await world.sandbox.createStore();
    const { id: iClientId } = await iClientOf(store, { provider: 'lightspeed-r', default: true });
    const { id, settings } = await create('lightspeed-v2', { scopes });
    expect(settings.iClientId).toBe(iClientId);
    expect((await authorize(id)).attempt).toMatchObject({ status: 'done', account: { id: store.accountId } });
    expect(await ask(id, 'Item.json?limit=2')).toMatchObject({ '@attributes': { offset: '0', limit: '2' } });
  });

  test('keeps the client its grant was given to when another becomes the default', async () => {
    const store = await world.sandbox.createStore();
    const first = await iClientOf(store, { provider: 'lightspeed-r', default: true });
    const [granted, waiting] = [await create('lightspeed-v2', { scopes }), await create('lightspeed-v2', { scopes })];
    await authorize(granted.id);
    const second = await iClientOf(store, { provider: 'lightspeed-r', default: true });
    await authorize(granted.id);
    await authorize(waiting.id);
    expect((await getConnection(installation, granted.id)).settings.iClientId).toBe(first.id);
    expect((await getConnection(installation, waiting.id)).settings.iClientId).toBe(second.id);
  });
});

describe('a client of the old R-Series OAuth server', () => {
  test('authorizes there, and its grant lists rights only', async () => {
    const store = await world.sandbox.createStore();
    const { id: iClientId } = await iClientOf(store, { provider: 'lightspeed-r', oauthServer: 'old' });
    const { id } = await create('lightspeed-v3', { scopes: ['employee:inventory_read'], iClientId });
    const { attempt, location } = await authorize(id, (back) =>
      back.searchParams.set('domain_prefix', 'evil.example/'),
    );
    expect(attempt).toMatchObject({ status: 'done' });
    expect(location.pathname).toContain('/oauth/authorize.php');
    expect(await getConnection(installation, id)).toMatchObject({
      grant: { scopes: ['employee:inventory_read'], tokenServer: 'old' },
    });
    expect(await ask(id, 'Item.json?limit=2')).toMatchObject({ Item: expect.any(Array) });
  });
});
