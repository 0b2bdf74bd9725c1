import type { Browser, Page } from 'playwright-core';
import type { Connection } from '../../src/connections/schema.ts';
import type { Flow } from '../../src/flows/schema.ts';
import type { Store } from '../../src/server/store-schema.ts';
import type { Api } from './api.ts';
import { type Look, ownerPage, signInAtSandbox } from './app-page.ts';
import { openBrowser } from './browser.ts';
import { makeDataFolder, spawnCounterflow } from './counterflow-process.ts';
import { builtInConnection, createFlow, createStore, setUpOwner } from './walk.ts';

const sizes = { items: 3, sales: 3, customers: 3 };

/** A counterflow with a sandbox store "Demo" and a browser, and the steps of people who sign in there. */
export interface SignInWalk {
  url: string;
  api: Api;
  browser: Browser;
  store: Store;
  /** Another store of the sandbox. */
  newStore(name: string, series?: 'r' | 'x'): Promise<Store>;
  /** Calls the sandbox's control interface. */
  sandbox<T>(method: string, path: string, body?: object): Promise<T>;
  /** Trouble on order for requests to this path. */
  fault(path: string, ordered: object): Promise<unknown>;
  /** Opens a page of the signed-in owner for the work. `clock`: the page's time can be moved. */
  onPage(path: string, work: (page: Page) => Promise<void>, look?: Look & { clock?: true }): Promise<void>;
  newConnection(name: string, more?: { scopes?: string[]; iClientId?: string }): Promise<Connection>;
  /** A client of the store, with what is given instead. */
  newClient(name: string, more: object): Promise<{ id: string }>;
  flowOver(connection: Connection, name: string, resource: string, type?: 'all' | 'delta'): Promise<Flow>;
  /** A person signs in and allows; ends when the window has done so. */
  allow(window: Page, at?: Pick<Store, 'user'>): Promise<void>;
  close(): Promise<void>;
}

export async function startSignInWalk(): Promise<SignInWalk> {
  const { dataDir, remove } = await makeDataFolder();
  const [counterflow, browser] = await Promise.all([spawnCounterflow({ dataDir }), openBrowser()]);
  const api = await setUpOwner(counterflow);
  const store = await createStore(api, sizes);
  const sandbox = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const reply = await fetch(`${store.sandboxUrl}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    url: counterflow.url,
    api,
    browser,
    store,
    newStore: (name, series = 'r') => api.post('/v1/stores', { series, name, seed: 2, sizes }),
    sandbox,
    fault: (path, ordered) => sandbox('POST', 'faults', { match: { path }, ...ordered }),
    async onPage(path, work, look = {}) {
      const page = await ownerPage(browser, counterflow.url, look);
      try {
        if (look.clock) await page.clock.install();
        await page.goto(`${counterflow.url}${path}`);
        await work(page);
      } finally {
        await page.context().close();
      }
    },
    newConnection: (name, more = {}) => {
      const { scopes = ['employee:inventory_read'], iClientId = store.iClientId } = more;
      const settings = { scopes, iClientId };
      return api.post('/v1/connections', { name, apiType: 'lightspeed-v3', environment: 'sandbox', settings });
    },
    newClient: (name, more) =>
      api.post('/v1/iclients', {
        name,
        provider: 'lightspeed-r',
        clientId: store.clientId,
        clientSecret: store.clientSecret,
        ...more,
      }),
    async flowOver(connection, name, resource, type = 'all') {
      const flow = await createFlow(
        api,
        { name, connectionId: connection.id, resource, type },
        {
          name: `Into a table of ${name}`,
          connectionId: (await builtInConnection(api)).id,
          target: { table: name.toLowerCase().replaceAll(' ', '_'), key: ['itemID'], create: true },
        },
      );
      return api.patch(`/v1/flows/${flow.id}`, { name });
    },
    async allow(window, at = store) {
      await signInAtSandbox(window, at);
      await pressable(window, 'Authorize application').click();
    },
    async close() {
      await browser.close();
      await counterflow.stop();
      await remove();
    },
  };
}

/** The button of this name. */
export const pressable = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Presses a button that opens a window, and answers with it. */
export async function pressForWindow(page: Page, name = 'Sign in and authorize'): Promise<Page> {
  const [window] = await Promise.all([page.waitForEvent('popup'), pressable(page, name).click()]);
  return window;
}
