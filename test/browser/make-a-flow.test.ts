import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Flow } from '../../src/flows/schema.ts';
import type { Export } from '../../src/transfers/export-schema.ts';
import { accessProblems, owner } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { authorizedConnection, createStore, runEnd, sandboxRows, setUpOwner, tableRows } from '../support/walk.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

/** Nothing serious in either colour scheme. */
async function expectAccessible(page: Page): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    expect(await accessProblems(page), `${page.url()} in ${colorScheme}`).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
}

async function choose(within: Page | Locator, page: Page, field: string, option: string): Promise<void> {
  await within.getByRole('combobox', { name: field }).click();
  await page.getByRole('option', { name: option, exact: true }).click();
}

test('a person makes an export, an import and a flow, each seen on real rows first, and runs it', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const store = await createStore(api, { items: 230, sales: 0, customers: 0 });
  await authorizedConnection(api, store);
  await api.post('/v1/connections', {
    name: 'Pop-up Lyon',
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes: ['employee:inventory_read'], iClientId: store.iClientId },
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);

  // Sign-in leads to where the person wanted to go.
  await page.goto(`${counterflow.url}/flows/new`);
  await page.getByLabel('E-mail').fill(owner.email);
  await page.getByLabel('Password', { exact: true }).fill(owner.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('heading', { name: 'Create flow' }).waitFor();
  await expectAccessible(page);

  // An export, made on the way: what stands in the way is said, then real rows with their cost.
  await page.getByRole('button', { name: 'Create export' }).click();
  const exporting = page.getByRole('dialog', { name: 'Create export' });
  await choose(exporting, page, 'Connection', 'Pop-up Lyon');
  await exporting.getByText('Pop-up Lyon is not authorized yet').waitFor();
  await choose(exporting, page, 'What to export', 'Items');
  await exporting.getByRole('button', { name: 'Preview' }).first().click();
  await exporting.getByText('No rows could be read').waitFor();
  await choose(exporting, page, 'Connection', 'Main Street');
  await exporting.getByRole('button', { name: 'Preview', exact: true }).click();
  await exporting.getByText('First 10 rows, cost 1 unit of the rate budget').waitFor();
  expect(await exporting.getByRole('row').count()).toBe(11);
  await exporting.getByRole('tab', { name: 'Request' }).click();
  await exporting.getByText(/^GET https?:.*Item\.json/).waitFor();
  expect(await exporting.getByText(/authorization: Bearer/).innerText()).toContain('****');
  await exporting.getByRole('tab', { name: 'Table' }).click();
  await expectAccessible(page);
  await exporting.getByRole('textbox', { name: 'Name your export' }).fill('Items of Main Street');
  await exporting.getByRole('button', { name: 'Save' }).click();
  await exporting.waitFor({ state: 'detached' });
  expect(await page.getByRole('combobox', { name: 'Export' }).inputValue()).toBe('Items of Main Street');

  // An import with its mapping tried on those rows.
  await page.getByRole('button', { name: 'Create import' }).click();
  const importing = page.getByRole('dialog', { name: 'Create import' });
  await importing.getByText('Result for row 1').waitFor();
  await importing.getByRole('textbox', { name: 'Name your import' }).fill('Stock list');
  await importing.getByRole('combobox', { name: 'Table' }).fill('stock');
  await page.keyboard.press('Escape');
  await importing.getByRole('combobox', { name: 'Key fields' }).fill('itemID');
  await page.keyboard.press('Enter');
  await importing.getByText('Chosen fields').click();
  await importing.getByRole('button', { name: 'Add field' }).click();
  const row = importing.getByRole('listitem').last();
  await row.getByRole('combobox', { name: 'Target field' }).fill('currency');
  await row.getByText('Fixed value').click();
  await row.getByRole('textbox', { name: 'Fixed value' }).fill('EUR');
  await row.getByRole('code').filter({ hasText: 'EUR' }).waitFor();
  await row.getByRole('button', { name: 'Done' }).click();
  await importing.getByRole('button', { name: /^description/ }).click();
  const wrong = importing.getByRole('listitem').filter({ has: page.getByRole('button', { name: 'Done' }) });
  await choose(wrong, page, 'Type', 'boolean');
  await importing.getByText(/"description" wants true or false, but description is the text/).waitFor();
  await expectAccessible(page);
  await choose(wrong, page, 'Type', 'text');
  await importing.getByText(/0? ?none of 10 rows fail/).waitFor();
  await importing.getByRole('button', { name: 'Save' }).click();
  await importing.waitFor({ state: 'detached' });

  // The flow: what was typed meanwhile is still there, the schedule is said in words.
  expect(await page.getByRole('textbox', { name: 'Name your flow' }).inputValue()).toBe(
    'Items of Main Street to Stock list',
  );
  await choose(page, page, 'Schedule', 'Every day at 06:00');
  await page.getByText(/^Every day at 06:00\. Next: /).waitFor();
  await page.getByRole('button', { name: 'Save and run' }).click();
  await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
  const run = await runEnd(api, page.url().split('/').at(-1) ?? '');
  expect(run.status).toBe('completed');
  const rows = await tableRows(api, 'stock');
  const sold = await sandboxRows(store, 'Item');
  expect(rows.map(({ itemID }) => itemID)).toEqual(sold.map(({ itemID }) => itemID));
  expect(rows.map(({ description }) => description)).toEqual(sold.map(({ description }) => description));
  expect(new Set(rows.map(({ currency }) => currency))).toEqual(new Set(['EUR']));

  // The page of the flow says what it did.
  await page.goto(`${counterflow.url}/flows/${run.flowId}`);
  await page.getByRole('button', { name: new RegExp(`^Import Stock list .*${rows.length} records OK$`) }).waitFor();
  await expectAccessible(page);
  await page.getByRole('switch').press('Space');
  await page.getByText('Off', { exact: true }).waitFor();
  await expect.poll(async () => (await api.get<Flow>(`/v1/flows/${run.flowId}`)).enabled).toBe(false);

  // Somebody else is quicker: what was typed stays, and the person decides.
  await page.getByRole('button', { name: /^Export Items of Main Street/ }).click();
  const editing = page.getByRole('dialog', { name: 'Items of Main Street' });
  await editing.getByText('Limit', { exact: true }).click();
  await editing.getByRole('textbox', { name: 'At most how many records' }).fill('5');
  const { exportId } = (await api.get<Flow>(`/v1/flows/${run.flowId}`)).sources[0] as { exportId: string };
  await api.patch(`/v1/exports/${exportId}`, { name: 'Items, renamed' });
  await editing.getByRole('button', { name: 'Save' }).click();
  await editing.getByText(/It differs in: Name your export, Export type, At most how many records\.$/).waitFor();
  await editing.getByRole('button', { name: 'Keep mine' }).click();
  await editing.waitFor({ state: 'detached' });
  expect(await api.get<Export>(`/v1/exports/${exportId}`)).toMatchObject({
    name: 'Items of Main Street',
    type: 'limit',
    limit: 5,
  });

  // The lists.
  for (const [path, name] of [
    ['flows', 'Items of Main Street to Stock list'],
    ['exports', 'Items of Main Street'],
    ['imports', 'Stock list'],
  ] as const) {
    await page.goto(`${counterflow.url}/${path}`);
    await page.getByRole('link', { name, exact: true }).waitFor();
    await expectAccessible(page);
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('Nothing matches these filters').waitFor();
  }

  // Neither end goes while the flow uses it; afterwards both do.
  const importId = (await api.get<Flow>(`/v1/flows/${run.flowId}`)).steps[0]?.importId;
  const ends = [
    { list: 'exports', id: exportId, name: 'Items of Main Street', action: 'Delete export' },
    { list: 'imports', id: importId, name: 'Stock list', action: 'Delete import' },
  ];
  const askToDelete = async ({ list, id, name, action }: (typeof ends)[number]) => {
    await page.goto(`${counterflow.url}/${list}/${id}`);
    const panel = page.getByRole('dialog', { name });
    await panel.getByRole('button', { name: `More actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: action }).click();
  };
  for (const end of ends) {
    await askToDelete(end);
    const dialog = page.getByRole('dialog', { name: `${end.name} is in use` });
    await dialog.getByRole('link', { name: 'Items of Main Street to Stock list' }).waitFor();
  }
  await api.delete(`/v1/flows/${run.flowId}`);
  for (const end of ends) {
    await askToDelete(end);
    await page.getByRole('button', { name: end.action }).click();
    await page.waitForURL(`${counterflow.url}/${end.list}`);
    expect(await api.get(`/v1/${end.list}`)).toMatchObject({ items: [] });
  }
}, 150_000);
