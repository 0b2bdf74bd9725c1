// `npm run screens`: screenshots of every screen in `screens/`, of an installation with something of everything.
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { BrowserContext, Page } from 'playwright-core';
import { owner } from '../support/app-page.ts';
import { openBrowser } from '../support/browser.ts';
import { makeDataFolder, spawnCounterflow } from '../support/counterflow-process.ts';
import { setUpOwner } from '../support/walk.ts';
import { type Showcase, setUpShowcase } from './showcase.ts';

interface Screen {
  name: string;
  /** Screens of an empty installation are given no showcase. */
  path: (showcase: Showcase) => string;
  /** `empty`: before anything is set up. `signedOut`: as a stranger sees it. */
  when?: 'empty' | 'signedOut';
  /** What is done on the page before it is taken. */
  before?: (page: Page) => Promise<unknown>;
}

/** Every screen. A new one is one line. */
const screens: Screen[] = [
  { name: 'home-empty', path: () => '/', when: 'empty' },
  { name: 'connections-empty', path: () => '/connections', when: 'empty' },
  { name: 'flows-empty', path: () => '/flows', when: 'empty' },
  { name: 'runs-empty', path: () => '/runs', when: 'empty' },
  { name: 'tables-empty', path: () => '/tables', when: 'empty' },
  { name: 'login', path: () => '/login', when: 'signedOut' },
  { name: 'welcome', path: () => '/welcome?token=made-up', when: 'signedOut' },
  { name: 'home', path: () => '/' },
  { name: 'flows', path: () => '/flows' },
  { name: 'flow', path: ({ flow }) => `/flows/${flow.id}` },
  { name: 'flow-errors', path: ({ withErrors }) => `/flows/${withErrors.flowId}?tab=errors` },
  { name: 'flow-create', path: () => '/flows/new' },
  { name: 'runs', path: () => '/runs' },
  { name: 'run-running', path: ({ running }) => `/runs/${running.id}` },
  { name: 'run-completed', path: ({ completed }) => `/runs/${completed.id}` },
  { name: 'run-with-errors', path: ({ withErrors }) => `/runs/${withErrors.id}` },
  { name: 'run-paused', path: ({ paused }) => `/runs/${paused.id}` },
  { name: 'run-failed', path: ({ failed }) => `/runs/${failed.id}` },
  { name: 'connections', path: () => '/connections' },
  { name: 'connection', path: ({ connection }) => `/connections/${connection.id}` },
  { name: 'connection-debug', path: ({ connection }) => `/connections/${connection.id}/debug` },
  { name: 'connection-audit', path: ({ connection }) => `/connections/${connection.id}/audit` },
  { name: 'connection-create', path: ({ store }) => `/connections/new?store=${store.id}` },
  { name: 'connection-scopes', path: ({ store }) => `/connections/new?store=${store.id}&panel=scopes` },
  { name: 'connection-iclient', path: ({ store }) => `/connections/new?store=${store.id}&panel=new-client` },
  { name: 'connection-edit', path: ({ connection }) => `/connections/${connection.id}/edit` },
  {
    name: 'connection-http',
    path: ({ connection }) => `/connections/${connection.id}/edit?view=http`,
    before: async (page) => {
      await page.getByRole('button', { name: 'Override Retry-After header' }).click();
      await page.getByRole('textbox', { name: 'Retry-After header' }).fill('X-Proxy-Retry-In');
      await page.getByRole('button', { name: 'Override Base URI' }).click();
      await page
        .getByRole('textbox', { name: 'Base URI' })
        .fill('https://proxy.example.com/API/V3/Account/{accountId}/');
      await page.getByText('2 settings differ').scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'http-create',
    path: () => '/connections/new',
    before: async (page) => {
      await page.getByRole('combobox', { name: 'API type' }).click();
      await page.getByRole('option', { name: 'HTTP API' }).click();
      await page.getByRole('radiogroup', { name: 'Authentication type' }).getByText('Token').click();
    },
  },
  { name: 'connection-authorize', path: ({ connection }) => `/connections/${connection.id}/authorize` },
  { name: 'connection-broken', path: ({ broken }) => `/connections/${broken.id}` },
  {
    name: 'authorize-denied',
    path: ({ broken, denied }) => `/connections/${broken.id}/authorize?attempt=${denied.id}`,
  },
  {
    name: 'authorize-wrong-account',
    path: ({ connection, wrongAccount }) => `/connections/${connection.id}/authorize?attempt=${wrongAccount.id}`,
  },
  { name: 'iclients', path: () => '/iclients' },
  { name: 'iclient-create', path: () => '/iclients?open=new' },
  {
    name: 'iclient-custom',
    path: () => '/iclients?open=new',
    before: (page) => page.getByRole('combobox', { name: 'Provider' }).selectOption('custom'),
  },
  { name: 'exports', path: () => '/exports' },
  { name: 'export', path: ({ exported }) => `/exports/${exported.id}` },
  { name: 'export-create', path: () => '/exports/new' },
  { name: 'imports', path: () => '/imports' },
  { name: 'import', path: ({ imported }) => `/imports/${imported.id}` },
  { name: 'import-create', path: () => '/imports/new' },
  { name: 'tables', path: () => '/tables' },
  { name: 'table', path: () => '/tables/items' },
  { name: 'table-row', path: () => '/tables/items', before: (page) => page.getByTitle('Show row 1 in full').click() },
  { name: 'sandbox-empty', path: () => '/sandbox', when: 'empty' },
  { name: 'sandbox', path: () => '/sandbox' },
  { name: 'store-create', path: () => '/sandbox?create=true' },
  { name: 'store-edit', path: ({ busy }) => `/sandbox/${busy.id}?edit=true` },
  { name: 'store-requests', path: ({ busy }) => `/sandbox/${busy.id}` },
  {
    name: 'store-changes',
    path: ({ busy }) => `/sandbox/${busy.id}?tab=changes`,
    before: (page) => page.getByRole('button', { name: 'Edit 1' }).click(),
  },
  { name: 'store-faults', path: ({ busy }) => `/sandbox/${busy.id}?tab=faults` },
  { name: 'store-clock', path: ({ busy }) => `/sandbox/${busy.id}?tab=clock` },
  { name: 'store-access', path: ({ busy }) => `/sandbox/${busy.id}?tab=access` },
  { name: 'api-keys', path: () => '/settings/api-keys' },
  { name: 'api-key-create', path: () => '/settings/api-keys?create=true' },
  { name: 'notifications-empty', path: () => '/settings/notifications', when: 'empty' },
  { name: 'webhook-create', path: () => '/settings/notifications?open=new' },
  { name: 'notices-empty', path: () => '/notices', when: 'empty' },
  { name: 'notices', path: () => '/notices' },
  {
    name: 'bell',
    path: () => '/',
    before: (page) => page.getByRole('button', { name: /^Notices/ }).click(),
  },
  { name: 'audit', path: () => '/audit' },
  { name: 'not-found', path: () => '/nothing/here' },
];

const sizes = [
  { suffix: 'light', viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  { suffix: 'dark', viewport: { width: 1440, height: 900 }, colorScheme: 'dark' },
  { suffix: 'mobile', viewport: { width: 390, height: 844 }, colorScheme: 'light' },
] as const;

const folder = fileURLToPath(new URL('../../screens/', import.meta.url));
/** Names of screens given on the command line; none = all. */
const wanted = new Set(process.argv.slice(2));

const { dataDir, remove } = await makeDataFolder();
const counterflow = await spawnCounterflow({ dataDir });
try {
  const api = await setUpOwner(counterflow);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await takeAll('empty', undefined);
  console.log('Setting up stores, connections, flows and runs ...');
  const showcase = await setUpShowcase(api);
  await takeAll('signedOut', showcase);
  await takeAll(undefined, showcase);
} finally {
  await counterflow.stop();
  await remove();
}

/** Takes the screens of one kind in every size, each size in a browser of its own: the one from npm keeps contexts badly apart. */
async function takeAll(when: Screen['when'], showcase: Showcase | undefined): Promise<void> {
  const chosen = screens.filter((screen) => screen.when === when && (wanted.size === 0 || wanted.has(screen.name)));
  if (chosen.length === 0) return;
  for (const { suffix, ...look } of sizes) {
    const browser = await openBrowser();
    try {
      const context = await browser.newContext({ ...look, locale: 'en-GB', timezoneId: 'Europe/Paris' });
      if (when !== 'signedOut') await signIn(context);
      for (const screen of chosen) {
        await take(await context.newPage(), screen, screen.path(showcase as Showcase), suffix);
      }
    } finally {
      await browser.close();
    }
  }
}

async function take(page: Page, { name, before }: Screen, path: string, suffix: string): Promise<void> {
  const asked = new URL(path, counterflow.url);
  await page.goto(asked.href);
  await page.locator('h1, h2').first().waitFor();
  await before?.(page);
  await isStill(page);
  const reached = new URL(page.url()).pathname;
  if (reached !== asked.pathname) throw new Error(`${path} ended at ${reached}.`);
  const file = join(folder, `${name}.${suffix}.png`);
  await page.screenshot({ path: file, animations: 'disabled' });
  await page.close();
  console.log(file);
}

async function signIn(context: BrowserContext): Promise<void> {
  const reply = await context.request.post(`${counterflow.url}/v1/session`, { data: owner });
  if (!reply.ok()) throw new Error(`sign-in failed: ${reply.status()} ${await reply.text()}`);
}

/** Nothing is loading any more, and fonts are there. */
async function isStill(page: Page): Promise<void> {
  await page.locator('.mantine-Skeleton-root').first().waitFor({ state: 'detached' });
  await page.evaluate('document.fonts.ready.then(() => undefined)');
}
