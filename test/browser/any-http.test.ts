import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { type Answer, recordingServer, type Seen } from '../support/recording-server.ts';
import { setUpOwner } from '../support/walk.ts';

let counterflow: CounterflowProcess;
let browser: Browser;
let api: Api;
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([
    spawnCounterflow({ dataDir, env: { COUNTERFLOW_ALLOW_PRIVATE: '127.0.0.1' } }),
    openBrowser(),
  ]);
  api = await setUpOwner(counterflow);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

async function onPage(work: (page: Page) => Promise<void>): Promise<void> {
  const page = await ownerPage(browser, counterflow.url);
  try {
    await work(page);
  } finally {
    await page.context().close();
  }
}

const button = (page: Page, name: string) => page.getByRole('button', { name });
const focused = (control: Locator) => expect.poll(() => control.and(control.page().locator(':focus')).count()).toBe(1);
/** Chooses a part of a segmented control, whose radio buttons are out of sight. */
const choose = (page: Page, group: string, name: string) =>
  page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click();

/** An API with a token server of its own: it lets in whoever brings what it was told, in whatever way. */
function apiOf({ url, headers }: Seen): Answer {
  const { pathname, searchParams } = new URL(url, 'http://api');
  if (pathname === '/token') return { body: { access_token: 'fetched', token_type: 'Bearer', expires_in: 3600 } };
  if (pathname === '/authorize') {
    const back = new URL(searchParams.get('redirect_uri') ?? '');
    back.searchParams.set('code', 'a-code');
    back.searchParams.set('state', searchParams.get('state') ?? '');
    return { status: 302, headers: { location: back.href } };
  }
  const isKnown =
    headers.authorization === `Basic ${Buffer.from('anna:secret').toString('base64')}` ||
    headers.authorization === 'Bearer fetched' ||
    headers['x-api-key'] === 'in a header' ||
    searchParams.get('api_key') === 'in the address';
  return { status: isKnown ? 200 : 401, body: { ok: isKnown } };
}

/** Starts a connection to any HTTP API: its name, its address and what is asked for as a test. */
async function newHttp(page: Page, name: string, baseUri: string): Promise<void> {
  await page.goto(`${counterflow.url}/connections/new`);
  await page.getByRole('combobox', { name: 'API type' }).click();
  await page.getByRole('option', { name: 'HTTP API' }).click();
  await page.getByRole('textbox', { name: 'Name your connection' }).fill(name);
  await page.getByRole('textbox', { name: 'Base URI' }).fill(baseUri);
  await button(page, 'Change Relative URI').click();
  await page.getByRole('textbox', { name: 'Relative URI' }).fill('/me');
}

const isSaved = (page: Page) => page.getByRole('dialog').waitFor({ state: 'detached' });

async function named(name: string): Promise<Connection | undefined> {
  const { items } = await api.get<{ items: Connection[] }>('/v1/connections');
  return items.find((one) => one.name === name);
}

test('any HTTP API: by password, tried as it is saved; by a token in the address; by headers of one’s own', async () => {
  const server = await recordingServer(apiOf);
  await onPage(async (page) => {
    await newHttp(page, 'By password', server.url);
    await choose(page, 'Authentication type', 'Basic');
    await button(page, 'Save and test').click();
    await page.getByText('2 things need your attention').waitFor();
    await page.getByRole('textbox', { name: 'User name' }).fill('anna');
    await page.getByRole('textbox', { name: 'Password' }).fill('wrong');
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and test').click();
    await page.getByText('Saved. It does not work yet').waitFor();
    await button(page, 'Replace').click();
    await page.getByRole('textbox', { name: 'Password' }).fill('secret');
    await button(page, 'Save and test').click();
    await isSaved(page);
    expect(await named('By password')).toMatchObject({ status: 'online', http: { auth: { username: 'anna' } } });

    await newHttp(page, 'By token', server.url);
    await choose(page, 'Authentication type', 'Token');
    await page.getByRole('textbox', { name: 'Token', exact: true }).fill('in the address');
    await button(page, 'Change Token location').click();
    await page.getByRole('combobox', { name: 'Token location' }).selectOption('query');
    expect(await button(page, 'Change Scheme').count()).toBe(0);
    await button(page, 'Change Token name').click();
    await page.getByRole('textbox', { name: 'Token name' }).fill('api_key');
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and test').click();
    await isSaved(page);
    expect((await named('By token'))?.status).toBe('online');

    await newHttp(page, 'By header', server.url);
    await choose(page, 'Authentication type', 'Custom');
    await button(page, 'Add an encrypted field').click();
    await focused(page.getByRole('textbox', { name: 'Name of field 1' }));
    await page.getByRole('textbox', { name: 'Name of field 1' }).fill('key');
    await page.getByLabel('Value of field 1').fill('in a header');
    await page.getByRole('textbox', { name: 'Name of header 1' }).fill('X-Api-Key');
    await page.getByRole('textbox', { name: 'Value of header 1' }).fill('{{connection.http.encrypted.key}}');
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and test').click();
    await isSaved(page);
    expect((await named('By header'))?.status).toBe('online');
    expect(JSON.stringify(await named('By header'))).not.toContain('in a header');
  });
});

test('any HTTP API behind an OAuth 2.0 server: without a person, and by consent', async () => {
  const server = await recordingServer(apiOf);
  const client = (name: string, grantType: string) =>
    api.post<IClient>('/v1/iclients', {
      name,
      provider: 'custom',
      clientId: 'app',
      clientSecret: 'a secret',
      http: { grantType, authorizeUrl: `${server.url}/authorize`, tokenUrl: `${server.url}/token` },
    });
  await client('Robot', 'clientCredentials');
  await client('People', 'authorizationCode');
  const pick = async (page: Page, name: string) => {
    await page.getByRole('combobox', { name: 'OAuth 2.0 client' }).click();
    await page.getByRole('option', { name }).click();
  };
  await onPage(async (page) => {
    await newHttp(page, 'Without a person', server.url);
    await pick(page, 'Robot');
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and connect').click();
    await isSaved(page);
    expect((await named('Without a person'))?.status).toBe('online');

    await newHttp(page, 'By consent', server.url);
    await pick(page, 'People');
    await page.getByText('Register this address in your app').waitFor();
    await Promise.all([page.waitForEvent('popup'), button(page, 'Save and authorize').click()]);
    await expect.poll(async () => (await named('By consent'))?.status).toBe('online');
  });
});
