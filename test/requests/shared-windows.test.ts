import { expect, onTestFinished, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { budgetKey } from '../../src/connections/budget-key.ts';
import { createConnection, getConnection } from '../../src/connections/connections.ts';
import type { Installation } from '../../src/installation.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { openBudget } from '../../src/store/budgets.ts';
import type { Order } from '../connections/one-process.ts';
import { startChild } from '../support/child.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { type SandboxControl, type SandboxStore, sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

const limits = { requests: 20, windowSeconds: 3 };

interface Subject {
  series: 'x' | 'c';
  url: string;
  connect(installation: Installation, control: SandboxControl, store: SandboxStore): Promise<string>;
}

const subjects: Subject[] = [
  {
    series: 'x',
    url: 'outlets',
    async connect(installation, control, store) {
      const id = await connectedTo(installation, control, store, 'x');
      // Replies tell no length: 3 seconds are the sandbox's, 5 minutes X-Series' own.
      const key = budgetKey({
        environment: 'sandbox',
        host: `${store.domainPrefix}.retail.lightspeed.app`,
        accountId: store.domainPrefix,
        clientId: store.clientId,
      });
      const windows = [{ requests: limits.requests, seconds: limits.windowSeconds }];
      await openBudget(installation.db, key, { kind: 'windows', windows });
      return id;
    },
  },
  {
    series: 'c',
    url: 'products.json?limit=1',
    async connect(installation, _control, { apiKey, apiSecret }) {
      const settings = { apiKey, apiSecret, cluster: 'eu1' as const, language: 'en' };
      const about = { name: 'Shop', apiType: 'lightspeed-c' as const, environment: 'sandbox' as const };
      const { id } = await createConnection(installation, system, { ...about, settings });
      // As for X-Series, for the shortest of the three; the wide ones never bind.
      const key = budgetKey({
        environment: 'sandbox',
        host: 'api.webshopapp.com',
        accountId: (await getConnection(installation, id)).account?.id ?? null,
        clientId: '-',
      });
      const wide = [3600, 86_400].map((seconds) => ({ requests: 24_000, seconds }));
      const windows = [{ requests: limits.requests, seconds: limits.windowSeconds }, ...wide];
      await openBudget(installation.db, key, { kind: 'windows', windows });
      return id;
    },
  },
];

test.each(subjects)(
  'two processes that ask a shop of $series-Series for three windows at once see no 429',
  { timeout: 60_000 },
  async ({ series, url, connect }) => {
    const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
    const control = sandboxControl(sandbox);
    const options = { database: database.connection, dataDir: await temporaryDataDir(), sandboxUrl: sandbox.url };
    const installation = await openTestInstallation(options);
    onTestFinished(async () => {
      await installation.close();
      await sandbox.close();
      await database.drop();
    });
    const store = await control.createStore({ series, limits });
    const connectionId = await connect(installation, control, store);
    const order: Order = { installation: options, connectionId, does: { ask: 1.5 * limits.requests, url } };
    const script = new URL('../connections/one-process.ts', import.meta.url);
    const children = await Promise.all([startChild(script, order), startChild(script, order)]);
    const ends = await Promise.all(children.map((child) => child.go()));
    const refusedOf = ({ line }: { line: string }) => (JSON.parse(line) as { tooMany: number }).tooMany;
    expect(ends.map(refusedOf)).toEqual([0, 0]);
    const statuses = (await control.requests(store.id)).map(({ status }) => status);
    expect(statuses.length).toBeGreaterThanOrEqual(3 * limits.requests);
    expect(statuses.filter((status) => status !== 200)).toEqual([]);
    const { budget } = await getConnection(installation, connectionId);
    expect(
      await installation.db.selectFrom('budget').select('key').execute(),
      'the budget opened above is the one',
    ).toHaveLength(1);
    expect(budget).toMatchObject({ kind: 'windows', throttledUntil: null, tooManyRequestsToday: 0 });
    expect(budget?.kind === 'windows' && budget.windows[0]).toMatchObject({ requests: limits.requests });
  },
);
