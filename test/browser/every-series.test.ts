import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, ownerPage, signInAtSandbox } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { setUpOwner } from '../support/walk.ts';

let counterflow: CounterflowProcess;
let browser: Browser;
let api: Api;
const stores = new Map<Store['series'], Store>();
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
  api = await setUpOwner(counterflow);
  for (const series of ['r', 'x', 'c'] as const)
    stores.set(
      series,
      await api.post<Store>('/v1/stores', {
        series,
        name: `Store ${series}`,
        sizes: { items: 5, customers: 5, sales: 5 },
      }),
    );
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

const panel = (page: Page) => page.getByRole('dialog').last();
const button = (page: Page, name: string) => panel(page).getByRole('button', { name, exact: true });

/** Opens Create connection and chooses an API type by its label. */
async function startConnection(page: Page, name: string, type: string): Promise<void> {
  await page.goto(`${counterflow.url}/connections/new`);
  await panel(page).getByRole('textbox', { name: 'Name your connection' }).fill(name);
  await panel(page).getByRole('combobox', { name: 'API type' }).click();
  await page.getByRole('option', { name: type }).click();
}

/** Saves and authorizes, signs in at the sandbox, allows; the connection as it is stored then. */
async function authorize(page: Page, name: string, series: Store['series']): Promise<Connection> {
  const [window] = await Promise.all([page.waitForEvent('popup'), button(page, 'Save and authorize').click()]);
  const store = stores.get(series) as Store;
  await signInAtSandbox(window, store);
  await window.getByRole('button', { name: 'Authorize application' }).click();
  return online(name);
}

async function online(name: string): Promise<Connection> {
  const find = async () =>
    (await api.get<{ items: Connection[] }>('/v1/connections')).items.find((one) => one.name === name);
  await expect.poll(async () => (await find())?.status, { timeout: 20_000 }).toBe('online');
  return (await find()) as Connection;
}

const onPage = async (work: (page: Page) => Promise<void>) => {
  const page = await ownerPage(browser, counterflow.url);
  try {
    await work(page);
  } finally {
    await page.context().close();
  }
};

test('the older R-Series API: no client to choose; the default one is set from the alert, then authorized', () =>
  onPage(async (page) => {
    await startConnection(page, 'Older API', 'Lightspeed v2');
    expect(await panel(page).getByRole('combobox', { name: 'OAuth 2.0 client' }).count()).toBe(1);
    await panel(page).getByText('No default Lightspeed client yet').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Set default client').click();
    await panel(page)
      .getByText(/Signs in as this installation’s default Lightspeed client/)
      .waitFor();
    await button(page, 'Choose scopes').click();
    await panel(page)
      .getByRole('button', { name: /Read only/ })
      .click();
    await panel(page)
      .getByRole('button', { name: /^Save \d+ scopes/ })
      .click();
    const connection = await authorize(page, 'Older API', 'r');
    expect(connection).toMatchObject({
      apiType: 'lightspeed-v2',
      environment: 'sandbox',
      account: { name: 'Store r' },
    });
  }));

test('X-Series: filled in for the sandbox store, authorized, and its subdomain is learned at the consent', () =>
  onPage(async (page) => {
    await startConnection(page, 'Retailer', 'X-Series');
    await button(page, 'No account? Use the sandbox store').click();
    await panel(page).getByText('read only').first().waitFor();
    expect(await accessProblems(page)).toEqual([]);
    const connection = await authorize(page, 'Retailer', 'x');
    expect(connection).toMatchObject({ apiType: 'lightspeed-x', environment: 'sandbox' });
    expect(connection.settings.subdomain).toMatch(/^store\d+$/);
  }));

test('X-Series by personal token: tried on Save, no sign-in', () =>
  onPage(async (page) => {
    const store = stores.get('x');
    const reply = await fetch(`${store?.sandboxUrl}/_sandbox/stores/${store?.id}/grants`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ server: 'personal' }),
    });
    const { accessToken } = (await reply.json()) as { accessToken: string };
    await startConnection(page, 'By token', 'X-Series');
    await panel(page).getByText('Personal token', { exact: true }).click();
    await button(page, 'Save and test').click();
    await panel(page).getByText('Give the subdomain: no sign-in tells it.').first().waitFor();
    await panel(page)
      .getByRole('textbox', { name: 'Subdomain' })
      .fill(store?.domainPrefix ?? '');
    await panel(page).getByLabel('Personal token *').fill(accessToken);
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and test').click();
    expect(await online('By token')).toMatchObject({ environment: 'sandbox', account: { name: 'Store x' } });
  }));

test('C-Series: filled in for the sandbox store, checked on Save, no sign-in', () =>
  onPage(async (page) => {
    await startConnection(page, 'Web shop', 'eCom C-Series');
    await button(page, 'Save and test').click();
    await panel(page).getByText('Paste the API key.').first().waitFor();
    await button(page, 'No account? Use the sandbox store').click();
    await panel(page).getByRole('textbox', { name: 'Shop language' }).and(page.locator('[value="en"]')).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Save and test').click();
    expect(await online('Web shop')).toMatchObject({ apiType: 'lightspeed-c', environment: 'sandbox' });
  }));

test('what another type does not ask for is set aside with a word, and comes back with the type', () =>
  onPage(async (page) => {
    await page.goto(`${counterflow.url}/connections/new`);
    await button(page, 'No account? Use the sandbox store').click();
    await panel(page).getByText('4 of 30 selected, all read only').waitFor();
    const choose = async (type: string) => {
      await panel(page).getByRole('combobox', { name: 'API type' }).click();
      await page.getByRole('option', { name: type }).click();
    };
    await choose('Retail X-Series');
    await panel(page).getByText('Set aside: Scopes, OAuth 2.0 client.').waitFor();
    await choose('Lightspeed v3');
    await panel(page).getByText('4 of 30 selected, all read only').waitFor();
  }));
