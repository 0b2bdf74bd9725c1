import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ConnectionBudget } from '../../src/connections/connection-budget-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runFlow,
  setUpOwner,
} from '../support/walk.ts';

let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let browser: Browser;
let page: Page;
let api: Api;
let store: Store;
let shop: Connection;
let till: Connection;

const open = async (path: string, at: Page = page) => {
  await at.goto(`${counterflow.url}${path}`);
  await at.getByRole('heading', { level: 1 }).waitFor();
};

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  counterflow = await spawnCounterflow({ dataDir });
  api = await setUpOwner(counterflow);
  browser = await openBrowser();
  page = await ownerPage(browser, counterflow.url);
  store = await createStore(api, { items: 250, sales: 20, customers: 10 }, 'real');
  shop = await authorizedConnection(api, store);
  till = await authorizedConnection(api, await createStore(api, { items: 10, sales: 5, customers: 5 }, 'real'), 'Till');
  const source = { name: 'Items', connectionId: shop.id, resource: 'Item', type: 'all' as const };
  const target = {
    name: 'Items table',
    connectionId: (await builtInConnection(api)).id,
    operation: 'upsert' as const,
    target: { table: 'items', key: ['itemID'], create: true },
    mapping: 'auto' as const,
  };
  await runFlow(api, (await createFlow(api, source, target)).id);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

test('the form lets a connection borrow the budget of another, from the Advanced section of HTTP view', async () => {
  await open(`/connections/${till.id}/edit?view=http`);
  const panel = page.getByRole('dialog', { name: 'Edit connection' });
  await panel.getByLabel('Target concurrency').fill('');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.getByText('Give a whole number from 1 to 25.').first().waitFor();
  await panel.getByLabel('Target concurrency').fill('4');
  await panel.getByRole('combobox', { name: 'Borrow budget from' }).click();
  await page.getByRole('option', { name: 'Main Street' }).click();
  await panel.getByText('As “Main Street” has it, whose budget is borrowed.').first().waitFor();
  expect(await panel.getByLabel('Target concurrency').isDisabled()).toBe(true);
  expect(await accessProblems(page)).toEqual([]);
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
  const { concurrency } = await api.get<Connection>(`/v1/connections/${till.id}`);
  expect(concurrency).toMatchObject({ target: 4, borrowFromConnectionId: shop.id, current: 25 });
});

test('the page tells who spends the budget, who shares it, and that it recovers from a 429', async () => {
  await api.post(`/v1/connections/${till.id}/ping`, {});
  await fetch(`${store.sandboxUrl}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ match: { store: store.id, path: '/API/**' }, kind: 'rateLimit', times: 1 }),
  });
  await api.post(`/v1/connections/${shop.id}/ping`, {});
  await open(`/connections/${shop.id}`);
  const card = page.getByRole('region', { name: 'Rate budget' });
  await card.getByRole('link', { name: 'Items into Items table' }).waitFor();
  await card.getByText('reading all, over “Main Street”').waitFor();
  await card.getByText('a person waits, over “Till”').waitFor();
  await card.getByText('After a 429, 2 requests at a time; climbing back to 25 by itself.').waitFor();
  await card.getByText('Changes of concurrency after a 429').click();
  await card.getByText('25 to 1 at once').waitFor();
  await card.getByText('1 to 2 at once').waitFor();
  expect(await accessProblems(page)).toEqual([]);
  const { spenders } = await api.get<ConnectionBudget>(`/v1/connections/${shop.id}/budget`);
  expect(spenders.hour.find(({ flowName }) => flowName !== null)?.requests).toBeGreaterThanOrEqual(3);
  await card.getByRole('link', { name: 'Till' }).click();
  await page.waitForURL(`**/connections/${till.id}`);
  await page.getByText('lends its budget').waitFor();
});

test('the budget fits a phone, in the dark as well', async () => {
  const phone = await ownerPage(browser, counterflow.url, {
    colorScheme: 'dark',
    viewport: { width: 360, height: 800 },
  });
  await open(`/connections/${shop.id}`, phone);
  await phone.getByText('a person waits, over “Till”').waitFor();
  const widest = "Math.max(...['html', 'main'].map((name) => document.querySelector(name).scrollWidth))";
  expect(await phone.evaluate(widest)).toBeLessThanOrEqual(360);
  expect(await accessProblems(phone)).toEqual([]);
  if (process.env.SHOTS) {
    await phone
      .getByRole('region', { name: 'Rate budget' })
      .screenshot({ path: `${process.env.SHOTS}/budget-phone.png` });
    await open(`/connections/${shop.id}`);
    await page.getByText('a person waits, over “Till”').waitFor();
    await page.screenshot({ path: `${process.env.SHOTS}/budget-page.png`, fullPage: true });
    await open(`/connections/${till.id}/edit?view=http`);
    await page.getByLabel('Target concurrency').scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${process.env.SHOTS}/advanced.png` });
  }
});
