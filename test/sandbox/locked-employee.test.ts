import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import { post, refreshing, statusWith, tokenUrl } from '../support/sandbox-tokens.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

describe('an employee whom the owner locks out', () => {
  test.each([
    { kind: 'the new R-Series server', settings: {}, grant: {}, url: 'new' },
    { kind: 'the old R-Series server', settings: {}, grant: { server: 'old' }, url: 'old' },
    { kind: 'X-Series', settings: { series: 'x' }, grant: {}, url: 'x' },
  ] as const)('has tokens of $kind without effect until unlocked', async ({ settings, grant, url }) => {
    const store = await world.control.createStore(settings);
    const login = store.user.login.replace('owner', 'manager');
    const tokens = await world.control.grantBy(store.id, { ...grant, login });
    const lock = (lockedLogins: string[]) => world.control.call('PATCH', `stores/${store.id}`, { lockedLogins });
    const at = url === 'x' ? tokenUrl.x(world.sandbox, store) : tokenUrl[url](world.sandbox);
    const refresh = async () => (await post(at, refreshing(store, tokens.refreshToken))).status;
    const isOpen = async () => (await statusWith(world.sandbox, store, tokens.accessToken)) !== 401;
    expect(await isOpen()).toBe(true);
    await lock([login]);
    expect([await isOpen(), await refresh()]).toEqual([false, 400]);
    await lock([]);
    expect([await isOpen(), await refresh()]).toEqual([true, 200]);
  });

  test('can’t consent, on the page or by the control interface', async () => {
    const store = await world.control.createStore();
    const login = store.user.login.replace('owner', 'locked');
    const url = world.client.authorizeUrl({
      response_type: 'code',
      client_id: store.clientId,
      scope: 'employee:reports',
    });
    const form = new URLSearchParams({ action: 'signIn', login, password: 'sandbox' });
    const reply = await fetch(url, { method: 'POST', body: form });
    expect(reply.status).toBe(403);
    expect(await reply.text()).toContain('This employee is locked out.');
    await expect(world.control.consent(url, { login })).rejects.toThrow('is locked out');
  });
});
