import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Authorization, Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import { accessProblems, owner, signInAtSandbox } from '../support/app-page.ts';
import { pressable, pressForWindow, type SignInWalk, startSignInWalk } from '../support/sign-in-walk.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
let walk: SignInWalk;
let airport: Store;

beforeAll(async () => {
  walk = await startSignInWalk();
  airport = await walk.newStore('Airport');
});

afterAll(() => walk?.close());

/** Somebody without an account here, on a phone of their own. */
async function asMerchant(work: (page: Page) => Promise<void>, browser: Browser = walk.browser): Promise<void> {
  const context = await browser.newContext(phone);
  context.setDefaultTimeout(15_000);
  try {
    await work(await context.newPage());
  } finally {
    await context.close();
  }
}

const makeLink = async (connection: Connection): Promise<string> =>
  (await walk.api.post<Authorization>(`/v1/connections/${connection.id}/authorizations`, { link: true })).url;

const expectWords = async (page: Page, title: string, words: RegExp) => {
  await page.getByRole('heading', { name: title }).waitFor();
  expect(await page.locator('main').innerText()).toMatch(words);
  expect(await page.locator('main').innerText()).not.toMatch(/oauth_|undefined|null/);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  expect(await accessProblems(page), title).toEqual([]);
};

describe('a link for the merchant', () => {
  test('is made and sent, says who asks for what, and is taken only after the sender’s yes', async () => {
    const { id } = await walk.newConnection('Airport kiosk', {
      scopes: ['employee:inventory_read', 'employee:customers'],
    });
    await walk.onPage(`/connections/${id}/authorize`, async (page) => {
      await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
      await pressable(page, 'Make a link to send').click();
      await page.getByRole('heading', { name: 'A link for the merchant' }).waitFor();
      await page.getByText('The link ends in 6 days').waitFor();
      expect(await accessProblems(page)).toEqual([]);
      await pressable(page, 'Copy the link').click();
      const link = await page.evaluate<string>('navigator.clipboard.readText()');
      await pressable(page, 'Close').first().click();
      await page.getByText('Nobody has opened it yet.').waitFor();

      await asMerchant(async (merchant) => {
        await merchant.goto(link);
        await expectWords(
          merchant,
          'Olive asks for access to your account',
          /"Airport kiosk" of counterflow at 127\.0\.0\.1:\d+ may:[\s\S]*read[\s\S]*read and write[\s\S]*This link works once, until \d+ \w+ \d{4}/,
        );
        await pressable(merchant, 'Continue to sign in').click();
        await signInAtSandbox(merchant, airport);
        await pressable(merchant, 'Authorize application').click();
        await expectWords(merchant, 'Almost done', /The sign-in to Airport worked\. Olive confirms it next\./);
        expect(await merchant.locator('a, button').count()).toBe(0);
        await merchant.goto(link);
        await expectWords(merchant, 'This link has been used', /Each link works once/);
      });

      expect(await walk.api.get(`/v1/connections/${id}`)).toMatchObject({ status: 'new', account: null });
      await page.getByText(`Airport (${airport.accountId}) signed in by your link`).waitFor();
      await page.getByRole('link', { name: 'Look and answer' }).click();
      await page.getByRole('heading', { name: 'Is this the right account?' }).waitFor();
      expect(await accessProblems(page)).toEqual([]);
      await pressable(page, `Take Airport (${airport.accountId})`).click();
      await page.getByText('Connected to Airport').waitFor();
    });
    expect(await walk.api.get(`/v1/connections/${id}`)).toMatchObject({
      status: 'online',
      account: { name: 'Airport' },
    });
  });

  test('whose account is not the right one changes nothing when the sender says no', async () => {
    const connection = await walk.newConnection('Only Demo');
    const link = await makeLink(connection);
    await asMerchant(async (merchant) => {
      await merchant.goto(link);
      await pressable(merchant, 'Continue to sign in').click();
      await signInAtSandbox(merchant, airport);
      await pressable(merchant, 'Authorize application').click();
      await merchant.getByRole('heading', { name: 'Almost done' }).waitFor();
    });
    await walk.onPage(`/connections/${connection.id}`, async (page) => {
      await page.getByRole('link', { name: 'Look and answer' }).click();
      await pressable(page, 'Reject').click();
      await page.getByText('The sign-in was not accepted here', { exact: true }).waitFor();
    });
    expect(await walk.api.get(`/v1/connections/${connection.id}`)).toMatchObject({ status: 'new', grant: null });
  });

  test('that was denied, withdrawn or mistyped says so to whoever opens it', async () => {
    const connection = await walk.newConnection('Told');
    const denied = await makeLink(connection);
    const withdrawn = await walk.api.post<Authorization>(`/v1/connections/${connection.id}/authorizations`, {
      link: true,
    });
    await walk.api.delete(`/v1/connections/${connection.id}/authorizations/${withdrawn.id}`);
    await asMerchant(async (merchant) => {
      await merchant.goto(denied);
      await pressable(merchant, 'Continue to sign in').click();
      await signInAtSandbox(merchant, walk.store);
      await pressable(merchant, 'Cancel').click();
      await expectWords(merchant, 'Not connected', /did not give access.*ask for a new one to try again/i);
      await merchant.goto(denied);
      await expectWords(merchant, 'This link has been used', /It did not lead to a connection/);
      await merchant.goto(withdrawn.url);
      await expectWords(merchant, 'This link was withdrawn', /Nothing was changed/);
      await merchant.goto(`${denied}x`);
      await expectWords(merchant, 'There is nothing behind this address', /cut off when it was copied/);
    });
  });
});

describe('the app opened by another name of this machine', () => {
  test('goes on at the address that is registered, where session and attempt’s cookie are set', async () => {
    const { id } = await walk.newConnection('By another name');
    const localhost = walk.url.replace('127.0.0.1', 'localhost');
    const context = await walk.browser.newContext();
    context.setDefaultTimeout(15_000);
    try {
      const page = await context.newPage();
      await page.goto(`${localhost}/connections/${id}/authorize`);
      await page.getByRole('textbox', { name: 'E-mail' }).fill(owner.email);
      await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
      await pressable(page, 'Sign in').click();
      await page.waitForURL(`${walk.url}/connections/${id}/authorize`);
      await walk.allow(await pressForWindow(page));
      await page.getByText('Connected to Demo').waitFor();
    } finally {
      await context.close();
    }
  });

  test('and a link of it that is opened there is led to the same place', async () => {
    const link = await makeLink(await walk.newConnection('Link by another name'));
    await asMerchant(async (merchant) => {
      await merchant.goto(link.replace('127.0.0.1', 'localhost'));
      expect(merchant.url()).toBe(link);
      await pressable(merchant, 'Continue to sign in').click();
      await signInAtSandbox(merchant, walk.store);
      await pressable(merchant, 'Authorize application').click();
      await merchant.getByRole('heading', { name: 'Almost done' }).waitFor();
    });
  });
});
