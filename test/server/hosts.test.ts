import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Api } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
});
afterAll(() => server?.close());

/** Asks under another host name, as a browser that was given it would. */
function ask(path: string, host: string, headers: Record<string, string> = { accept: 'text/html' }) {
  return new Promise<{ status: number; location: string | undefined }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path, headers: { host, ...headers } }, (reply) => {
      reply.resume();
      resolve({ status: reply.statusCode ?? 0, location: reply.headers.location });
    })
      .on('error', reject)
      .end();
  });
}

const localhost = () => new URL(server.url).host.replace('127.0.0.1', 'localhost');

describe('a page opened under another name goes to the address of COUNTERFLOW_URL, where sign-in and redirects agree', () => {
  test.each([
    ['localhost for 127.0.0.1', () => localhost()],
    ['another host', () => 'flow.example.com'],
    ['a look-alike of a host', () => 'xn--fl-xka.example.com'],
  ])('%s', async (_what, host) => {
    const reply = await ask('/connections?status=offline', host());
    expect(reply).toEqual({ status: 302, location: `${server.url}/connections?status=offline` });
  });

  test('the right name in any letter case is read here', async () => {
    expect((await ask('/connections', new URL(server.url).host.toUpperCase())).status).toBe(200);
  });

  test('never to where a path points', async () => {
    for (const path of ['//evil.example', '/\\evil.example', '/https://evil.example']) {
      const { location } = await ask(path, localhost());
      if (location) expect(new URL(location).origin, path).toBe(server.url);
    }
  });

  test('the REST API, health and metrics answer under every name', async () => {
    const authorization = `Bearer ${await server.ownerKey()}`;
    for (const path of ['/v1/home', '/health/live', '/health/ready', '/metrics', '/openapi.json']) {
      const reply = await ask(path, 'flow.example.com', { authorization, accept: 'text/html' });
      expect({ path, ...reply }).toEqual({ path, status: 200, location: undefined });
    }
  });
});

test('the page of an attempt to authorize moves to the host of the redirect URL, whose cookie has to come back', async () => {
  const client = await api.post<IClient>('/v1/iclients', {
    name: 'App',
    provider: 'lightspeed-r',
    clientId: 'id',
    clientSecret: 'secret',
  });
  const connection = await api.post<Connection>('/v1/connections', {
    name: 'Main Street',
    apiType: 'lightspeed-v3',
    settings: { scopes: ['employee:inventory_read'], iClientId: client.id },
  });
  const attempt = await api.post<Authorization>(`/v1/connections/${connection.id}/authorizations`);
  const { pathname } = new URL(attempt.url);
  expect(await ask(pathname, localhost())).toEqual({ status: 302, location: attempt.url });
  expect((await ask(pathname, new URL(server.url).host)).status).toBe(200);
});

test('served over https, the session cookie is for https alone', async () => {
  const secure = await startTestServer({ publicUrl: 'https://flow.example.com' });
  try {
    await secure.owner();
    const reply = await api.send('GET', '/health/live');
    expect(reply.status).toBe(200);
    const signedIn = await fetch(`${secure.url}/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email: 'olive@example.com', password: 'correct horse battery' }),
    });
    expect(signedIn.headers.getSetCookie()[0]).toContain('Secure');
    const cookie = signedIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const change = (origin: string) =>
      fetch(`${secure.url}/v1/errors/resolve`, {
        method: 'POST',
        headers: { cookie, origin, 'content-type': 'application/json' },
        body: '{"filter":{}}',
      });
    expect((await change('https://flow.example.com')).status).toBe(202);
    expect((await change('http://flow.example.com')).status).toBe(403);
  } finally {
    await secure.close();
  }
});
