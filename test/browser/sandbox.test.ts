import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { accessProblems, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { startProcess, temporaryFolder } from '../support/process.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { setUpOwner } from '../support/walk.ts';

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

test('a person makes a store, sells something, sees its requests, switches trouble on and moves the clock', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const page = await ownerPage(browser, counterflow.url);
  const tab = (name: string | RegExp) => page.getByRole('tab', { name }).click();

  // A store of one's own, from the empty screen.
  await page.goto(`${counterflow.url}/sandbox`);
  await page.getByText('No sandbox store yet').waitFor();
  await page.getByRole('link', { name: 'Create one of another size' }).click();
  const form = page.getByRole('dialog');
  await form.getByRole('textbox', { name: 'Name' }).fill('Harbour');
  await form.getByRole('textbox', { name: 'Items' }).fill('40');
  await form.getByText('My own').click();
  await form.getByRole('textbox', { name: 'Bucket size' }).fill('50');
  await expectAccessible(page);
  await form.getByRole('button', { name: 'Create store' }).click();
  await page.getByRole('link', { name: 'Harbour', exact: true }).click();
  await page.getByRole('heading', { level: 1, name: 'Harbour' }).waitFor();
  const [store] = (await api.get<{ items: [Store] }>('/v1/stores')).items;
  expect(store.limits).toEqual({ size: 50, dripPerSecond: 1 });
  const control = sandboxControl({ url: store.sandboxUrl });
  const { accessToken } = await control.grant(store.id);
  const read = async (path: string): Promise<unknown> => {
    const url = `${store.sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/${path}`;
    return (await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } })).json();
  };

  // The log moves by itself: what was asked, its cost, and how full the bucket is.
  await page.getByText('No requests yet').waitFor();
  await read('Item.json?count=1');
  const rows = page.getByRole('row').filter({ hasText: '/Item.json' });
  await rows.getByText('?count=1').waitFor();
  await rows.getByRole('img', { name: '10 of 50 used' }).waitFor();
  await page.getByText('Room for 40').waitFor();
  await page.getByRole('button', { name: 'Pause' }).click();
  await read('Customer.json');
  await page.getByText('The list stands still.').waitFor();
  // Longer than it takes a list that moves.
  await page.waitForTimeout(1500);
  expect(await page.getByRole('row').filter({ hasText: '/Customer.json' }).count()).toBe(0);
  await page.getByRole('button', { name: 'Resume' }).click();
  await page.getByRole('row').filter({ hasText: '/Customer.json' }).waitFor();
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Clear' }).click();
  await page.getByText('No requests yet').waitFor();

  // Something happens in the shop, and the page says to which rows.
  await tab('Make something happen');
  await page.getByRole('textbox', { name: 'How many' }).fill('2');
  await page.getByRole('button', { name: 'Sell 2' }).click();
  const happened = page.getByRole('region', { name: 'What happened' });
  await happened.getByText('Sold 2 times').waitFor();
  expect(await happened.getByRole('code').innerText()).toBe('5001, 5002');
  expect(await read('Sale/5002.json')).toMatchObject({ Sale: { saleID: '5002' } });
  await expectAccessible(page);

  // Trouble is switched on, met once, and over.
  await tab(/^Faults/);
  await page.getByRole('switch', { name: 'Rate limit' }).click({ force: true });
  const ordered = page.getByRole('region', { name: 'Ordered' }).getByRole('row').filter({ hasText: 'Rate limit' });
  await ordered.getByText('Once').waitFor();
  await page.getByRole('tab', { name: 'Faults 1 on' }).waitFor();
  expect(await read('Item.json')).toMatchObject({ httpCode: '429' });
  await ordered.getByText('1 time', { exact: true }).waitFor();
  await ordered.getByText('Over').waitFor();
  await expectAccessible(page);
  await ordered.getByRole('button', { name: 'Remove Rate limit' }).click();
  await page.getByText('No trouble is ordered.').waitFor();
  await tab('Requests');
  await page.getByText('Met a fault').click();
  await expect.poll(() => page.getByRole('row').filter({ hasText: '429' }).count()).toBe(1);

  // Its sign-ins, which end as the merchant would end them.
  await tab('Sign-in');
  await page.getByRole('switch', { name: 'Lock Lou Locked out' }).click({ force: true });
  await expect
    .poll(async () => (await api.get<Store>(`/v1/stores/${store.id}`)).people.some(({ isLocked }) => isLocked))
    .toBe(false);
  await page.getByRole('button', { name: `Remove the app of ${store.user.login}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove the app' }).click();
  await page.getByText('Removed', { exact: true }).waitFor();
  expect(await control.grants(store.id)).toMatchObject([{ state: 'revoked' }]);
  await expectAccessible(page);

  // The clock goes on by a day, and back.
  await tab('Clock');
  await page.getByText('Real time ·').waitFor();
  await page.getByRole('button', { name: '+1 day' }).click();
  await page.getByText(/^1 day.* ahead of real time/).waitFor();
  const { now } = await api.get<{ now: string }>('/v1/sandbox/clock');
  expect(Date.parse(now)).toBeGreaterThan(Date.now() + 86_000_000);
  await expectAccessible(page);
  await page.getByRole('button', { name: 'Back to now' }).click();
  await page.getByText('Real time ·').waitFor();

  // Changed, and deleted; the list is empty again.
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByRole('dialog').getByText('No limit').click();
  await expectAccessible(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  expect(await api.get(`/v1/stores/${store.id}`)).toMatchObject({ limits: 'off' });
  await page.getByRole('button', { name: 'More actions for Harbour' }).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete Harbour' }).click();
  await page.getByText('No sandbox store yet').waitFor();
}, 120_000);

test('a person who may only look sees everything and can press nothing; on a phone nothing is cut off', async () => {
  const counterflow = await startProcess({ dataDir: await temporaryFolder() });
  const api = await setUpOwner(counterflow);
  const store = await api.post<Store>('/v1/stores', { series: 'x', name: 'Airport', sizes: { items: 5 } });
  const page = await ownerPage(browser, counterflow.url, { viewport: { width: 390, height: 844 } });
  const asMonitor = async (route: import('playwright-core').Route) => {
    const reply = await route.fetch();
    await route.fulfill({ response: reply, json: { ...(await reply.json()), role: 'monitor' } });
  };
  await page.route('**/v1/session', asMonitor);
  for (const tab of ['requests', 'changes', 'faults', 'clock', 'access']) {
    await page.goto(`${counterflow.url}/sandbox/${store.id}?tab=${tab}`);
    await page.getByRole('heading', { level: 1, name: 'Airport' }).waitFor();
    await page.getByRole('tabpanel').getByRole('heading').first().waitFor();
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect({ tab, width }).toEqual({ tab, width: 390 });
  }
  await page.goto(`${counterflow.url}/sandbox/${store.id}?tab=changes`);
  await page.getByText('You may look, but not change anything').waitFor();
  expect(await page.getByRole('button', { name: 'Sell 1' }).isDisabled()).toBe(true);
  expect(await page.getByRole('link', { name: 'Edit' }).count()).toBe(0);
  await expectAccessible(page);
}, 60_000);

test('a developer who opens the sandbox alone makes a store, gets a token and is shown a call that works', async () => {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox.close());
  const page = await browser.newPage();
  await page.goto(sandbox.url);
  await page.getByText('There is none yet.').waitFor();
  await expectAccessible(page);
  for (const series of ['an R-Series', 'an X-Series', 'a C-Series']) {
    await page.getByRole('button', { name: `Make ${series} store` }).click();
    await page.getByRole('heading', { name: `${series.replace(/^an? /, '')} store` }).waitFor();
  }
  await page.getByRole('button', { name: 'Get a token and a first call' }).first().click();
  const call = page.getByText('curl -H "Authorization: Bearer');
  const [, authorization = '', url = ''] = /-H "Authorization: (.+?)" "(.+?)"/.exec(await call.innerText()) ?? [];
  const reply = await fetch(url, { headers: { authorization } });
  expect([reply.status, await reply.json()]).toMatchObject([200, { Item: expect.any(Array) }]);
  await expectAccessible(page);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
}, 60_000);
