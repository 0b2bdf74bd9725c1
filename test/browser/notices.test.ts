import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import type { Webhook } from '../../src/notices/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { type Api, apiClient } from '../support/api.ts';
import { accessProblems, ownerPage, signInAtSandbox } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runEnd,
  setUpOwner,
} from '../support/walk.ts';

/** Runs in the page: the width of the widest thing that would have to be scrolled sideways. */
const WIDEST = "Math.max(...['html', 'main'].map((name) => document.querySelector(name).scrollWidth))";

let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let receiver: Server;
let received: { type: string; data: { connection: { name: string }; flows: { name: string }[] } }[];
let browser: Browser;
let page: Page;
let api: Api;
let store: Store;
let shop: Connection;
let flow: Flow;
let run: Run;

const open = async (path: string, at: Page = page) => {
  await at.goto(`${counterflow.url}${path}`);
  await at.getByRole('heading', { level: 1 }).waitFor();
};
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const bell = () => button(/^Notices/);
const bellSays = (name: string) => button(name).waitFor();

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  received = [];
  receiver = createServer((request, reply) => {
    let body = '';
    request.on('data', (part) => {
      body += part;
    });
    request.on('end', () => {
      received.push(JSON.parse(body));
      reply.writeHead(204).end();
    });
  }).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  counterflow = await spawnCounterflow({ dataDir, env: { COUNTERFLOW_ALLOW_PRIVATE: '127.0.0.1' } });
  api = await setUpOwner(counterflow);
  store = await createStore(api, { items: 40, sales: 5, customers: 5 });
  shop = await authorizedConnection(api, store);
  const table = await builtInConnection(api);
  flow = await createFlow(
    api,
    { name: 'Items', connectionId: shop.id, resource: 'Item', type: 'all' },
    {
      name: 'items table',
      connectionId: table.id,
      operation: 'upsert',
      target: { table: 'items', key: ['itemID'], create: true },
      mapping: [{ target: 'itemID', source: 'itemID' }],
    },
  );
  browser = await openBrowser();
  page = await ownerPage(browser, counterflow.url);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  receiver?.close();
  await removeData?.();
});

describe('Settings > Notifications', () => {
  test('says what a webhook is for, and makes one whose secret is shown once', async () => {
    await open('/settings');
    await link('Notifications').click();
    await page.getByRole('heading', { name: 'No webhooks' }).waitFor();
    await link('Add webhook').click();
    const address = page.getByRole('textbox', { name: 'Address' });
    await address.fill('not an address');
    await button('Add webhook').click();
    await page.getByText('1 thing needs your attention').waitFor();
    await address.fill(`http://127.0.0.1:${(receiver.address() as AddressInfo).port}/hook`);
    expect(await accessProblems(page)).toEqual([]);
    await button('Add webhook').click();
    await page.getByText('Copy it now: it is not shown again').waitFor();
    const secret = (await page.getByRole('dialog').locator('code').first().textContent()) ?? '';
    expect(secret).toMatch(/^whsec_/);
    await button('I have copied it').click();
    await page.getByRole('row', { name: /Nothing sent yet/ }).waitFor();
    expect(await page.content()).not.toContain(secret);
  });

  test('sends a test message and shows that it arrived', async () => {
    await page.getByRole('link', { name: /\/hook$/ }).click();
    await button('Send test message').click();
    const sent = page.getByRole('list', { name: 'Last messages' }).getByRole('listitem');
    await sent.filter({ hasText: 'Arrived' }).waitFor();
    expect(await sent.first().textContent()).toMatch(/^TestArrived.*1 attempt\. It answered 204\./);
    expect(received).toMatchObject([{ type: 'webhook.test' }]);
    expect(await accessProblems(page)).toEqual([]);
    await button('Close').click();
  });
});

describe('a grant that is revoked', () => {
  test('rings the bell on a page that was open already, and tells the webhook', async () => {
    await open('/');
    await bellSays('Notices');
    await fetch(`${store.sandboxUrl}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ match: { store: store.id, host: 'api.lightspeedapp.com' }, kind: 'revoke', times: 1 }),
    });
    run = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
    await bellSays('Notices, 1 unread');
    await expect
      .poll(() => received.at(-1))
      .toMatchObject({
        type: 'connection.unauthorized',
        data: { connection: { name: 'Main Street' }, flows: [{ name: flow.name }] },
      });
  });

  test('is listed behind the bell with the flow that waits, and the button that helps', async () => {
    await bell().click();
    const told = page.getByRole('dialog', { name: 'Notices' });
    await told.getByText(`This flow waits: ${flow.name}.`).waitFor();
    await told.getByRole('link', { name: 'Authorize again' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await told.waitFor({ state: 'detached' });
    expect(await page.locator(':focus').getAttribute('aria-label')).toBe('Notices, 1 unread');
  });

  test('is counted in the navigation, and comes first on Home', async () => {
    await page.getByRole('link', { name: /^Connections.*1 needs you$/ }).waitFor();
    const needs = page.getByRole('region', { name: 'Needs you' }).getByRole('listitem');
    expect(await needs.first().textContent()).toMatch(/^Main Street needs authorization/);
  });

  test('stands in the list of connections, in the list of flows, at the flow and at its run, each with the button', async () => {
    const href = `/connections/${shop.id}/authorize`;
    const places = [
      { path: '/connections', says: 'Needs authorization' },
      { path: '/flows', says: 'Main Street needs authorization' },
      { path: `/flows/${flow.id}`, says: 'Main Street needs authorization' },
      { path: `/runs/${run.id}`, says: 'Waiting for the connection Main Street' },
    ];
    for (const { path, says } of places) {
      await open(path);
      await page.getByRole('main').getByText(says).first().waitFor();
      const help = page.getByRole('main').getByRole('link', { name: 'Authorize again' });
      await help.first().waitFor();
      expect(await help.count(), path).toBe(1);
      expect(await help.getAttribute('href'), path).toBe(href);
    }
  });
});

describe('once it is authorized again', () => {
  test('people and the webhook are told that it works, and the run goes on', async () => {
    await page.getByRole('main').getByRole('link', { name: 'Authorize again' }).click();
    const [window] = await Promise.all([page.waitForEvent('popup'), button('Sign in and authorize').click()]);
    await signInAtSandbox(window, store);
    await window.getByRole('button', { name: 'Authorize application' }).click();
    await page.getByRole('dialog', { name: 'Connected' }).waitFor();
    await page.keyboard.press('Escape');
    await bellSays('Notices, 2 unread');
    await bell().click();
    const told = page.getByRole('dialog', { name: 'Notices' });
    await told.getByText(`This flow goes on: ${flow.name}.`).waitFor();
    await expect.poll(() => told.getByRole('link', { name: 'Authorize again' }).count()).toBe(0);
    await expect.poll(() => received.at(-1)).toMatchObject({ type: 'connection.online' });
    expect(await runEnd(api, run.id)).toMatchObject({ status: 'completed' });
    await told.getByRole('button', { name: 'Mark all as read' }).click();
    await bellSays('Notices');
    await told.getByRole('link', { name: 'All notices' }).click();
  });

  test('what is read stays in the list, for this person alone', async () => {
    await page.getByRole('heading', { name: 'Notices', level: 1 }).waitFor();
    const lines = page.getByRole('list', { name: 'Notices' }).getByRole('listitem');
    expect(await lines.count()).toBe(2);
    expect(await lines.allTextContents()).toEqual([
      expect.stringMatching(/^Main Street works again/),
      expect.stringMatching(/^Main Street needs authorization/),
    ]);
    await page.getByText('Unread', { exact: true }).click();
    await page.getByRole('heading', { name: 'Nothing unread' }).waitFor();
    const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'Look', role: 'monitor' });
    const { unread } = await apiClient(counterflow.url, key).get<{ unread: number }>('/v1/notices');
    expect(unread, 'a key reads for whoever made it').toBe(0);
  });
});

describe('the audit log', () => {
  test('tells who made what, from what to what, and of the secret only that it is set', async () => {
    const { items } = await api.get<{ items: Webhook[] }>('/v1/webhooks');
    await api.patch(`/v1/webhooks/${items[0]?.id}`, { events: ['connection.online'] });
    await open('/audit');
    const rows = page.getByRole('row');
    const edited = rows.filter({ hasText: 'EditedWebhook' });
    await edited.getByText('connection.unauthorized, connection.offline, connection.online').waitFor();
    expect(await rows.filter({ hasText: 'CreatedWebhook' }).textContent()).toMatch(/secretSet/);
    await rows.filter({ hasText: 'CreatedFlow' }).getByRole('link', { name: flow.name }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
  });

  test('is narrowed by kind, person and day, by its address too', async () => {
    await page.getByRole('combobox', { name: 'What' }).click();
    await page.getByRole('option', { name: 'Webhook' }).click();
    await page.getByRole('row').filter({ hasText: 'CreatedFlow' }).waitFor({ state: 'detached' });
    await page.getByRole('combobox', { name: 'Who' }).click();
    await page.getByRole('option', { name: 'Olive' }).click();
    await page.getByRole('row').filter({ hasText: 'EditedWebhook' }).waitFor({ state: 'detached' });
    await page.getByRole('row').filter({ hasText: 'CreatedWebhook' }).waitFor();
    expect(new URL(page.url()).searchParams.get('type')).toBe('webhook');
    await open('/audit?to=2020-01-01');
    await page.getByText('Nothing matches these filters').waitFor();
    await button('Clear filters').click();
    await page.getByRole('row').filter({ hasText: 'CreatedFlow' }).waitFor();
  });
});

describe('in dark colours and on a phone', () => {
  const paths = ['/notices', '/settings/notifications', '/settings/notifications?open=new', '/audit', '/flows'];

  test('these screens are as readable, and nothing is wider than the screen', { timeout: 60_000 }, async () => {
    const phone = await ownerPage(browser, counterflow.url, {
      colorScheme: 'dark',
      viewport: { width: 360, height: 780 },
    });
    for (const path of paths) {
      await open(path, phone);
      expect(await accessProblems(phone), path).toEqual([]);
      expect(await phone.evaluate(WIDEST), path).toBeLessThanOrEqual(360);
    }
  });

  test('without the right to it, Notifications says so', async () => {
    const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'Monitor', role: 'monitor' });
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
    const monitor = await context.newPage();
    await monitor.goto(`${counterflow.url}/settings/notifications`);
    await monitor.getByText('Your role does not allow this').waitFor();
  });
});
