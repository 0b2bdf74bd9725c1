import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { type Api, apiClient } from '../support/api.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { authorizedConnection, createStore, setUpOwner } from '../support/walk.ts';

const PATIENCE_MS = 15_000;
/** Runs in the page: the width of the widest thing that would have to be scrolled sideways. */
const WIDEST = "Math.max(...['html', 'main'].map((name) => document.querySelector(name).scrollWidth))";
const sizes = { items: 60, sales: 20, customers: 10 };

let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let browser: Browser;
let page: Page;
let api: Api;
let store: Store;
let shop: Connection;

const open = async (path: string, at: Page = page) => {
  await at.goto(`${counterflow.url}${path}`);
  await at.getByRole('heading', { level: 1 }).waitFor();
};
const card = (name: string) => page.getByRole('region', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const textbox = (name: string) => page.getByRole('textbox', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });
const menuItem = async (of: string, name: string) => {
  await button(`More actions for ${of}`).click();
  await page.getByRole('menuitem', { name }).click();
};

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  counterflow = await spawnCounterflow({ dataDir });
  api = await setUpOwner(counterflow);
  browser = await openBrowser();
  page = await ownerPage(browser, counterflow.url);
  page.setDefaultTimeout(PATIENCE_MS);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

describe('Home of a new installation', () => {
  test('starts a sandbox store by one press and opens Create connection filled in for it', async () => {
    await open('/');
    await page.getByRole('heading', { name: 'Connect your first shop' }).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await button('Try it with a sandbox store').click();
    await page.getByRole('dialog', { name: 'Create connection' }).waitFor();
    expect(await page.getByLabel('Name your connection').inputValue()).toBe('Demo store (sandbox)');
    const { items } = await api.get<{ items: Store[] }>('/v1/stores');
    expect(new URL(page.url()).searchParams.get('store')).toBe(items[0]?.id);
  });

  test('leads on to what to move once a shop is connected', async () => {
    store = await createStore(api, sizes);
    shop = await authorizedConnection(api, store);
    await open('/');
    expect(await link('Create export').getAttribute('href')).toBe(`/exports/new?connection=${shop.id}`);
  });
});

describe('the page of a connection', () => {
  test('says in a sentence how it is, and when its token renews and ends', async () => {
    await open(`/connections/${shop.id}`);
    await page.getByText(/signed in as Olive Owner at Demo \(\d+\)/i).waitFor();
    await page.getByText(`fingerprint ${shop.grant?.refreshTokenFingerprint}`).waitFor();
    await card('Token').getByText('Show as list').click();
    expect(await card('Token').locator('dt').allTextContents()).toEqual([
      'Authorized',
      'Token pair no.',
      'Renewals in 24 h',
      'Issued',
      'Renews',
      'Expires',
      'Dies if unused',
      'Times in',
    ]);
  });

  test('renews the token when asked', async () => {
    await button('Renew now').click();
    await card('Token').getByText('Renewed by counterflow').waitFor();
    expect((await api.get<Connection>(`/v1/connections/${shop.id}`)).grant?.generation).toBe(2);
  });

  test('tests the connection step by step', async () => {
    await button('Test connection').click();
    const found = card('Everything works').getByRole('listitem');
    await found.first().waitFor();
    expect(await found.allTextContents()).toEqual([
      expect.stringMatching(/^Access token: passedGood until \d\d:\d\d UTC/),
      expect.stringMatching(/^Account reached: passedDemo\d+ ms$/),
      expect.stringMatching(/^Scopes: passed3 granted/),
    ]);
  });

  test('shows the rate budget that the replies told', async () => {
    await card('Rate budget').getByText('units', { exact: false }).first().waitFor();
    const { budget } = await api.get<Connection>(`/v1/connections/${shop.id}`);
    expect(await card('Rate budget').locator('p').first().textContent()).toContain(
      `of ${budget?.kind === 'bucket' && budget.sizeDrips.toLocaleString('en')} units`,
    );
  });

  test('names the scopes that were not granted, and offers to authorize again', async () => {
    const till = await authorizedConnection(api, store, 'Till only');
    const scopes = [...(till.settings.scopes ?? []), 'employee:reports'];
    await api.patch(`/v1/connections/${till.id}`, { settings: { scopes } });
    await open(`/connections/${till.id}`);
    await page.getByText('Online, scopes missing').waitFor();
    await page.getByText('1 permission is missing').waitFor();
    expect(await card('Scopes').locator('ul').getByRole('listitem').first().textContent()).toMatch(
      /^employee:reports.*Not granted$/,
    );
    expect(await accessProblems(page)).toEqual([]);
  });

  test('pauses it, and resumes it', async () => {
    await menuItem('Till only', 'Pause');
    await page.getByText('Paused.').waitFor();
    await menuItem('Till only', 'Resume');
    await page.getByText('Online, scopes missing').waitFor();
  });

  test('is deleted only after a question, and not while something uses it', async () => {
    await menuItem('Till only', 'Delete');
    await button('Delete Till only').click();
    await page.waitForURL(`${counterflow.url}/connections`);
    await api.post('/v1/exports', { name: 'All items', connectionId: shop.id, resource: 'Item', type: 'all' });
    await open(`/connections/${shop.id}`);
    await menuItem('Main Street', 'Delete');
    const dialog = page.getByRole('dialog', { name: 'Main Street is in use' });
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['All itemsExport']);
    expect(await dialog.getByRole('button').allTextContents()).not.toContain('Delete Main Street');
    await page.keyboard.press('Escape');
  });

  test('that is not there says so, and the shell stays', async () => {
    await page.goto(`${counterflow.url}/connections/01890000-0000-7000-8000-000000000000`);
    await page.getByText('There is nothing here').waitFor();
    await link('iClients').waitFor();
  });
});

describe('iClients', () => {
  test('are added in a panel, and never show their secret again', async () => {
    await open('/iclients');
    await link('Create iClient').click();
    await textbox('Name').fill('Harbour app');
    await textbox('Client ID').fill('b41e07d2');
    await textbox('Client secret').fill('a secret of mine');
    await button('Save').click();
    await link('Harbour app').waitFor();
    expect(await page.content()).not.toContain('a secret of mine');
    const { items } = await api.get<{ items: IClient[] }>('/v1/iclients');
    const made = items.find(({ name }) => name === 'Harbour app');
    await page.getByText(`Stored, fingerprint ${made?.clientSecret.fingerprint}`).waitFor();
  });

  test('say when a search finds none, and find them again', async () => {
    await page.getByRole('searchbox').fill('no such client');
    await page.getByText('Nothing matches these filters').waitFor();
    await button('Clear filters').click();
    await link('Harbour app').waitFor();
  });

  test('are deleted after a question; one in use names its connections instead', async () => {
    await menuItem('Harbour app', 'Delete');
    await button('Delete Harbour app').click();
    await link('Harbour app').waitFor({ state: 'detached' });
    await menuItem('Demo (sandbox)', 'Delete');
    const dialog = page.getByRole('dialog', { name: 'Demo (sandbox) is in use' });
    await dialog.waitFor();
    expect(await dialog.getByRole('listitem').allTextContents()).toEqual(['Main StreetConnection']);
    await page.keyboard.press('Escape');
  });

  test('that could not be loaded can be asked for again', async () => {
    await page.route('**/v1/iclients?*', (route) => route.fulfill({ status: 503, json: { detail: 'Away.' } }));
    await page.goto(`${counterflow.url}/iclients`);
    await page.getByText('This page could not be loaded.').waitFor();
    await page.unroute('**/v1/iclients?*');
    await button('Try again').click();
    await link('Demo (sandbox)').waitFor();
  });
});

describe('the sandbox', () => {
  test('makes another store as large as asked for', async () => {
    await open('/sandbox');
    await link('Create store').click();
    await textbox('Name').fill('Quayside');
    await textbox('Items').fill('12');
    await page.getByText('No limit').click();
    await button('Create store').click();
    const made = page.getByRole('region', { name: 'Quayside' });
    await made.getByText('Calls are not limited.').waitFor();
    expect(await made.locator('dd').allTextContents()).toEqual(['12', '5,000', '500']);
    const { items } = await api.get<{ items: Store[] }>('/v1/stores');
    expect(items.find(({ name }) => name === 'Quayside')).toMatchObject({ sizes: { items: 12 }, limits: 'off' });
  });

  test('connects to a store from its card', async () => {
    await link('Connect Quayside').click();
    await page.getByRole('dialog', { name: 'Create connection' }).waitFor();
    expect(await page.getByLabel('Name your connection').inputValue()).toBe('Quayside (sandbox)');
  });

  test('deletes a store after a question', async () => {
    await open('/sandbox');
    await menuItem('Quayside', 'Delete');
    await button('Delete Quayside').click();
    await page.getByRole('region', { name: 'Quayside' }).waitFor({ state: 'detached' });
  });
});

describe('API keys', () => {
  let key = '';

  test('are shown once, open what their role allows, and are not shown again', async () => {
    await open('/settings/api-keys');
    await link('Create API key').click();
    await textbox('Name').fill('Nightly script');
    await page.getByLabel('Monitor').check();
    await button('Create key').click();
    await page.getByText('Copy it now: it is not shown again').waitFor();
    key = (await page.getByRole('dialog').locator('code').first().textContent()) ?? '';
    expect((await apiClient(counterflow.url, key).send('GET', '/v1/connections')).status).toBe(200);
    await button('I have copied it').click();
    await page.reload();
    await page.getByText('Nightly script').waitFor();
    expect(await page.content()).not.toContain(key);
  });

  test('with the role Monitor see everything and are offered no change', async () => {
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
    const monitor = await context.newPage();
    await open(`/connections/${shop.id}`, monitor);
    await monitor.getByText('signed in as Olive Owner').waitFor();
    for (const change of ['Test connection', 'Authorize again', 'Edit', 'Renew now']) {
      expect(await monitor.getByText(change, { exact: true }).count(), change).toBe(0);
    }
    await monitor.goto(`${counterflow.url}/settings/api-keys`);
    await monitor.getByText('Your role does not allow this').waitFor();
    await monitor.getByText('this needs administrator').waitFor();
  });

  test('are revoked after a question, and open nothing any more', async () => {
    await menuItem('Nightly script', 'Revoke');
    await button('Revoke Nightly script').click();
    await page.getByText('Nightly script', { exact: true }).waitFor({ state: 'detached' });
    expect((await apiClient(counterflow.url, key).send('GET', '/v1/connections')).status).toBe(401);
  });
});

const screens = () => [
  '/',
  `/connections/${shop.id}`,
  '/iclients',
  '/sandbox',
  '/sandbox?create=true',
  '/settings/api-keys',
  '/settings/api-keys?create=true',
];

describe('in light and dark colours', () => {
  test('axe finds nothing serious on these screens', { timeout: 120_000 }, async () => {
    const looked = await ownerPage(browser, counterflow.url);
    for (const path of screens()) {
      await open(path, looked);
      for (const colorScheme of ['light', 'dark'] as const) {
        await looked.emulateMedia({ colorScheme });
        expect(await accessProblems(looked), `${path}, ${colorScheme}`).toEqual([]);
      }
    }
  });
});

describe('on a phone', () => {
  test('the navigation is a sheet, and nothing is wider than the screen', async () => {
    const phone = await ownerPage(browser, counterflow.url, { viewport: { width: 390, height: 844 } });
    for (const path of screens()) {
      await open(path, phone);
      const widest = await phone.evaluate(WIDEST);
      expect(widest, path).toBeLessThanOrEqual(390);
    }
    await open('/', phone);
    await phone.getByRole('button', { name: 'Menu' }).click();
    await phone.getByRole('dialog').getByRole('link', { name: 'Sandbox' }).click();
    await phone.getByRole('heading', { name: 'Sandbox', level: 1 }).waitFor();
    await phone.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
