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
  path: (showcase: Showcase) => string;
  /** What is done on the page before it is taken. */
  before?: (page: Page) => Promise<unknown>;
  signedOut?: true;
}

/** Every screen. A new one is one line. */
const screens: Screen[] = [
  { name: 'login', path: () => '/login', signedOut: true },
  { name: 'home', path: () => '/' },
  { name: 'flows', path: () => '/flows' },
  { name: 'flow', path: ({ flow }) => `/flows/${flow.id}` },
  { name: 'flow-create', path: () => '/flows/new' },
  { name: 'runs', path: () => '/runs' },
  { name: 'run-running', path: ({ running }) => `/runs/${running.id}` },
  { name: 'run-completed', path: ({ completed }) => `/runs/${completed.id}` },
  { name: 'run-with-errors', path: ({ withErrors }) => `/runs/${withErrors.id}` },
  { name: 'run-paused', path: ({ paused }) => `/runs/${paused.id}` },
  { name: 'run-failed', path: ({ failed }) => `/runs/${failed.id}` },
  { name: 'connections', path: () => '/connections' },
  { name: 'connection', path: ({ connection }) => `/connections/${connection.id}` },
  { name: 'connection-create', path: () => '/connections/new' },
  { name: 'connection-edit', path: ({ connection }) => `/connections/${connection.id}/edit` },
  { name: 'iclients', path: () => '/iclients' },
  { name: 'exports', path: () => '/exports' },
  { name: 'export', path: ({ exported }) => `/exports/${exported.id}` },
  { name: 'imports', path: () => '/imports' },
  { name: 'import', path: ({ imported }) => `/imports/${imported.id}` },
  { name: 'tables', path: () => '/tables' },
  { name: 'table', path: () => '/tables/items' },
  { name: 'sandbox', path: () => '/sandbox' },
  { name: 'api-keys', path: () => '/settings/api-keys' },
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
  console.log('Setting up a store, connections, flows and runs ...');
  const api = await setUpOwner(counterflow);
  const showcase = await setUpShowcase(api);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const size of sizes) {
    await takeAll(
      screens.filter(({ signedOut }) => signedOut),
      showcase,
      size,
    );
    await takeAll(
      screens.filter(({ signedOut }) => !signedOut),
      showcase,
      size,
      signIn,
    );
  }
} finally {
  await counterflow.stop();
  await remove();
}

/** Takes screens one after another, in a browser of their own: the one from npm keeps contexts badly apart. */
async function takeAll(
  chosen: Screen[],
  showcase: Showcase,
  size: (typeof sizes)[number],
  begin?: (context: BrowserContext) => Promise<void>,
): Promise<void> {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext({ ...size, locale: 'en-GB', timezoneId: 'Europe/Paris' });
    await begin?.(context);
    for (const screen of chosen) {
      if (wanted.size === 0 || wanted.has(screen.name))
        await take(await context.newPage(), screen, showcase, size.suffix);
    }
  } finally {
    await browser.close();
  }
}

async function take(page: Page, screen: Screen, showcase: Showcase, suffix: string): Promise<void> {
  const path = screen.path(showcase);
  await page.goto(`${counterflow.url}${path}`);
  await page.locator('h1, h2').first().waitFor();
  await screen.before?.(page);
  await isStill(page);
  const reached = new URL(page.url()).pathname;
  if (reached !== path) throw new Error(`${path} ended at ${reached}.`);
  const file = join(folder, `${screen.name}.${suffix}.png`);
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
