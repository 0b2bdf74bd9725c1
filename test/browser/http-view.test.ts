import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { IClient } from '../../src/connections/iclient-schema.ts';
import type { Connection } from '../../src/connections/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from '../support/api.ts';
import { accessProblems, type Look, ownerPage } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { authorizedConnection, createStore, setUpOwner } from '../support/walk.ts';

let counterflow: CounterflowProcess;
let browser: Browser;
let api: Api;
let store: Store;
let connection: Connection;
let removeData: () => Promise<void>;

beforeAll(async () => {
  const { dataDir, remove } = await makeDataFolder();
  removeData = remove;
  [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
  api = await setUpOwner(counterflow);
  store = await createStore(api, { items: 3, sales: 3, customers: 3 });
  connection = await authorizedConnection(api, store);
});

afterAll(async () => {
  await browser?.close();
  await counterflow?.stop();
  await removeData?.();
});

async function onPage(path: string, work: (page: Page) => Promise<void>, look: Look = {}): Promise<void> {
  const page = await ownerPage(browser, counterflow.url, look);
  try {
    await page.goto(`${counterflow.url}${path}`);
    await page.getByRole('dialog').first().waitFor();
    await work(page);
  } finally {
    await page.context().close();
  }
}

const button = (page: Page, name: string, exact = false) => page.getByRole('button', { name, exact });
const hasFocus = async (control: Locator) => (await control.and(control.page().locator(':focus')).count()) === 1;
const focused = (control: Locator) => expect.poll(() => hasFocus(control)).toBe(true);
const stored = () => api.get<Connection>(`/v1/connections/${connection.id}`);
const retryHeader = (page: Page) => page.getByRole('textbox', { name: 'Retry-After header' });
/** Chooses a part of a segmented control, whose radio buttons are out of sight. */
const choose = (page: Page, group: string, name: string) =>
  page.getByRole('radiogroup', { name: group }).getByText(name, { exact: true }).click();

test('HTTP view shows the connector’s own settings; one is overridden by keyboard, and Simple names it', () =>
  onPage(`/connections/${connection.id}/edit`, async (page) => {
    await page.getByRole('radio', { name: 'Simple' }).focus();
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.url()).toContain('view=http');
    await page.getByText('https://api.lightspeedapp.com/API/V3/Account/{accountId}/').waitFor();
    await page.getByText('On, certificates are checked').waitFor();
    expect(await accessProblems(page)).toEqual([]);

    const override = button(page, 'Override Retry-After header');
    await override.focus();
    await page.keyboard.press('Enter');
    await focused(retryHeader(page));
    expect(await retryHeader(page).inputValue()).toBe('Retry-After');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }));

test('an override is asked about before Simple hides it, named there by a chip, stored, and reset', () =>
  onPage(`/connections/${connection.id}/edit?view=http`, async (page) => {
    await button(page, 'Override Retry-After header').click();
    await retryHeader(page).fill('X-Wait');
    await page.getByText('1 setting differs from the Lightspeed connector').waitFor();
    await page.getByText('Unsaved: Retry-After header').waitFor();
    await button(page, 'Override Base URI').click();
    await page
      .getByRole('textbox', { name: 'Base URI' })
      .fill('https://proxy\u2024example.com/API/V3/Account/{accountId}/');
    await page.getByText(/Character 14 looks like a full stop but is U\+2024/).waitFor();
    await choose(page, 'View', 'Simple');
    const question = page.getByRole('dialog', { name: '2 settings differ from the Lightspeed connector' });
    await question.getByText(/They stay in force though Simple does not show them/).waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await button(page, 'Stay').click();
    await button(page, 'Fix it').click();
    await button(page, 'Reset Base URI').click();
    await focused(button(page, 'Override Base URI'));

    await choose(page, 'View', 'Simple');
    await button(page, 'Go to Simple').click();
    await page.getByText('1 HTTP override', { exact: true }).waitFor();
    expect(page.url()).not.toContain('view=http');
    expect(await accessProblems(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByText('Discard what you entered?').waitFor();
    await button(page, 'Keep editing').click();
    await button(page, 'Save', true).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect((await stored()).http).toEqual({ rateLimit: { retryHeader: 'X-Wait' } });

    await page.goto(`${counterflow.url}/connections/${connection.id}/edit`);
    await button(page, 'Show in HTTP view').click();
    expect(await retryHeader(page).inputValue()).toBe('X-Wait');
    await button(page, 'Reset it').click();
    await button(page, 'Save', true).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    expect(await stored()).toMatchObject({ http: null, status: 'online' });
  }));

test('what can’t be sent is named at its row and in a summary that leads there, also from Simple; dark and narrow', () =>
  onPage(
    `/connections/${connection.id}/edit?view=http`,
    async (page) => {
      await button(page, 'Override Rate-limit status').click();
      await page.getByRole('textbox', { name: 'Rate-limit status' }).fill('soon');
      await button(page, 'Override HTTP headers').click();
      await page.getByRole('textbox', { name: 'Name of header 1' }).fill('X-Shop');
      await page.getByRole('textbox', { name: 'Value of header 1' }).fill('Main Street');
      await choose(page, 'View', 'Simple');
      await button(page, 'Go to Simple').click();
      await button(page, 'Save', true).click();
      await page.getByText('1 thing needs your attention').waitFor();
      await button(page, 'Status codes are numbers from 100 to 599, with commas between.').click();
      await focused(page.getByRole('textbox', { name: 'Rate-limit status' }));
      expect(await accessProblems(page)).toEqual([]);
      await page.getByRole('textbox', { name: 'Rate-limit status' }).fill('429, 503');
      await button(page, 'Reset both').click();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    },
    { colorScheme: 'dark', viewport: { width: 360, height: 780 } },
  ));

test('the client of a server of one’s own is described in full; what is wrong in the folded part opens it', () =>
  onPage('/iclients?open=new', async (page) => {
    await page.getByRole('combobox', { name: 'Provider' }).selectOption('custom');
    await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Billing');
    await page.getByRole('textbox', { name: 'Client ID' }).fill('billing');
    await page.getByLabel('Client secret').fill('a secret');
    await page.getByRole('combobox', { name: 'Grant type' }).selectOption('clientCredentials');
    expect(await page.getByRole('textbox', { name: 'Authorization URL' }).count()).toBe(0);
    await page.getByRole('textbox', { name: 'Access token URL' }).fill('https://id.example.com/token');
    await choose(page, 'Client ID and secret are sent', 'As HTTP Basic');
    await page.getByText('Advanced').click();
    await page.getByRole('textbox', { name: 'Name of field 1' }).fill('audience');
    await page.getByRole('textbox', { name: 'Value of field 1' }).fill('shops');
    await page.getByRole('textbox', { name: 'Path to the access token' }).fill('two words');
    expect(await accessProblems(page)).toEqual([]);
    await page.getByText('Advanced').click();
    await button(page, 'Save').click();
    await button(page, 'Write names with dots between, such as data.access_token.').click();
    const path = page.getByRole('textbox', { name: 'Path to the access token' });
    await focused(path);
    await path.fill('data.token');
    await button(page, 'Save').click();
    await page.getByRole('link', { name: 'Billing' }).click();
    await page.getByText(/Stored, fingerprint [0-9a-f]{4}, set/).waitFor();
    const { items } = await api.get<{ items: IClient[] }>('/v1/iclients');
    expect(items.find(({ name }) => name === 'Billing')?.http).toMatchObject({
      grantType: 'clientCredentials',
      authorizeUrl: null,
      clientAuthentication: 'basic',
      tokenBody: [{ name: 'audience', value: 'shops' }],
      accessTokenPath: 'data.token',
    });
    await page.getByRole('textbox', { name: 'Access token URL' }).fill('https://elsewhere.example.com/token');
    await button(page, 'Save').click();
    await button(page, 'Paste the client secret again').click();
    await focused(page.getByLabel('Client secret'));
  }));

test('the panel of a Lightspeed client compares what is registered, and says who uses it', () =>
  onPage(`/connections/${connection.id}/edit?panel=edit-client`, async (page) => {
    await page.getByText(/Used by 1 connection/).waitFor();
    await button(page, 'Show it').click();
    await page.getByRole('link', { name: 'Main Street' }).last().waitFor();
    await choose(page, 'Authorization server', 'Old');
    await page.getByText(/It knows no PKCE/).waitFor();
    await page.getByRole('button', { name: 'Compare with Lightspeed' }).last().click();
    const registered = page.getByRole('textbox', { name: 'Paste the address that is registered there' });
    await registered.fill(`${counterflow.url}/connection/oauth2callback/`);
    await page.getByText(/slash/i).first().waitFor();
    await registered.fill(`${counterflow.url}/Connection/oauth2callback`);
    await page.locator('mark').getByText('C').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await registered.fill(`${counterflow.url}/connection/oauth2callback`);
    await page
      .getByText(/letter by letter/)
      .last()
      .waitFor();
  }));

test.each([
  {
    option: 'Lightspeed v2 - Retail R-Series, older API',
    baseUri: 'https://api.lightspeedapp.com/API/Account/{accountId}/',
  },
  { option: 'Retail X-Series', baseUri: 'https://{subdomain}.retail.lightspeed.app/api/2.0/' },
  { option: 'eCom C-Series', baseUri: 'https://{host}/{language}/' },
])('HTTP view of $option has the settings of its connector, and can be read by all', ({ option, baseUri }) =>
  onPage('/connections/new?view=http', async (page) => {
    await page.getByRole('combobox', { name: 'API type' }).click();
    await page.getByRole('option', { name: option }).click();
    await page.getByText(baseUri, { exact: true }).waitFor();
    await button(page, 'Override Retry-After header').waitFor();
    expect(await accessProblems(page)).toEqual([]);
    await page.getByRole('radiogroup', { name: 'View' }).getByText('Simple', { exact: true }).click();
    await page.getByText(baseUri, { exact: true }).waitFor({ state: 'detached' });
    expect(await accessProblems(page)).toEqual([]);
  }),
);
