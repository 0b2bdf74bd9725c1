import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DebugEntry } from '../../src/connections/debug-log/debug-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { authorizedConnection, builtInConnection, createStore, setUpOwner } from '../support/walk.ts';

/** Runs in the page: the width of the widest thing that would have to be scrolled sideways. */
const WIDEST = "Math.max(...['html', 'main'].map((name) => document.querySelector(name).scrollWidth))";

let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let browser: Browser;
let page: Page;
let api: Api;
let shop: Connection;
let path: string;

const open = async (to: string, at: Page = page) => {
  await at.goto(`${counterflow.url}${to}`);
  await at.getByRole('heading', { level: 1 }).waitFor();
};
const tab = (name: RegExp) => page.getByRole('tab', { name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const rows = () => page.getByRole('table', { name: 'Debug log' }).locator('tbody tr');

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  counterflow = await spawnCounterflow({ dataDir });
  api = await setUpOwner(counterflow);
  shop = await authorizedConnection(api, await createStore(api, { items: 20, sales: 5, customers: 5 }));
  path = `/connections/${shop.id}`;
  browser = await openBrowser();
  page = await ownerPage(browser, counterflow.url);
});
afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

describe('the page of a connection', () => {
  test('has tabs with addresses, which the browser goes back through, and which work by keyboard', async () => {
    await open(path);
    expect(await page.getByRole('tab').allTextContents()).toEqual([
      'Overview',
      'Used by',
      'Debug log',
      'Audit log',
      'Settings',
    ]);
    await tab(/Audit log/).click();
    await page.waitForURL(`**${path}/audit`);
    await tab(/Settings/).click();
    await page.waitForURL(`**${path}/settings`);
    await page.goBack();
    await page.waitForURL(`**${path}/audit`);
    await tab(/Audit log/).focus();
    await page.keyboard.press('ArrowLeft');
    await page.waitForURL(`**${path}/debug`);
    await open(`${path}/overview`);
    await page.waitForURL(`**${path}`);
    const local = await builtInConnection(api);
    await open(`/connections/${local.id}`);
    expect(await page.getByRole('tab').allTextContents()).toEqual(['Overview', 'Used by', 'Audit log', 'Settings']);
  });

  test('says whose sign-in it rests on, and when the token was renewed and how that ended', async () => {
    await open(path);
    const signedIn = page.getByRole('region', { name: 'Signed in' });
    await signedIn.getByText('Olive Owner').waitFor();
    await signedIn.getByText(`Demo (${shop.account?.id})`).waitFor();
    await page.getByText('The token was not renewed yet.').waitFor();
    await button('Renew now').click();
    const renewals = page.getByRole('region', { name: 'Renewals' });
    await renewals.getByText('Renewed', { exact: true }).waitFor();
    expect(await renewals.getByRole('listitem').textContent()).toMatch(/^\d\d:\d\d:\d\dRenewedPair no\. 1\d+ ms$/);
    await renewals.getByText('1 in 24 h').waitFor();
  });

  test('lets nobody renew more than five times a minute, and counts down', async () => {
    for (let n = 0; n < 4; n += 1) await api.post(`/v1/connections/${shop.id}/refresh`);
    expect((await api.send('POST', `/v1/connections/${shop.id}/refresh`)).status).toBe(429);
    await open(path);
    const again = button(/^Renew again in \d+ s$/);
    await again.waitFor();
    expect(await again.isDisabled()).toBe(true);
  });
});

describe('the debug log', () => {
  test('is off at first, and records for as long as was chosen', async () => {
    await open(`${path}/debug`);
    await page.getByText('Nothing was recorded in the last 24 hours.').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await page.getByLabel('How long to record').selectOption('30');
    await button('Record for 30 min').click();
    await page.getByText(/^Recording, (30 min|29 min \d+ sec) left, until/).waitFor();
    await page.getByText('Waiting for the first request').waitFor();
  });

  test('shows requests as they happen, and one of them whole, without a secret', async () => {
    await api.post(`/v1/connections/${shop.id}/ping`);
    await rows().first().waitFor();
    expect(await rows().first().textContent()).toMatch(/GET.*Account\.json.*200.*ms.*Test connection/);
    const made = await api.post<{ id: string }>('/v1/exports', {
      name: 'All items',
      connectionId: shop.id,
      resource: 'Item',
      type: 'all',
    });
    await api.post(`/v1/exports/${made.id}/preview`);
    await rows().filter({ hasText: 'Preview' }).waitFor();
    await rows().filter({ hasText: 'Preview' }).getByRole('button').click();
    await page.waitForURL(/[?&]entry=/);
    await page.getByText('Bearer ***').waitFor();
    expect(await page.getByLabel('Response body', { exact: true }).inputValue()).toContain('"Item": [');
    await page.reload();
    await page.getByText('Bearer ***').waitFor();
    expect(await accessProblems(page)).toEqual([]);
  });

  test('is copied as a command for curl, without the token', async () => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await button('Copy as curl').click();
    const copied = await page.evaluate<string>('navigator.clipboard.readText()');
    expect(copied).toMatch(/^curl -X GET 'https:\/\/api\.lightspeedapp\.com\/API\/V3\/Account\/\d+\/Item\.json\?/);
    expect(copied).toContain('-H "authorization: Bearer $TOKEN"');
  });

  test('is filtered by outcome, method and text, in its address', async () => {
    await page.getByRole('radiogroup', { name: 'Outcome' }).getByText('4xx').click();
    await page.getByText('Nothing matches these filters').waitFor();
    await button('Clear filters').click();
    await page.getByRole('searchbox').fill('account.json');
    await rows().filter({ hasText: 'Preview' }).waitFor({ state: 'detached' });
    expect(new URL(page.url()).searchParams.get('q')).toBe('account.json');
    await page.getByLabel('Method').selectOption('POST');
    await page.getByText('Nothing matches these filters').waitFor();
    await button('Clear filters').click();
    await rows().filter({ hasText: 'Preview' }).waitFor();
  });

  test('is downloaded as JSON Lines', async () => {
    const downloading = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download' }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('debug-Main-Street.jsonl');
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    const entries = lines.map((line) => JSON.parse(line) as DebugEntry);
    expect(entries.map(({ caller }) => caller.type)).toContain('preview');
    for (const { request } of entries) expect(request.headers.authorization).toBe('Bearer ***');
  });

  test('is stopped, and cleared after a question', async () => {
    await button('Stop recording').click();
    await button(/^Record for/).waitFor();
    await button('Clear').click();
    await page.getByRole('dialog').getByRole('button', { name: 'Clear' }).click();
    await page.getByText('Nothing was recorded in the last 24 hours.').waitFor();
  });

  test('is for those who may edit: the role Monitor is told why it sees none', async () => {
    const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: 'watcher', role: 'monitor' });
    const context = await browser.newContext({ extraHTTPHeaders: { authorization: `Bearer ${key}` } });
    const monitor = await context.newPage();
    await open(`${path}/debug`, monitor);
    await monitor.getByText('Your role does not allow this').waitFor();
    await open(`${path}/audit`, monitor);
    await monitor.getByRole('table', { name: 'Changes' }).waitFor();
    await context.close();
  });
});

test('the audit log says who changed which field, from what to what', async () => {
  await api.patch(`/v1/connections/${shop.id}`, { name: 'High Street' });
  await open(`${path}/audit`);
  const changes = page.getByRole('table', { name: 'Changes' }).locator('tbody > tr');
  await changes.first().waitFor();
  expect(await changes.first().textContent()).toContain('EditednameMain Street → High Street');
  const all = await changes.allTextContents();
  for (const action of ['Debug log cleared', 'Debug log stopped', 'Debug log started', 'Authorized', 'Created']) {
    expect(
      all.some((text) => text.includes(action)),
      action,
    ).toBe(true);
  }
});

test('on a phone and in the dark no tab is wider than the screen, and axe finds nothing serious', async () => {
  await api.post(`/v1/connections/${shop.id}/debug`, { minutes: 5 });
  await api.post(`/v1/connections/${shop.id}/ping`);
  const looked = await ownerPage(browser, counterflow.url, { viewport: { width: 360, height: 780 } });
  for (const colorScheme of ['light', 'dark'] as const) {
    await looked.emulateMedia({ colorScheme });
    for (const below of ['', '/used-by', '/debug', '/audit', '/settings']) {
      await open(`${path}${below}`, looked);
      if (below === '/debug')
        await looked.getByRole('table', { name: 'Debug log' }).getByRole('button').first().click();
      expect(await looked.evaluate(WIDEST), below).toBeLessThanOrEqual(360);
      expect(await accessProblems(looked), `${below}, ${colorScheme}`).toEqual([]);
    }
  }
}, 60_000);
