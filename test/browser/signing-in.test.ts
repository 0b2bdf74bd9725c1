import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { apiClient } from '../support/api.ts';
import { accessProblems, owner } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import {
  type CounterflowProcess,
  makeDataFolder,
  setUpToken,
  spawnCounterflow,
} from '../support/counterflow-process.ts';

const PATIENCE_MS = 15_000;

let counterflow: CounterflowProcess;
let removeData: () => Promise<void>;
let browser: Browser;
let page: Page;
let setUpLink: string;

const button = (name: string) => page.getByRole('button', { name, exact: true });
const password = () => page.getByRole('textbox', { name: 'Password' });
const pathIs = (wanted: string) => page.waitForURL(({ pathname }) => pathname === wanted);
const signIn = async (secret: string) => {
  await page.getByLabel('E-mail').fill(owner.email);
  await password().fill(secret);
  await button('Sign in').click();
};

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  counterflow = await spawnCounterflow({ dataDir });
  setUpLink = `${counterflow.url}/welcome?token=${await setUpToken(counterflow)}`;
  browser = await openBrowser();
  page = await (await browser.newContext({ colorScheme: 'light' })).newPage();
  page.setDefaultTimeout(PATIENCE_MS);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

describe('before there is an owner', () => {
  test('every address leads to sign-in, which says where the set-up link is', async () => {
    await page.goto(`${counterflow.url}/connections`);
    await pathIs('/login');
    await page.getByText('This installation has no owner yet').waitFor();
  });

  test('a set-up link that was cut off is told from one that is whole', async () => {
    await page.goto(`${counterflow.url}/welcome`);
    await page.getByText('The set-up link is incomplete').waitFor();
  });

  test('the set-up link makes the owner, once the form is right, and signs in', async () => {
    await page.goto(setUpLink);
    await page.getByLabel('Your name').fill('Olive');
    await page.getByLabel('E-mail').fill(owner.email);
    await password().fill('short');
    await button('Create owner').click();
    await page.getByText('Use at least 10 characters.').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await password().fill(owner.password);
    await button('Create owner').click();
    await pathIs('/');
    await page.getByRole('heading', { name: 'Connect your first shop' }).waitFor();
  });

  test('and afterwards says that it was used, without asking for anything', async () => {
    await page.goto(setUpLink);
    await page.getByText('This installation is already set up').waitFor();
    expect(await page.getByLabel('Your name').count()).toBe(0);
  });
});

describe('the frame of every screen', () => {
  test('is skipped by the first Tab and Enter', async () => {
    await page.goto(`${counterflow.url}/connections`);
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('main:focus').waitFor();
  });

  test('keeps the colours that were chosen', async () => {
    await button('Account of Olive').click();
    await page.getByRole('menuitemradio', { name: 'Dark' }).click();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
    await page.reload();
    await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  });

  test('has the way out, after which nothing can be read any more', async () => {
    await button('Account of Olive').click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await pathIs('/login');
    await page.goto(`${counterflow.url}/connections`);
    await pathIs('/login');
  });
});

describe('signing in', () => {
  test('says when a field is empty and when the password is wrong', async () => {
    await page.goto(`${counterflow.url}/sandbox`);
    await pathIs('/login');
    await button('Sign in').click();
    await page.getByText('Enter your e-mail address.').waitFor();
    await signIn('not the password');
    await page.getByRole('alert').getByText('E-mail address and password do not match.').waitFor();
    expect(await accessProblems(page)).toEqual([]);
  });

  test('leads back to where the person wanted to go', async () => {
    await signIn(owner.password);
    await pathIs('/sandbox');
  });

  test('too often with a wrong password says how long to wait', async () => {
    const wrong = { email: owner.email, password: 'not the password' };
    for (let i = 0; i < 10; i += 1) await apiClient(counterflow.url).send('POST', '/v1/session', wrong);
    await page.goto(`${counterflow.url}/login`);
    await signIn('not the password');
    await page.getByText(/Too many failed sign-ins\. Try again in \d+ minutes\./).waitFor();
  });
});
