import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Run } from '../../src/flows/schema.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import {
  authorizedConnection,
  builtInConnection,
  createFlow,
  createStore,
  runEnd,
  runFlow,
  sandboxRows,
  setUpOwner,
} from '../support/walk.ts';

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
  await page.emulateMedia({ colorScheme: 'light' });
}

const pageNow = async (page: Page) =>
  Number(/Page (\d+) of/.exec(await page.getByText(/^Page \d+ of/).innerText())?.[1]);

test('a person watches a run: what moves, what it waits for, pause, the end, and the rows in their table', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const store = await createStore(
    api,
    { items: 10_000, sales: 0, customers: 0 },
    { size: 60, dripPerSecond: 2, burst: 20 },
  );
  const connection = await authorizedConnection(api, store);
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Items', connectionId: connection.id, resource: 'Item', type: 'all' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  const page = await ownerPage(browser, counterflow.url);

  await page.goto(`${counterflow.url}/runs`);
  await page.getByText('Nothing has run yet').waitFor();
  await page.goto(`${counterflow.url}/tables`);
  await page.getByText('No tables yet').waitFor();

  // While it is at work: the total, the reason for waiting, the time left; numbers move without a hand.
  const { id } = await api.post<Run>(`/v1/flows/${flow.id}/runs`, {});
  await page.goto(`${counterflow.url}/runs/${id}`);
  await page.getByText('Rate budget sets the pace').waitFor();
  await page.getByText(/\d+ of 60 units used, 2 drain a second; a page waits \d+/).waitFor();
  await page.getByText(/^About .* left$/).waitFor();
  const before = await pageNow(page);
  await expect.poll(() => pageNow(page), { timeout: 20_000 }).toBeGreaterThan(before);
  await page.getByRole('button', { name: 'Show Records per second as table' }).click();
  await page.getByRole('region', { name: 'Records per second' }).getByRole('cell').first().waitFor();

  // Paused, it keeps its place.
  await page.getByRole('button', { name: 'Pause' }).click();
  await page.getByText(/^Paused after page \d+$/).waitFor();
  const paused = await api.get<Run>(`/v1/runs/${id}`);
  expect(paused).toMatchObject({ status: 'paused', asked: null, leftMs: null });
  expect(await page.getByText(/^Paused after/).innerText()).toBe(`Paused after page ${paused.steps[0]?.pages}`);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('button', { name: 'Pause' }).waitFor();

  // A lost line is said, and mended by itself.
  await page.route('**/events', (route) => route.abort());
  await page.reload();
  const lost = page.getByText('Live updates lost, trying again.');
  await lost.waitFor();
  await page.unroute('**/events');
  await lost.waitFor({ state: 'detached' });

  // Afterwards: what came of it.
  await sandboxControl({ url: store.sandboxUrl }).call('PATCH', `stores/${store.id}`, { limits: 'off' });
  const ended = await runEnd(api, id);
  const rows = ended.steps[0]?.in ?? 0;
  const counted = new Intl.NumberFormat('en').format(rows);
  await page.getByText(new RegExp(`^${counted} records written in `)).waitFor();
  await page.getByText('All that was read arrived.').waitFor();
  await expectAccessible(page);
  await page.getByRole('link', { name: 'Open table' }).click();
  await page.getByText(`${counted} rows, `, { exact: false }).waitFor();
  const expected = await sandboxRows(store, 'Item');
  expect(rows).toBe(expected.length);
  await expectRowsOf(page, expected);
  await expectAccessible(page);

  await page.goto(`${counterflow.url}/tables`);
  await page.getByRole('link', { name: 'items' }).waitFor();
  await expectAccessible(page);
  await page.goto(`${counterflow.url}/runs?show=failed`);
  await page.getByText('Nothing matches these filters').waitFor();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('row', { name: /Items into Items table Completed/ }).waitFor();
  await expectAccessible(page);
}, 180_000);

test('a run that stopped because its export changed offers to start over or to keep the position', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const store = await createStore(api, { items: 30, sales: 0, customers: 0 });
  const connection = await authorizedConnection(api, store);
  const table = await builtInConnection(api);
  const flow = await createFlow(
    api,
    { name: 'Changed items', connectionId: connection.id, resource: 'Item', type: 'delta' },
    { name: 'Items table', connectionId: table.id, target: { table: 'items', key: ['itemID'], create: true } },
  );
  const first = await runFlow(api, flow.id);
  await api.patch(`/v1/exports/${flow.sources[0]?.exportId}`, { relations: ['Category'] });
  const { id } = await runFlow(api, flow.id);

  const page = await ownerPage(browser, counterflow.url);
  await page.goto(`${counterflow.url}/runs/${id}`);
  await page.getByText(/^The export Changed items changed in its account, filters or relations/).waitFor();
  await page.getByRole('button', { name: 'Keep the position' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Start over' }).click();
  await page.waitForURL((url) => url.pathname.startsWith('/runs/') && !url.pathname.endsWith(id));
  const again = await runEnd(api, page.url().split('/').at(-1) ?? '');
  expect(again).toMatchObject({ status: 'completed', steps: [{ in: first.steps[0]?.in }, {}] });

  // The question is answered: the page of the stopped run does not ask it again.
  const runsOfFlow = page.waitForResponse(/\/v1\/flows\/[^/]+\/runs\?/);
  await page.goto(`${counterflow.url}/runs/${id}`);
  await (await runsOfFlow).finished();
  await page.getByText('The run failed').waitFor();
  await expectAccessible(page);
  expect(await page.getByRole('button', { name: 'Start over' }).count()).toBe(0);
}, 60_000);

/** The viewer shows the store's rows: in order, to the last one, with few of them drawn, sorted when asked, each in full. */
async function expectRowsOf(page: Page, expected: Record<string, unknown>[]): Promise<void> {
  const frame = page.getByRole('region', { name: 'Rows of items' });
  const names = expected.map(({ description }) => String(description));
  await frame.getByText(names[0] ?? '', { exact: true }).waitFor();
  const last = frame.getByText(names.at(-1) ?? '', { exact: true });
  await expect
    .poll(
      async () => {
        await frame.evaluate((element) => element.scrollTo(0, element.scrollHeight));
        return last.count();
      },
      { timeout: 60_000 },
    )
    .toBe(1);
  expect(await frame.getByRole('row').count()).toBeLessThan(120);

  await frame.getByRole('link', { name: 'Sort by itemID' }).click();
  await frame.getByRole('link', { name: 'Sort by itemID' }).click();
  await frame.getByText(names.at(-1) ?? '', { exact: true }).waitFor();
  expect(new URL(page.url()).search).toBe('?sort=-itemID');

  await frame.getByRole('button').first().click();
  const panel = page.getByRole('dialog');
  await panel.getByText('"ItemPrice"', { exact: false }).waitFor();
  await panel.getByText(names.at(-1) ?? '', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
}
