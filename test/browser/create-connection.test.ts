import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, owner, ownerPage, signInAtSandbox } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { createStore, setUpOwner } from '../support/walk.ts';

const sizes = { items: 3, sales: 3, customers: 3 };
let counterflow: CounterflowProcess;
let browser: Browser;
let api: Api;
let store: Store;
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
  api = await setUpOwner(counterflow);
  store = await createStore(api, sizes);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

const button = (page: Page, name: string, exact = false) => page.getByRole('button', { name, exact });

const hasFocus = async (control: Locator) => (await control.and(control.page().locator(':focus')).count()) === 1;

/** A page of a signed-in owner that is closed after the work. */
async function onPage(
  path: string,
  work: (page: Page) => Promise<void>,
  look: Parameters<typeof ownerPage>[2] = {},
): Promise<void> {
  const page = await ownerPage(browser, counterflow.url, look);
  try {
    await page.goto(`${counterflow.url}${path}`);
    await work(page);
  } finally {
    await page.context().close();
  }
}

/** Presses what opens the sign-in window, and answers with it. */
async function openWindow(page: Page, press: () => Promise<void>): Promise<Page> {
  const [window] = await Promise.all([page.waitForEvent('popup'), press()]);
  return window;
}

/** A stored connection to the store that nobody has authorized. */
async function newConnection(name: string, iClientId = store.iClientId): Promise<Connection> {
  return api.post('/v1/connections', {
    name,
    apiType: 'lightspeed-v3',
    environment: 'sandbox',
    settings: { scopes: ['employee:inventory_read'], iClientId },
  });
}

test('a connection is created by keyboard, authorized in the sign-in window, and online', () =>
  onPage('/connections', async (page) => {
    const press = (...keys: string[]) =>
      keys.reduce((done, key) => done.then(() => page.keyboard.press(key)), Promise.resolve());
    await page.getByRole('link', { name: 'Create connection' }).focus();
    await press('Enter');
    const name = page.getByRole('textbox', { name: 'Name your connection' });
    await expect.poll(() => hasFocus(name)).toBe(true);
    await page.keyboard.type('Main Street');

    await button(page, 'Choose scopes').focus();
    await press('Enter');
    const search = page.getByRole('searchbox', { name: /Name, meaning or resource/ });
    await expect.poll(() => hasFocus(search)).toBe(true);
    await page.keyboard.type('read');
    await press('Tab');
    await page.keyboard.type('register_r');
    await press('Space', 'Shift+ArrowDown', 'Enter');
    await page
      .getByRole('status')
      .getByText(/2 scopes added, 2 selected/)
      .waitFor();
    await expect.poll(() => page.getByRole('listbox', { name: 'Selected' }).getByRole('option').count()).toBe(2);
    await button(page, 'Save 2 scopes').focus();
    await press('Enter');
    const chooseScopes = button(page, 'Choose scopes');
    await expect.poll(() => hasFocus(chooseScopes)).toBe(true);

    await page.getByRole('combobox', { name: 'OAuth 2.0 client' }).focus();
    await press('ArrowDown', 'ArrowDown', 'Enter');
    await page.getByText('This client belongs to the sandbox store Demo').waitFor();
    await button(page, 'Save and authorize').focus();
    const window = await openWindow(page, () => press('Enter'));
    await signInAtSandbox(window, store);
    const closed = window.waitForEvent('close');
    await button(window, 'Authorize application').click();
    await page.getByText('Connected to Demo as Olive Owner.').waitFor();
    await closed;

    const { items } = await api.get<{ items: Connection[] }>('/v1/connections?q=Main');
    expect(items).toMatchObject([
      {
        name: 'Main Street',
        environment: 'sandbox',
        status: 'online',
        account: { name: 'Demo' },
        settings: { scopes: ['employee:register_read', 'employee:inventory_read'], iClientId: store.iClientId },
      },
    ]);
  }));

test('what was typed outlives the panels over the form; Cancel asks before it is lost', () =>
  onPage('/connections', async (page) => {
    await page.getByRole('link', { name: 'Create connection' }).click();
    await page.getByRole('textbox', { name: 'Name your connection' }).fill('Airport');
    await button(page, 'Add an OAuth 2.0 client').click();
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Airport app');
    await page.getByRole('textbox', { name: 'Client ID' }).fill('1f6f13171b');
    await button(page, 'Back').click();
    await button(page, 'Keep editing').click();
    await page.getByLabel('Client secret').fill('not to be shown');
    await button(page, 'Save and use').click();
    const client = page.getByRole('combobox', { name: 'OAuth 2.0 client' });
    await expect.poll(() => client.inputValue()).toBe('Airport app (client ID ends 171b)');

    await button(page, 'Edit the chosen client').click();
    await page.getByText(/Stored, fingerprint [0-9a-f]{4}/).waitFor();
    expect(await page.content()).not.toContain('not to be shown');
    await page.keyboard.press('Escape');
    await button(page, 'Cancel').click();
    await button(page, 'Keep editing').click();
    expect(await page.getByRole('textbox', { name: 'Name your connection' }).inputValue()).toBe('Airport');
    await page.goBack();
    await button(page, 'Discard').click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

test('a form that is not complete says what it needs, and leads to the field', () =>
  onPage('/connections/new', async (page) => {
    await button(page, 'Save and authorize').click();
    await page.getByText('3 things need your attention').waitFor();
    await button(page, 'Choose at least one scope.').click();
    const chooseScopes = button(page, 'Choose scopes');
    expect(await hasFocus(chooseScopes)).toBe(true);
    await button(page, 'No account? Use the sandbox store').click();
    await page.getByText('4 of 30 selected, all read only').waitFor();
    await page.getByText('need your attention').waitFor({ state: 'detached' });
  }));

test('leaving a wrong field loses no click, and a pasted redirect URL is compared letter by letter', async () => {
  const { id } = await newConnection('Left');
  await onPage(`/connections/${id}/edit`, async (page) => {
    await page.getByRole('textbox', { name: 'Name your connection' }).fill('');
    await button(page, 'Compare with Lightspeed').click();
    const url = `${counterflow.url}/connection/oauth2callback`;
    const registered = page.getByLabel('Paste the address that is registered');
    await registered.fill(url.replace('127.', '127\u2024'));
    await page.getByText('Character 11 looks like a full stop but is U+2024 ONE DOT LEADER.').waitFor();
    await registered.fill(url);
    await page.getByText('The same, letter by letter.').waitFor();
    await page.getByText('Give the connection a name.').waitFor();
  });
});

test('what was typed is there again after a session that ended in between, but for the password', () =>
  onPage('/connections/new', async (page) => {
    await page.getByRole('textbox', { name: 'Name your connection' }).fill('Half a form');
    await button(page, 'No account? Use the sandbox store').click();
    await page.getByText('4 of 30 selected, all read only').waitFor();
    await page.context().clearCookies();
    await button(page, 'Save', true).click();
    await page.getByRole('textbox', { name: 'E-mail' }).fill(owner.email);
    await page.getByRole('textbox', { name: 'Password' }).fill(owner.password);
    await button(page, 'Sign in').click();
    await page.getByText('4 of 30 selected, all read only').waitFor();
    expect(await page.getByRole('textbox', { name: 'Name your connection' }).inputValue()).toBe('Half a form');
  }));

test('a connection that somebody else changed meanwhile is not overwritten unasked', async () => {
  const { id } = await newConnection('Mine');
  await onPage(`/connections/${id}/edit`, async (page) => {
    const name = page.getByRole('textbox', { name: 'Name your connection' });
    await name.fill('My name for it');
    await api.patch(`/v1/connections/${id}`, { name: 'Their name for it' });
    await button(page, 'Save', true).click();
    await page.getByText('The changes were not saved').waitFor();
    await button(page, 'Load theirs').click();
    await expect.poll(() => name.inputValue()).toBe('Their name for it');
    await name.fill('My name for it');
    await api.patch(`/v1/connections/${id}`, { name: 'Theirs again' });
    await button(page, 'Save', true).click();
    await button(page, 'Save mine over it').click();
    await page.getByRole('heading', { name: 'My name for it' }).waitFor();
  });
});

test('a database is tried before it is stored, and says why it can not be reached', () =>
  onPage('/connections/new', async (page) => {
    await page.getByRole('textbox', { name: 'Name your connection' }).fill('Warehouse');
    await page.getByRole('combobox', { name: 'API type' }).click();
    await page.getByRole('option', { name: /PostgreSQL database/ }).click();
    expect(await page.getByRole('combobox', { name: 'OAuth 2.0 client' }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Host' }).fill('127.0.0.1');
    await page.getByRole('textbox', { name: 'Database' }).fill('shop');
    await page.getByRole('textbox', { name: 'User' }).fill('writer');
    await button(page, 'Test connection').click();
    await page.getByText('It does not work yet').waitFor();
    await page.getByText(/COUNTERFLOW_ALLOW_PRIVATE/).waitFor();
    const { items } = await api.get<{ items: Connection[] }>('/v1/connections?q=Warehouse');
    expect(items).toEqual([]);
  }));

describe('while a sign-in is open', () => {
  test('a window that was closed is a hint with a way back, and Cancel attempt ends the waiting', async () => {
    const { id } = await newConnection('Closed');
    await onPage(`/connections/${id}/authorize`, async (page) => {
      const window = await openWindow(page, () => button(page, 'Sign in and authorize').click());
      await window.getByRole('textbox', { name: 'User name' }).waitFor();
      await window.close();
      await page.getByText('The sign-in window seems to be closed.').waitFor();
      const again = await openWindow(page, () => button(page, 'Open again').click());
      await again.getByRole('textbox', { name: 'User name' }).waitFor();
      await button(page, 'Cancel attempt').click();
      await page.getByText('The attempt was cancelled', { exact: true }).waitFor();
    });
  });
});

describe('where no second window can be', () => {
  test('a blocked window is named, and the sign-in goes on in this tab and comes back', async () => {
    const { id } = await newConnection('Blocked');
    await onPage(`/connections/${id}/authorize`, async (page) => {
      await page.evaluate('window.open = () => null');
      await button(page, 'Sign in and authorize').click();
      await page.getByText('Your browser blocked the sign-in window').waitFor();
      await button(page, 'Continue in this tab').click();
      await signInAtSandbox(page, store);
      await button(page, 'Authorize application').click();
      await page.getByText('Connected to Demo').waitFor();
      expect(new URL(page.url()).pathname).toBe(`/connections/${id}/authorize`);
    });
  });

  test('on a phone the sign-in takes the tab, and does not ask whether what was just stored may be left', () =>
    onPage(
      '/connections/new',
      async (page) => {
        const asked: string[] = [];
        page.on('dialog', (dialog) => {
          asked.push(dialog.type());
          void dialog.accept();
        });
        await page.getByRole('textbox', { name: 'Name your connection' }).fill('From the phone');
        await button(page, 'No account? Use the sandbox store').click();
        await page.getByText('4 of 30 selected, all read only').waitFor();
        await button(page, 'Save and authorize').click();
        await signInAtSandbox(page, store);
        await button(page, 'Authorize application').click();
        await page.getByText('Connected to Demo').waitFor();
        expect(asked).toEqual([]);
        expect(await accessProblems(page)).toEqual([]);
      },
      { viewport: { width: 390, height: 844 } },
    ));
});

describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
  test(
    'axe finds nothing serious in form, scopes picker, client and waiting panel',
    () =>
      onPage(
        `/connections/new?store=${store.id}`,
        async (page) => {
          const found: string[] = [];
          const look = async (at: string) =>
            found.push(...(await accessProblems(page)).map((line) => `${at}: ${line}`));
          await button(page, 'Save and authorize').waitFor();
          await look('form');
          await page.getByRole('combobox', { name: 'API type' }).click();
          await page.getByRole('option', { name: /Lightspeed v3/ }).waitFor();
          await look('types');
          await page.keyboard.press('Escape');
          await button(page, 'Choose scopes').click();
          await page.getByRole('listbox', { name: 'Available' }).press('Space');
          await look('scopes picker');
          await button(page, 'Cancel').click();
          await button(page, 'Edit the chosen client').click();
          await page.getByRole('textbox', { name: 'Client ID' }).waitFor();
          await look('client');
          await button(page, 'Cancel').click();
          const window = await openWindow(page, () => button(page, 'Save and authorize').click());
          await page.getByRole('heading', { name: 'Waiting for Lightspeed' }).waitFor();
          await window.getByRole('textbox', { name: 'User name' }).waitFor();
          await look('waiting');
          await button(page, 'Cancel attempt').click();
          await page.getByText('The attempt was cancelled', { exact: true }).waitFor();
          await look('failure');
          expect(found).toEqual([]);
        },
        { colorScheme },
      ),
    90_000,
  );
});
