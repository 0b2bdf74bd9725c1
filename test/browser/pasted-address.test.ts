import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, type Look, ownerPage, signInAtSandbox } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { createStore, setUpOwner } from '../support/walk.ts';

const landingUrl = 'https://localhost/connection/oauth2callback';
let counterflow: CounterflowProcess;
let browser: Browser;
let api: Api;
let store: Store;
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
  api = await setUpOwner(counterflow);
  store = await createStore(api, { items: 3, sales: 3, customers: 3 });
  const registered = await fetch(`${store.sandboxUrl}/_sandbox/stores/${store.id}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ redirectUris: [landingUrl] }),
  });
  expect(registered.status).toBe(200);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

async function onPage(path: string, work: (page: Page) => Promise<void>, look: Look = {}): Promise<void> {
  const page = await ownerPage(browser, counterflow.url, look);
  try {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.clock.install();
    await page.goto(`${counterflow.url}${path}`);
    await work(page);
  } finally {
    await page.context().close();
  }
}

const box = (page: Page) => page.getByRole('textbox', { name: 'Address that the browser landed on' });

async function paste(page: Page, address: string): Promise<void> {
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(address)})`);
  await box(page).fill('');
  await box(page).press('Control+v');
}

/** Signs in and consents in the window; answers with the address on which the browser lands, where nobody answers. */
async function land(page: Page, press: () => Promise<void>, signedIn = false): Promise<string> {
  const [window] = await Promise.all([page.waitForEvent('popup'), press()]);
  if (!signedIn) await signInAtSandbox(window, store);
  const [landed] = await Promise.all([
    window.waitForRequest((request) => request.url().startsWith(landingUrl)),
    window.getByRole('button', { name: 'Authorize application' }).click(),
  ]);
  return landed.url();
}

async function newConnection(name: string): Promise<Connection> {
  const { items } = await api.get<{ items: IClient[] }>('/v1/iclients');
  const iClientId = items.find((client) => client.landingUrl === landingUrl)?.id;
  const settings = { scopes: ['employee:inventory_read'], iClientId };
  return api.post('/v1/connections', { name, apiType: 'lightspeed-v3', environment: 'sandbox', settings });
}

test('without a public https address the panel of a client names the landing address to register, and stores it', () =>
  onPage('/iclients', async (page) => {
    await page.getByRole('link', { name: 'Create iClient' }).click();
    const field = page.getByRole('textbox', { name: 'Landing address' });
    expect(await field.inputValue()).toBe(landingUrl);
    await page.getByRole('button', { name: 'Copy landing address' }).click();
    expect(await page.evaluate('navigator.clipboard.readText()')).toBe(landingUrl);
    await field.fill('http://localhost/connection/oauth2callback');
    await field.blur();
    await page
      .getByText(/Lightspeed takes only addresses that begin with https/)
      .first()
      .waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await field.fill(landingUrl);
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('My app');
    await page.getByRole('textbox', { name: 'Client ID' }).fill(store.clientId ?? '');
    await page.getByLabel('Client secret').fill(store.clientSecret ?? '');
    await page.getByRole('button', { name: 'Save' }).click();
    const clients = async () => (await api.get<{ items: IClient[] }>('/v1/iclients')).items;
    await expect.poll(clients).toContainEqual(expect.objectContaining({ name: 'My app', landingUrl }));
  }));

test('a connection is authorized by the address that the browser landed on, pasted', async () => {
  const { id } = await newConnection('Main Street');
  await onPage(`/connections/${id}/authorize`, async (page) => {
    const address = await land(page, () => page.getByRole('button', { name: 'Sign in and authorize' }).click());
    await page.getByText(/Good for 60 seconds/).waitFor();
    await paste(page, address.replace('localhost', 'evil.example'));
    await page.getByText(/not an address that Lightspeed sends people back to/).waitFor();
    await page.getByText(/About 0:5\d left/).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await paste(page, address.replace('localhost', 'local\u200bhost'));
    await page.getByText(/hard to see: it is U\+200B ZERO WIDTH SPACE/).waitFor();
    await paste(page, address);
    await page.getByText(/Connected to Demo as/).waitFor();
    expect(await api.get<Connection>(`/v1/connections/${id}`)).toMatchObject({ status: 'online' });
  });
});

test('after a minute the panel offers to start again, whose fresh address is taken', async () => {
  const { id } = await newConnection('Airport');
  await onPage(
    `/connections/${id}/authorize`,
    async (page) => {
      const tooOld = await land(page, () => page.getByRole('button', { name: 'Sign in and authorize' }).click());
      await box(page).click();
      await page.clock.fastForward(61_000);
      await page.getByText('The time for this address is probably over').waitFor();
      expect(await accessProblems(page)).toEqual([]);
      const fresh = await land(page, () => page.getByRole('button', { name: 'Start again' }).click(), true);
      await paste(page, tooOld);
      await page.getByText(/does not belong to a request/).waitFor();
      await paste(page, fresh);
      await page.getByText(/Connected to Demo as/).waitFor();
    },
    { colorScheme: 'dark', viewport: { width: 360, height: 780 } },
  );
});
