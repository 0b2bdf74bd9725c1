import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { accessProblems } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let browser: Browser;
let page: Page;
let client: Server;
let redirectUri: string;
let bikes: SandboxStore;
let books: SandboxStore;
let harbour: SandboxStore;

beforeAll(async () => {
  world = await startStillSandbox();
  client = createServer((_, response) => response.end('back at the client')).listen(0, '127.0.0.1');
  await once(client, 'listening');
  redirectUri = `http://127.0.0.1:${(client.address() as AddressInfo).port}/callback`;
  const create = (more: object) => world.control.createStore({ redirectUris: [redirectUri], ...more });
  bikes = await create({ name: 'Nordlicht Bikes' });
  books = await create({ name: 'Leaves Bookshop' });
  harbour = await create({ series: 'x', name: 'Harbour Boats' });
  browser = await openBrowser();
});
afterEach(() => page?.context().close());
afterAll(async () => {
  await browser?.close();
  client?.close();
  await world?.sandbox.close();
});

const scopes = 'employee:inventory_read employee:customers employee:product_cost';
const pages = {
  'the new R-Series server': () =>
    world.client.authorizeUrl({ response_type: 'code', client_id: bikes.clientId, scope: scopes, state: 'abc' }),
  'the old R-Series server': () => {
    const query = { response_type: 'code', client_id: bikes.clientId, scope: scopes, state: 'abc' };
    return `${world.sandbox.url}/cloud.merchantos.com/oauth/authorize.php?${new URLSearchParams(query)}`;
  },
  'X-Series': () => {
    const scope = 'products:read sales:write';
    const query = { response_type: 'code', client_id: harbour.clientId, redirect_uri: redirectUri, scope };
    return `${world.sandbox.url}/secure.retail.lightspeed.app/connect?${new URLSearchParams({ ...query, state: 'abcdefgh' })}`;
  },
};

async function open(url: string, options: BrowserContextOptions = {}) {
  page = await (await browser.newContext({ colorScheme: 'light', ...options })).newPage();
  page.setDefaultTimeout(15_000);
  await page.goto(url);
}

const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

async function signIn(login: string, password = 'sandbox') {
  await page.getByLabel('User name').fill(login);
  await page.getByLabel('Password').fill(password);
  await press('Sign in');
}

/** The query with which the browser came back to the client. */
async function cameBack(): Promise<URLSearchParams> {
  await page.getByText('back at the client').waitFor();
  return new URL(page.url()).searchParams;
}

describe.each(Object.keys(pages) as (keyof typeof pages)[])('the pages of %s', (name) => {
  const owner = () => (name === 'X-Series' ? harbour : bikes).user.login;

  test('are marked as a sandbox, and lead by keyboard alone from sign-in back to the client with a code', async () => {
    await open(pages[name]());
    await page.getByText('SANDBOX', { exact: true }).waitFor();
    await page.keyboard.type(owner());
    await page.keyboard.press('Tab');
    await page.keyboard.type('sandbox');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Allow access to' }).waitFor();
    await page.getByRole('button', { name: 'Authorize application' }).focus();
    await page.keyboard.press('Enter');
    expect((await cameBack()).get('code')).toMatch(/^\w{20,}$/);
  });

  test('lead back without a code by Cancel, before and after signing in', async () => {
    await open(pages[name]());
    await press('Cancel');
    expect((await cameBack()).get('error')).toBe('access_denied');
    await page.goto(pages[name]());
    await signIn(owner());
    await press('Cancel');
    const query = await cameBack();
    expect([query.get('error'), query.has('code')]).toEqual(['access_denied', false]);
  });
});

test('a wrong password is said, keeps the user name, and puts the cursor where to go on', async () => {
  await open(pages['X-Series']());
  await signIn(harbour.user.login, 'guess');
  await page.getByRole('alert').getByText('Wrong user name or password.').waitFor();
  expect(await page.getByLabel('User name').inputValue()).toBe(harbour.user.login);
  await page.keyboard.type('sandbox');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Allow access to Harbour Boats?' }).waitFor();
});

test('who works in several stores chooses one, and may choose again', async () => {
  await open(pages['the new R-Series server']());
  await signIn('accountant@sandbox.example');
  await page.getByRole('button', { name: 'Leaves Bookshop' }).click();
  await page.getByRole('heading', { name: 'Allow access to Leaves Bookshop?' }).waitFor();
  await page.getByText(`Account ${books.accountId}`).waitFor();
  await press('Choose another store');
  await page.getByRole('button', { name: 'Nordlicht Bikes' }).click();
  await press('Authorize application');
  const code = (await cameBack()).get('code') ?? '';
  const { body } = await world.client.token({
    grant_type: 'authorization_code',
    client_id: bikes.clientId,
    client_secret: bikes.clientSecret,
    code,
  });
  const account = await world.client.get('/API/V3/Account.json', body.access_token ?? '');
  expect(account.body.Account).toMatchObject({ accountID: bikes.accountId });
});

test('the account of a browser can be changed: the next one signs in anew', async () => {
  await open(pages['the new R-Series server']());
  await signIn(bikes.user.login);
  await press('Use another account');
  await signIn(books.user.login);
  await page.getByRole('heading', { name: 'Allow access to Leaves Bookshop?' }).waitFor();
});

test('each scope says in words whether it reads or writes, and what this person may not do', async () => {
  await open(pages['the new R-Series server']());
  await signIn(bikes.user.login.replace('owner', 'seller'));
  const row = (scope: string) => page.getByRole('listitem').filter({ hasText: scope });
  const text = async (scope: string) => (await row(scope).innerText()).replaceAll('\n', ' ');
  expect(await text('employee:inventory_read')).toMatch(/See items and stock.*Read/);
  expect(await text('employee:customers')).toMatch(/See and change customers.*Read and write/);
  expect(await text('employee:product_cost')).toContain('Sam may not do this');
});

describe.each([
  { how: 'on a phone', options: { viewport: { width: 360, height: 740 } } },
  { how: 'in the dark', options: { colorScheme: 'dark' as const } },
])('$how', ({ options }) => {
  test('every page can be read and used by all, and none is wider than the window', async () => {
    await open(pages['the new R-Series server'](), options);
    const check = async () => {
      expect(await accessProblems(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
    };
    await page.getByText('Who can sign in here?').click();
    await check();
    await signIn('accountant@sandbox.example', 'guess');
    await check();
    await signIn('accountant@sandbox.example');
    await page.getByRole('heading', { name: 'Which store?' }).waitFor();
    await check();
    await page.getByRole('button', { name: 'Nordlicht Bikes' }).click();
    await page.getByRole('heading', { name: 'Allow access to' }).waitFor();
    await check();
  });
});
