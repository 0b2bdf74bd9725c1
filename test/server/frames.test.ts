import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Authorization } from '../../src/connections/schema.ts';
import type { Api } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let api: Api;
beforeAll(async () => {
  server = await startTestServer();
  api = await server.owner();
});
afterAll(() => server.close());

/** Pages that people press buttons on, each of which another site might lay under its own. */
const pages: Record<string, () => string | Promise<string>> = {
  'the web app': () => '/',
  'sign-in': () => '/login',
  'set-up': () => '/welcome?token=made-up',
  'a connection': () => '/connections',
  'the description of the API': () => '/docs/',
  'a guide': () => '/help/error-codes',
  'an attempt to authorize that is not there': () => '/authorize/made-up',
  'an attempt to authorize': async () => new URL((await attempt()).url).pathname,
  'the answer from the provider': () => '/connection/oauth2callback?code=a&state=b',
};

async function attempt(): Promise<Authorization> {
  const client = { name: 'App', provider: 'lightspeed-r', clientId: 'app', clientSecret: 'its secret' };
  const { id: iClientId } = await api.post<{ id: string }>('/v1/iclients', client);
  const settings = { scopes: ['employee:inventory_read'], iClientId };
  const connection = { name: 'Main Street', apiType: 'lightspeed-v3', settings };
  const { id } = await api.post<{ id: string }>('/v1/connections', connection);
  return api.post<Authorization>(`/v1/connections/${id}/authorizations`, { link: true });
}

describe.each(Object.keys(pages))('%s', (name) => {
  test('can not be framed by another site, nor tells it its address', async () => {
    const path = await pages[name]?.();
    const reply = await fetch(`${server.url}${path}`, {
      headers: { accept: 'text/html', authorization: `Bearer ${await server.ownerKey()}` },
      redirect: 'manual',
    });
    expect(reply.headers.get('content-type')).toContain('text/html');
    expect(reply.headers.get('content-security-policy')).toMatch(/frame-ancestors 'none'/);
    expect(reply.headers.get('x-frame-options')).toMatch(/^(DENY|SAMEORIGIN)$/i);
    expect(reply.headers.get('referrer-policy')).toMatch(/^(no-referrer|same-origin)$/);
  });
});
