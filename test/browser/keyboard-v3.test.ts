import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import { accessProblems } from '../support/app-page.ts';
import { type SignInWalk, startSignInWalk } from '../support/sign-in-walk.ts';

vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

/** More stops than any screen here has: who needs more is going round in circles. */
const MOST_STOPS = 80;
let walk: SignInWalk;

beforeAll(async () => {
  walk = await startSignInWalk();
});

afterAll(() => walk?.close());

/** Runs in the page: the accessible name of what has the focus, as far as this walk needs it, and whether it can be seen. */
const FOCUSED = `(() => {
  const at = document.activeElement;
  if (!at || at === document.body) return '';
  const named = (at.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const label = at.id ? document.querySelector('label[for="' + at.id + '"]')?.textContent : undefined;
  return (at.getAttribute('aria-label') ?? (named.trim() || label || (at.tagName === 'BUTTON' ? '' : at.value) || at.textContent) ?? '').trim();
})()`;

/** Presses Tab until what is named so has the focus, and fails when it never does. */
async function tabTo(page: Page, name: string | RegExp, key = 'Tab'): Promise<void> {
  const met: string[] = [];
  for (let stops = 0; stops < MOST_STOPS; stops += 1) {
    const focused = await page.evaluate<string>(FOCUSED);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    met.push(focused);
    await page.keyboard.press(key);
  }
  throw new Error(`${key} never comes to ${name}, but to ${[...new Set(met)].join(' | ')}`);
}

const press = async (page: Page, ...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key);
};

test('a v3 connection with a client of its own is made and authorized by keyboard alone', () =>
  walk.onPage('/connections', async (page) => {
    await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
    await tabTo(page, 'Create connection');
    await press(page, 'Enter');
    await page.getByRole('dialog', { name: 'Create connection' }).waitFor();
    await tabTo(page, /^Name your connection/);
    await page.keyboard.type('Main Street');

    await tabTo(page, 'Choose scopes');
    await press(page, 'Enter');
    await page.getByRole('listbox', { name: 'Available' }).waitFor();
    await tabTo(page, /Name, meaning or resource/);
    await page.keyboard.type('inventory_read');
    await tabTo(page, 'Available');
    await press(page, 'Enter');
    await page
      .getByRole('status')
      .getByText(/1 scope added, 1 selected/)
      .waitFor();
    await tabTo(page, /^Save 1 scope/);
    await press(page, 'Enter');
    await page.getByRole('listbox', { name: 'Available' }).waitFor({ state: 'detached' });

    await tabTo(page, 'Add an OAuth 2.0 client');
    await press(page, 'Enter');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Client ID' }).waitFor();
    await tabTo(page, /^Name( \*)?$/);
    await page.keyboard.type('My app');
    await tabTo(page, /^Client ID/);
    await page.keyboard.type(walk.store.clientId ?? '');
    await tabTo(page, /^Client secret/);
    await page.keyboard.type(walk.store.clientSecret ?? '');
    await tabTo(page, 'Save and use');
    await press(page, 'Enter');
    await page.getByText('This client belongs to the sandbox store Demo').waitFor();
    expect(await accessProblems(page)).toEqual([]);

    await tabTo(page, 'Save and authorize');
    const [window] = await Promise.all([page.waitForEvent('popup'), press(page, 'Enter')]);
    await window.getByRole('textbox', { name: 'User name' }).waitFor();
    await tabTo(window, /User name/);
    await window.keyboard.type(walk.store.user.login);
    await tabTo(window, /Password/);
    await window.keyboard.type(walk.store.user.password);
    await press(window, 'Enter');
    await window.getByRole('button', { name: 'Authorize application' }).waitFor();
    await tabTo(window, 'Authorize application');
    await press(window, 'Enter');

    await page.getByText('Connected to Demo as Olive Owner.').waitFor();
    await page.bringToFront();
    await tabTo(page, 'Done');
    await press(page, 'Enter');
    await page.getByRole('heading', { name: 'Main Street', level: 1 }).waitFor();
    const { items } = await walk.api.get<{ items: Connection[] }>('/v1/connections?q=Main');
    expect(items).toMatchObject([
      {
        status: 'online',
        account: { name: 'Demo' },
        settings: { scopes: ['employee:inventory_read'] },
      },
    ]);
  }));
