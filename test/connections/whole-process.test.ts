import { expect, onTestFinished, test } from 'vitest';
import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Run } from '../../src/flows/schema.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import {
  authorize,
  authorizedConnection,
  builtInConnection,
  consent,
  createFlow,
  createStore,
  runEnd,
  sandboxRows,
  setUpOwner,
  tableRows,
} from '../support/walk.ts';

const scriptless = { method: 'POST', redirect: 'manual' } as const;

test('a running counterflow: a lost sign-in is waited for, strangers come to nothing, and the log at its finest tells no secret', {
  timeout: 120_000,
}, async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const control = sandboxControl(sandbox);
  const env = { COUNTERFLOW_SANDBOX_URL: sandbox.url, LOG_LEVEL: 'trace' };
  const counterflow = await startProcess({ dataDir: await temporaryFolder(), env });
  const secrets: string[] = ['correct horse battery'];
  const api = await setUpOwner(counterflow);
  const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'for the log', role: 'monitor' });
  const store = await createStore(api, { items: 150, sales: 1, customers: 1 });
  const { clientSecret } = store as unknown as { clientSecret: string };
  secrets.push(key, clientSecret);
  const connection = await authorizedConnection(api, store);
  const path = `/v1/connections/${connection.id}`;
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );

  // The merchant takes the app's access away in mid-flow.
  await control.fault({ match: { host: 'api.lightspeedapp.com' }, kind: 'revoke', after: 1, times: 1 });
  const { id: runId } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  const run = () => api.get<Run>(`/v1/runs/${runId}`);
  await expect.poll(run, { timeout: 30_000 }).toMatchObject({ status: 'waiting', waiting: { for: 'connection' } });
  const lost = await api.get<Connection>(path);
  expect(lost).toMatchObject({ status: 'unauthorized', reason: 'refresh_rejected' });
  expect(lost.reasonDetail).toMatch(/Authorize again; waiting flows go on where they stopped/);

  // A stranger's browser, a forged state and a used link come to a page that says what to do, and change nothing.
  const attempt = await api.post<Authorization>(`${path}/authorizations`, {});
  for (let look = 0; look < 2; look += 1) expect((await fetch(attempt.url)).status).toBe(200);
  const page = await fetch(attempt.url, scriptless);
  expect(page.status).toBe(303);
  const [cookie = ''] = page.headers.getSetCookie();
  expect(cookie).toMatch(
    /^counterflow_attempt_\w+=[\w-]{43}; Max-Age=600; Path=\/connection\/oauth2callback; HttpOnly; SameSite=Lax$/,
  );
  const back = await consent(store, page.headers.get('location') ?? '');
  const code = new URL(back).searchParams.get('code') ?? '';
  const state = new URL(back).searchParams.get('state') ?? '';
  secrets.push(code, state, cookie.split(/[=;]/)[1] ?? '', attempt.url.split('/').at(-1) ?? '');
  for (const strange of [back, back.replace(state, 'forged'), back.replace(code, '<script>alert(1)</script>')]) {
    const refused = await fetch(strange, { redirect: 'manual' });
    expect(refused.status).toBe(400);
    const text = await refused.text();
    expect(text).toMatch(/does not belong to a request of this browser.*Start again/);
    for (const secret of [code, state, '<script>alert']) expect(text).not.toContain(secret);
  }
  expect(await api.get(`${path}/authorizations/${attempt.id}`)).toMatchObject({ status: 'waiting' });

  // The right browser finishes; what else the callback carries decides nothing.
  const mine = `${back}&domain_prefix=elsewhere.example%2F&token_url=https%3A%2F%2Felsewhere.example`;
  const done = await fetch(mine, { redirect: 'manual', headers: { cookie: cookie.split(';')[0] ?? '' } });
  expect(done.status).toBe(303);
  expect(done.headers.get('location')).toBe(`/authorize/result/${attempt.id}`);
  const again = await api.get<Connection>(path);
  expect(again).toMatchObject({ id: connection.id, status: 'online', reason: null, account: connection.account });
  expect(again.grant?.generation).toBe((lost.grant?.generation ?? 0) + 1);
  expect(await runEnd(api, runId)).toMatchObject({ status: 'completed' });
  expect(await tableRows(api, 'items')).toHaveLength((await sandboxRows(store, 'Item')).length);

  // A wrong client secret is named, and authorizing with the right one goes on from there.
  await api.patch(`/v1/iclients/${store.iClientId}`, { clientSecret: 'wrong secret' });
  const result = await authorize(api, store, connection.id);
  expect(await (await fetch(`${counterflow.url}${result}`)).text()).toMatch(/does not accept this client secret/);
  await api.patch(`/v1/iclients/${store.iClientId}`, { clientSecret });
  await authorize(api, store, connection.id);
  expect(await api.post(`${path}/ping`)).toMatchObject({ ok: true });

  await counterflow.stop();
  const log = counterflow.lines.filter((line) => !line.startsWith('Set up:')).join('\n');
  expect(log).toContain('run finished');
  for (const secret of secrets) expect(log).not.toContain(secret);
  expect(log).not.toMatch(/eyJ[\w-]{20}|[0-9a-f]{96}|Bearer /);
});
