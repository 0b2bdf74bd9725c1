import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Api } from '../support/api.ts';
import { ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';
import { setUpOwner } from '../support/walk.ts';

/** Every secret that was put in or handed out, by what it is. Each is told apart wherever it turns up. */
const canaries = new Map<string, string>();
function canary(what: string): string {
  const secret = `canary0${randomBytes(12).toString('hex')}`;
  canaries.set(what, secret);
  return secret;
}

/** An OAuth server with an API behind it that says far too much: what it was sent stands in its refusals. */
async function talkativeServer() {
  let refuses = false;
  const bodyOf = async (request: IncomingMessage) => {
    let text = '';
    for await (const part of request) text += part;
    return text;
  };
  const server = createServer(async (request, response) => {
    const said = JSON.stringify({ headers: request.headers, url: request.url, body: await bodyOf(request) });
    const [status, body] = request.url?.startsWith('/token')
      ? refuses
        ? [400, { error: 'invalid_grant', error_description: `you sent ${said}` }]
        : [200, { access_token: canary('access token'), refresh_token: canary('refresh token'), expires_in: 3600 }]
      : request.url?.startsWith('/good')
        ? [200, { ok: true }]
        : [400, { message: `you sent ${said}`, error: said }];
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    refuse: () => {
      refuses = true;
    },
    close: () => void server.close(),
  };
}

let counterflow: CounterflowProcess;
let database: TestDatabase;
let server: Awaited<ReturnType<typeof talkativeServer>>;
let removeFolder: () => Promise<void>;
let api: Api;
const connectionIds: string[] = [];

/** What was found of them in a text, by what it is. */
const foundIn = (text: string) =>
  [...canaries].filter(([, secret]) => text.includes(secret) || text.includes(btoa(secret))).map(([what]) => what);

/** The key makes each answer one that is kept for a repeat. */
const kept = () => ({ 'idempotency-key': randomBytes(8).toString('hex') });

async function connect(input: object): Promise<Connection> {
  const { status, body } = await api.send<Connection>('POST', '/v1/connections', input, kept());
  expect({ status, said: foundIn(JSON.stringify(body)) }).toEqual({ status: 201, said: [] });
  connectionIds.push(body.id);
  await api.post(`/v1/connections/${body.id}/debug`, { minutes: 15 }).catch(() => {});
  return body;
}

/** Uses a connection in every way in which something may go wrong. */
async function use(id: string): Promise<void> {
  for (const path of ['ping', 'refresh', 'clone']) {
    const reply = await api.send('POST', `/v1/connections/${id}/${path}`, path === 'ping' ? undefined : {}, kept());
    expect({ path, said: foundIn(JSON.stringify(reply.body)) }).toEqual({ path, said: [] });
  }
}

beforeAll(async () => {
  const [folder, testDb, talkative] = await Promise.all([makeDataFolder(), testDatabase(), talkativeServer()]);
  removeFolder = folder.remove;
  database = testDb;
  server = talkative;
  counterflow = await spawnCounterflow({
    dataDir: folder.dataDir,
    env: { DATABASE_URL: database.url, LOG_LEVEL: 'trace', COUNTERFLOW_ALLOW_PRIVATE: '127.0.0.0/8' },
  });
  api = await setUpOwner(counterflow);
  const { origin } = server;

  const settings = { scopes: ['employee:inventory_read'] };
  const { id: lightspeed } = await api.post<{ id: string }>('/v1/iclients', {
    name: 'Shop app',
    provider: 'lightspeed-r',
    clientId: 'shop-app',
    clientSecret: canary('client secret of Lightspeed'),
  });
  const { id: iClientId } = await api.post<{ id: string }>('/v1/iclients', {
    name: 'Own server',
    provider: 'custom',
    clientId: 'own-app',
    clientSecret: canary('client secret of another server'),
    http: { authorizeUrl: `${origin}/authorize`, tokenUrl: `${origin}/token`, revokeUrl: `${origin}/revoke` },
  });
  const live = { environment: 'live', name: 'Live' };
  await connect({ ...live, apiType: 'lightspeed-v3', settings: { ...settings, iClientId: lightspeed } });
  const http = { baseUri: `${origin}/api/`, ping: { relativeUri: 'me' } };
  const others = [
    { apiType: 'lightspeed-x', settings: { subdomain: 'shop', personalToken: canary('personal token') } },
    {
      apiType: 'lightspeed-c',
      settings: { apiKey: 'a'.repeat(32), apiSecret: canary('API secret'), cluster: 'eu1', language: 'en' },
    },
    {
      apiType: 'http',
      settings: { password: canary('password') },
      http: { ...http, auth: { type: 'basic', username: 'ann' } },
    },
    {
      apiType: 'http',
      settings: { token: canary('token in the address') },
      http: { ...http, auth: { type: 'token', token: { in: 'query', name: 'k', scheme: '' } } },
    },
    {
      apiType: 'http',
      settings: {},
      http: {
        ...http,
        auth: { type: 'custom' },
        encrypted: { appKey: canary('custom field') },
        headers: [{ name: 'X-App', value: 'v1 {{connection.http.encrypted.appKey}}' }],
      },
    },
    {
      apiType: 'postgres',
      settings: { host: '127.0.0.1', port: 1, database: 'd', user: 'u', password: canary('database password') },
    },
  ];
  for (const other of others) await use((await connect({ ...live, ...other })).id);

  const own = await connect({
    ...live,
    apiType: 'http',
    settings: { iClientId, scopes: ['things'] },
    http: { ...http, ping: { relativeUri: 'me' } },
  });
  const attempt = await api.post<Authorization>(`/v1/connections/${own.id}/authorizations`, {});
  const asked = await fetch(attempt.url, { method: 'POST', redirect: 'manual' });
  const [cookie = ''] = asked.headers.getSetCookie();
  const state = new URL(asked.headers.get('location') ?? '').searchParams.get('state') ?? '';
  canaries.set('cookie of an attempt', /=([^;]+)/.exec(cookie)?.[1] ?? '');
  const back = new URL(`${counterflow.url}/connection/oauth2callback`);
  back.search = String(new URLSearchParams({ code: canary('code'), state }));
  await fetch(back, { headers: { cookie: cookie.split(';')[0] ?? '' }, redirect: 'manual' });
  expect(await api.get(`/v1/connections/${own.id}`)).toMatchObject({ status: 'online' });
  await use(own.id);
  server.refuse();
  await use(own.id);

  const hook = { url: `${origin}/hook`, events: ['connection.unauthorized'] };
  const { signingSecret } = await api.post<{ signingSecret: string }>('/v1/webhooks', hook);
  canaries.set('signing secret of a webhook', signingSecret);
  const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'Reader', role: 'monitor' });
  canaries.set('API key', key);
  canaries.set('password of the owner', 'correct horse battery');
}, 120_000);

afterAll(async () => {
  await counterflow?.stop();
  server?.close();
  await removeFolder?.();
  await database?.drop();
});

test('secrets of every kind were put in', () => {
  expect(canaries.size).toBeGreaterThan(13);
});

test('no line of the log at its finest has one', () => {
  expect(counterflow.lines.length).toBeGreaterThan(2);
  expect(foundIn(counterflow.lines.join('\n'))).toEqual([]);
});

test('no column of the database has one in clear', async () => {
  const client = new pg.Client(database.connection as pg.ClientConfig);
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      "select quote_ident(table_name) as name from information_schema.tables where table_schema = 'public'",
    );
    expect(tables.rows.length).toBeGreaterThan(20);
    for (const { name } of tables.rows) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} as t`);
      expect({ name, has: foundIn(rows.map(({ row }) => row).join('\n')) }).toEqual({ name, has: [] });
    }
  } finally {
    await client.end();
  }
});

describe('nothing that is read over REST has one', () => {
  test('neither lists, nor single things, nor logs of them', async () => {
    const description = await api.get<{ paths: Record<string, object> }>('/openapi.json');
    const lists = Object.entries(description.paths)
      .filter(([path, verbs]) => 'get' in verbs && !path.includes('{') && !path.includes('events'))
      .map(([path]) => path);
    const ofConnections = ['', '/refreshes', '/used-by', '/budget', '/debug', '/debug/entries', '/needed-scopes'];
    const paths = [
      ...lists,
      ...connectionIds.flatMap((id) => ofConnections.map((end) => `/v1/connections/${id}${end}`)),
    ];
    expect(paths.length).toBeGreaterThan(60);
    for (const path of [...paths, '/metrics']) {
      const { body } = await api.send('GET', path);
      expect({ path, has: foundIn(JSON.stringify(body)) }).toEqual({ path, has: [] });
    }
  });

  test('nor whole requests and replies of the debug log', async () => {
    let looked = 0;
    for (const id of connectionIds) {
      const { body } = await api.send<{ items?: { id: string }[] }>('GET', `/v1/connections/${id}/debug/entries`);
      for (const entry of body.items ?? []) {
        const whole = await api.get(`/v1/connections/${id}/debug/entries/${entry.id}`);
        expect(foundIn(JSON.stringify(whole))).toEqual([]);
        looked += 1;
      }
    }
    expect(looked).toBeGreaterThan(5);
  });
});

test('no page, and no storage of a browser, has one, also while a form is open that holds stored ones', async () => {
  const browser = await openBrowser();
  try {
    const page = await ownerPage(browser, counterflow.url);
    for (const path of [
      '/connections',
      '/iclients',
      '/audit',
      ...connectionIds.map((id) => `/connections/${id}/edit`),
    ]) {
      await page.goto(`${counterflow.url}${path}`);
      await page.getByRole('main').waitFor();
      const all = await page.evaluate<string>(
        '[document.documentElement.outerHTML, ...[...document.querySelectorAll("input, textarea")].map((one) => one.value), JSON.stringify(localStorage), JSON.stringify(sessionStorage), document.cookie].join()',
      );
      expect({ path, has: foundIn(all) }).toEqual({ path, has: [] });
    }
  } finally {
    await browser.close();
  }
}, 60_000);
