import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { createConnection } from '../../src/connections/connections.ts';
import type { ApiConnector } from '../../src/connectors/connector.ts';
import { lightspeedC } from '../../src/connectors/lightspeed/c-series/connector.ts';
import { lightspeedRLegacy } from '../../src/connectors/lightspeed/r-series/connector.ts';
import { lightspeedX } from '../../src/connectors/lightspeed/x-series/connector.ts';
import type { Installation } from '../../src/installation.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { accessOf } from '../../src/transfers/access.ts';
import { countRows, readPages } from '../../src/transfers/read-pages.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo } from '../support/sandbox-connection.ts';
import { sandboxControl } from '../support/sandbox-control.ts';
import { temporaryDataDir } from '../support/temporary-data-dir.ts';

type Row = Record<string, unknown>;

/** Fields that are described, and that rows carry only where a shop uses them: the sandbox's does not. */
const rare = new Set([
  ...['weight', 'weight_unit', 'length', 'width', 'height', 'dimensions_unit'],
  ...['source_id', 'ecom_custom_charges'],
  ...['retail_tax', 'rounding', 'adjustment_type', 'adjustment', 'discount'],
]);

let installation: Installation;
/** Connections to a store of 230 items each, by API type. */
let ids: Record<string, string>;

beforeAll(async () => {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox({})]);
  const opened = await openTestInstallation({
    database: database.connection,
    dataDir: await temporaryDataDir(afterAll),
    sandboxUrl: sandbox.url,
  });
  installation = opened;
  afterAll(async () => {
    await opened.close();
    await sandbox.close();
    await database.drop();
  });
  const control = sandboxControl(sandbox);
  const sizes = { items: 230, customers: 120, sales: 150 };
  const store = (series: string) => control.createStore({ series, sizes });
  const legacy = await connectedTo(installation, control, await store('r'));
  await opened.db.updateTable('connection').set({ apiType: 'lightspeed-v2' }).where('id', '=', legacy).execute();
  const { apiKey, apiSecret } = await store('c');
  const shop = await createConnection(installation, system, {
    name: 'Web shop',
    apiType: 'lightspeed-c',
    environment: 'sandbox',
    settings: { apiKey, apiSecret, cluster: 'eu1', language: 'en' },
  });
  ids = {
    'lightspeed-v2': legacy,
    'lightspeed-x': await connectedTo(installation, control, await store('x'), 'x'),
    'lightspeed-c': shop.id,
  };
});

async function allRows(
  apiType: string,
  name: string,
): Promise<{ rows: Row[]; pages: number; total: number | undefined }> {
  const source = await accessOf(installation).source(ids[apiType] ?? '');
  const resource = source.connector.resources.find((one) => one.name === name);
  if (!resource) throw new Error(`no ${name}`);
  const reading = { resource, relations: [], filters: [], limit: null };
  const rows: Row[] = [];
  let pages = 0;
  for await (const page of readPages(source, reading, { page: 1, url: null, rows: 0 }, { lane: 'interactive' })) {
    rows.push(...page.records);
    pages += 1;
  }
  return { rows, pages, total: await countRows(source, reading, { lane: 'interactive' }) };
}

describe.each([
  { connector: lightspeedRLegacy, big: 'Item' },
  { connector: lightspeedX, big: 'products' },
  { connector: lightspeedC, big: 'variants' },
] as { connector: ApiConnector; big: string }[])('$connector.label', ({ connector, big }) => {
  test.each(connector.resources)(
    'gives all $label to the last page, each once, with the fields it is said to have',
    async ({ name, key, fields }) => {
      const { rows, pages, total } = await allRows(connector.id, name);
      expect(new Set(rows.map((row) => row[key])).size).toBe(rows.length);
      if (total !== undefined) expect(rows).toHaveLength(total);
      if (name === big) expect(pages).toBeGreaterThan(1);
      const seen = new Set(rows.flatMap(Object.keys));
      const missing = fields.map(({ path }) => path).filter((path) => !path.includes('.') && !seen.has(path));
      expect(rows.length === 0 ? [] : missing.filter((path) => !rare.has(path))).toEqual([]);
    },
  );
});
