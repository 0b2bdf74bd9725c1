import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Role } from '../../src/accounts/schema.ts';
import { type Api, apiClient } from '../support/api.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

/** Routes that answer without a sign-in; one more of them is a decision, not an accident. */
const open = new Set([
  'POST /v1/setup',
  'POST /v1/session',
  'GET /health/live',
  'GET /health/ready',
  'GET /authorize/:token',
  'POST /authorize/:token',
  'GET /authorize/result/:id',
  'GET /connection/oauth2callback',
]);
/** Files of the web app, and the guides. */
const isStatic = (route: string) =>
  /^GET \/(assets\/|help\/[a-z-]+$|help\/pictures\/|index\.html$|icon\.svg$|[\w-]+\.js$)/.test(route);

/** Least role by route: reading is for all, changing for `manage`; what is listed here differs. */
const leastRole: Record<string, Role> = {
  'DELETE /v1/session': 'monitor',
  'GET /v1/apikeys': 'administrator',
  'POST /v1/apikeys': 'administrator',
  'DELETE /v1/apikeys/:id': 'administrator',
  'GET /v1/connections/:id/debug/entries': 'manage',
  'GET /v1/connections/:id/debug/entries/:entryId': 'manage',
  'GET /v1/connections/:id/debug/download': 'manage',
  'GET /v1/connections/:id/debug/events': 'manage',
  'POST /v1/notices/read': 'monitor',
  'GET /v1/webhooks': 'administrator',
  'POST /v1/webhooks': 'administrator',
  'GET /v1/webhooks/:id': 'administrator',
  'PATCH /v1/webhooks/:id': 'administrator',
  'DELETE /v1/webhooks/:id': 'administrator',
  'POST /v1/webhooks/:id/secret': 'administrator',
  'POST /v1/webhooks/:id/test': 'administrator',
  'GET /v1/webhooks/:id/deliveries': 'administrator',
};
const order: Role[] = ['monitor', 'manage', 'administrator', 'owner'];

const anyId = '0199b5a4-0000-7000-8000-000000000000';
const addressOf = (route: string) => route.replace(/^\S+ /, '').replaceAll(/:\w+/g, anyId);
const methodOf = (route: string) => route.split(' ')[0] ?? '';

let server: TestServer;
let routes: string[];
let closed: string[];
beforeAll(async () => {
  server = await startTestServer();
  routes = server.routes.filter((route) => !route.startsWith('HEAD '));
  closed = routes.filter((route) => !open.has(route) && !isStatic(route));
});
afterAll(() => server?.close());

const ask = (api: Api, route: string) => {
  const method = methodOf(route);
  return api.send<{ code?: string }>(
    method,
    addressOf(route),
    method === 'GET' || method === 'DELETE' ? undefined : {},
  );
};

describe('before anybody is signed in', () => {
  test('each route but the open ones is 401, also before set-up, and says that there is no owner yet', async () => {
    expect(closed.length).toBeGreaterThan(60);
    for (const route of closed) {
      const { status, body, headers } = await ask(apiClient(server.url), route);
      expect({ route, status, code: body.code }).toEqual({ route, status: 401, code: 'setup_required' });
      expect(headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  test('the open ones answer, and there are no others', async () => {
    for (const route of routes.filter((one) => open.has(one) || isStatic(one))) {
      const { status } = await ask(apiClient(server.url), route);
      expect({ route, isOpen: status !== 401 }).toEqual({ route, isOpen: true });
    }
    expect(new Set(routes.filter((route) => open.has(route)))).toEqual(open);
  });

  test('addresses of the API that do not exist are 401 too; the pages of the app are its one page', async () => {
    for (const path of ['/v1', '/v1/', '/v1/nothing', '/v1/connections/x/y/z']) {
      expect((await apiClient(server.url).send('GET', path)).status, path).toBe(401);
    }
    for (const path of ['/welcome', '/login', '/connections/new']) {
      const page = await apiClient(server.url).send<string>('GET', path, undefined, { accept: 'text/html' });
      expect({ path, status: page.status }).toEqual({ path, status: 200 });
    }
  });

  test('who takes any kind of answer gets the page too, but not in place of a missing file', async () => {
    const statuses = ['/', '/welcome', '/favicon.png', '/assets/gone.js'].map(async (path) => {
      const { status } = await apiClient(server.url).send('GET', path, undefined, { accept: '*/*' });
      return [path, status];
    });
    expect(await Promise.all(statuses)).toEqual([
      ['/', 200],
      ['/welcome', 200],
      ['/favicon.png', 404],
      ['/assets/gone.js', 404],
    ]);
  });

  test('after set-up the answer is to sign in', async () => {
    await server.owner();
    for (const route of closed) {
      const { status, body } = await ask(apiClient(server.url), route);
      expect({ route, status, code: body.code }).toEqual({ route, status: 401, code: 'not_signed_in' });
    }
    for (const authorization of ['Bearer nobody', 'Basic b3duZXI6b3duZXI=', 'Bearer']) {
      const { status } = await apiClient(server.url).send('GET', '/v1/home', undefined, { authorization });
      expect({ authorization, status }).toEqual({ authorization, status: 401 });
    }
  });
});

describe('each role may call exactly the routes that it may', () => {
  test.each(['monitor', 'manage', 'administrator'] as const)('%s', async (role) => {
    const api = await server.as(role);
    for (const route of closed) {
      const least = leastRole[route] ?? (methodOf(route) === 'GET' ? 'monitor' : 'manage');
      const may = order.indexOf(role) >= order.indexOf(least);
      const { status, body } = await ask(api, route);
      expect({ route, refused: status === 403 && body.code === 'not_allowed' }).toEqual({ route, refused: !may });
      expect(status, route).not.toBe(401);
      expect(status, `${route} ${JSON.stringify(body)}`).toBeLessThan(500);
    }
  });

  test('a key gives no more rights than its maker has', async () => {
    const administrator = await server.as('administrator');
    const owner = await administrator.send('POST', '/v1/apikeys', { name: 'x', role: 'owner' });
    expect(owner).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ pointer: '/role' }] } });
  });
});
