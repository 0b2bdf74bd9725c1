import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Store } from '../../src/server/store-schema.ts';
import { type Api, apiClient } from '../support/api.ts';
import { accessProblems, signInAtSandbox } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import {
  type CounterflowProcess,
  makeDataFolder,
  setUpToken,
  spawnCounterflow,
} from '../support/counterflow-process.ts';
import { sandboxRows, tableRows } from '../support/walk.ts';

/**
 * A newcomer's way, in a real browser, from an empty data folder: set-up link, sandbox store, Create connection, export with
 * preview, import with mapping, flow, run, table. What arrived is compared with what the sandbox serves, field by field.
 */
let counterflow: CounterflowProcess;
let browser: Browser;
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });

test('from an empty data folder to rows in a table, as a newcomer goes it', { timeout: 180_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  const problems: string[] = [];
  const look = async (at: string) => problems.push(...(await accessProblems(page)).map((line) => `${at}: ${line}`));

  await page.goto(`${counterflow.url}/`);
  expect(await page.getByRole('button', { name: 'Create connection' }).count()).toBe(0);

  await page.goto(`${counterflow.url}/welcome?token=${await setUpToken(counterflow)}`);
  await page.getByLabel('Your name').fill('Olive Owner');
  await page.getByLabel('E-mail').fill('olive@example.com');
  await page.getByLabel('Password', { exact: false }).first().fill('correct horse battery');
  await look('welcome');
  await page.keyboard.press('Enter');

  await button(page, 'Try it with a sandbox store').waitFor();
  await look('home');
  const api = await ownersApi(page);
  await button(page, 'Try it with a sandbox store').click();

  await page.getByRole('heading', { name: 'Create connection' }).waitFor();
  const [store] = (await api.get<{ items: Store[] }>('/v1/stores')).items as [Store];
  await page.getByRole('textbox', { name: 'Name your connection' }).fill('Main Street');
  const opening = page.waitForEvent('popup');
  await button(page, 'Save and authorize').click();
  const window = await opening;
  await signInAtSandbox(window, store);
  await window.getByText('Authorize application').first().waitFor();
  await button(window, 'Authorize application').click();
  await page
    .getByText(/^Connected to /)
    .first()
    .waitFor();
  await look('connected');
  expect(await api.get('/v1/connections?q=Main')).toMatchObject({
    items: [{ status: 'online', account: { id: store.accountId } }],
  });

  await page.goto(`${counterflow.url}/flows/new`);
  await button(page, 'Create export').click();
  await page.getByRole('textbox', { name: 'Name your export' }).fill('Items');
  await choose(page, 'Connection', /Main Street/);
  await choose(page, 'What to export', /^Items$/);
  await button(page, 'Preview').first().click();
  const [first] = await sandboxRows(store, 'Item');
  await page.getByRole('cell', { name: String(first?.systemSku) }).waitFor();
  await look('export with its preview');
  await saved(page);

  await button(page, 'Create import').click();
  await page.getByRole('textbox', { name: 'Name your import' }).fill('Items table');
  await page.getByRole('combobox', { name: 'Table' }).fill('items');
  await page.getByRole('combobox', { name: 'Key fields' }).fill('itemID');
  await page.keyboard.press('Enter');
  await page.getByText('Chosen fields').click();
  await page.getByText(/27 fields, none of 10 rows fail/).waitFor();
  await look('import with its mapping');
  await saved(page);

  await button(page, 'Save and run').click();
  await page.getByText(/\d+ records written in/).waitFor({ timeout: 120_000 });
  await look('run');
  await page.getByRole('link', { name: 'Open table' }).click();
  await page.getByRole('heading', { name: 'items' }).waitFor();
  await look('table');
  expect(problems).toEqual([]);
  await sameRows(await tableRows(api, 'items'), await sandboxRows(store, 'Item'));
});

async function saved(page: Page): Promise<void> {
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: 'Save', exact: true }).click();
  await panel.waitFor({ state: 'detached' });
}

async function choose(page: Page, field: string, option: RegExp): Promise<void> {
  await page.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option }).click();
}

/** Every field that is in the table equals the sandbox's, by the type that the table gives it. */
async function sameRows(arrived: Record<string, unknown>[], sent: Record<string, unknown>[]): Promise<void> {
  expect(arrived).toHaveLength(sent.length);
  const byId = new Map(arrived.map((row) => [String(row.itemID), row]));
  for (const item of sent) {
    const row = byId.get(String(item.itemID)) ?? {};
    expect(Object.keys(row).length, `columns of item ${item.itemID}`).toBe(27);
    for (const [field, value] of Object.entries(row)) {
      expect(alike(value, item[field]), `${field} of item ${item.itemID}: ${value} for ${item[field]}`).toBe(true);
    }
  }
}

const isTime = /^\d{4}-\d\d-\d\dT/;

function alike(arrived: unknown, sent: unknown): boolean {
  if (arrived === null) return sent === '' || sent === undefined;
  if (typeof arrived === 'object') return isDeepStrictEqual(arrived, sent);
  if (typeof arrived === 'boolean') return String(arrived) === sent;
  return (
    String(arrived) === sent || (isTime.test(String(sent)) && Date.parse(String(arrived)) === Date.parse(String(sent)))
  );
}

/** The API as the signed-in person of a page: for looking on, not for doing what the page should. */
async function ownersApi(page: Page): Promise<Api> {
  const made = await page.context().request.post(`${counterflow.url}/v1/apikeys`, {
    data: { name: 'Looks on', role: 'administrator' },
    headers: { origin: counterflow.url },
  });
  const { key } = (await made.json()) as { key: string };
  return apiClient(counterflow.url, key);
}
