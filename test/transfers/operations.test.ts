import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { newId } from '../../src/store/id.ts';
import type { DataRecord } from '../../src/transfers/export-schema.ts';
import type { ImportInput } from '../../src/transfers/import-schema.ts';
import { databaseLine } from '../support/database-line.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import { item, onlineConnection, pagesSender, runOnce, storedFlow, worldOf } from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
  await at.data.query('drop table if exists items');
});

const mapping = [
  { target: 'itemID', source: 'itemID' },
  { target: 'description', source: 'description' },
];
interface Writing {
  operation?: ImportInput['operation'];
  mapping?: ImportInput['mapping'];
  key?: string[];
  connectionId?: string;
}
async function write(pages: DataRecord[][], writing: Writing = {}) {
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    imports: [
      {
        connectionId: writing.connectionId ?? at.tableConnectionId,
        operation: writing.operation ?? 'upsert',
        target: { table: 'items', key: writing.key ?? ['itemID'], create: true },
        mapping: writing.mapping ?? mapping,
      },
    ],
  });
  return runOnce(worldOf(at.installation, pagesSender(pages)), flow);
}
const rows = async () => (await at.data.query('select * from items order by 1')).rows;

describe('each operation does what its name says, and says what it left alone', () => {
  beforeEach(async () => {
    await at.data.query(`create table items ("itemID" bigint primary key, description text);
      insert into items values (1, 'there'), (2, 'there')`);
  });
  const two = [[item(2, { description: 'new' }), item(3, { description: 'new' })]];

  test.each<[ImportInput['operation'], object, [string, string][]]>([
    [
      'upsert',
      { success: 2, ignored: 0 },
      [
        ['1', 'there'],
        ['2', 'new'],
        ['3', 'new'],
      ],
    ],
    [
      'insert',
      { success: 1, ignored: 1 },
      [
        ['1', 'there'],
        ['2', 'there'],
        ['3', 'new'],
      ],
    ],
    [
      'update',
      { success: 1, ignored: 1 },
      [
        ['1', 'there'],
        ['2', 'new'],
      ],
    ],
    ['delete', { success: 1, ignored: 1 }, [['1', 'there']]],
  ])('%s', async (operation, counts, expected) => {
    const run = await write(two, { operation });
    expect(run.status).toBe('completed');
    expect(run.steps[1]).toMatchObject({ in: 2, errors: 0, ...counts });
    expect(await rows()).toEqual(expected.map(([itemID, description]) => ({ itemID, description })));
  });

  test('an upsert touches no column that is not mapped', async () => {
    await at.data.query(`alter table items add column note text; update items set note = 'mine'`);
    await write(two);
    expect(await rows()).toMatchObject([{ note: 'mine' }, { description: 'new', note: 'mine' }, { note: null }]);
  });
});

test('a table is made with the types that the fields mean: nothing of money, time or JSON is bent', async () => {
  const record = item(1, {
    systemSku: '210000000017',
    defaultCost: '4.390',
    tax: 'true',
    timeStamp: '2026-03-01T10:00:00+00:00',
    Prices: { ItemPrice: [{ amount: '9.99', useType: 'Default' }] },
  });
  await write([[record]], { mapping: 'auto' });
  const { rows: columns } = await at.data.query(
    `select column_name as name, data_type as type from information_schema.columns where table_name = 'items'`,
  );
  const types = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  expect(types).toMatchObject({
    itemID: 'bigint',
    systemSku: 'text',
    defaultCost: 'numeric',
    tax: 'boolean',
    timeStamp: 'timestamp with time zone',
    Prices: 'jsonb',
    description: 'text',
  });
  expect(await rows()).toMatchObject([
    {
      systemSku: '210000000017',
      defaultCost: '4.390',
      tax: true,
      timeStamp: new Date('2026-03-01T10:00:00Z'),
      Prices: { ItemPrice: [{ amount: '9.99', useType: 'Default' }] },
    },
  ]);
});

test('a field that shows up later gets a column of its own, and no value is lost', async () => {
  const pages = [[item(1)], [item(2)], [item(3)], [item(4)], [item(5)], [item(6, { extra: 'x', more: { a: 1 } })]];
  const run = await write(pages, { mapping: 'auto' });
  expect(run).toMatchObject({ status: 'completed' });
  expect((await rows())[5]).toMatchObject({ extra: 'x', more: { a: 1 } });
});

test('a table that is there already is taken as it is: its types, its order, its further columns', async () => {
  await at.data.query(`create type mood as enum ('good', 'bad');
    create table items (mood mood, description varchar(40), at timestamp, day date, "itemID" text primary key, own text default 'own')`);
  const record = item(1, { createTime: '2026-03-01T23:30:00-04:00', customSku: 'good' });
  const run = await write([[record]], {
    mapping: [
      ...mapping,
      { target: 'mood', source: 'customSku' },
      { target: 'at', source: 'createTime' },
      { target: 'day', source: 'createTime' },
    ],
  });
  expect(run).toMatchObject({ status: 'completed', code: null });
  const { rows: found } = await at.data.query('select *, at::text as at, day::text as day from items');
  // A column without a zone holds UTC, whatever zone the time came with.
  expect(found).toMatchObject([
    { itemID: '1', mood: 'good', at: '2026-03-02 03:30:00', day: '2026-03-02', own: 'own' },
  ]);
});

test('a key of several columns tells rows apart by all of them', async () => {
  const shops = ['1', '2'].flatMap((shopID) => [item(1, { shopID, description: shopID }), item(2, { shopID })]);
  const keyed = { key: ['itemID', 'shopID'], mapping: [...mapping, { target: 'shopID', source: 'shopID' }] };
  await write([shops], keyed);
  await write([[item(1, { shopID: '2', description: 'changed' })]], keyed);
  expect((await rows()).map(({ itemID, shopID, description }) => `${itemID}/${shopID} ${description}`).sort()).toEqual([
    '1/1 1',
    '1/2 changed',
    '2/1 Item 2',
    '2/2 Item 2',
  ]);
  const run = await write([[item(7, { shopID: '' })]], keyed);
  expect(run.steps[1]).toMatchObject({ success: 0, errors: 1 });
});

test('pages of any size, again and again, leave the last value of each key and count every record', async () => {
  const anyPage = fc.array(fc.tuple(fc.integer({ min: 1, max: 40 }), fc.string({ unit: 'grapheme' })), {
    minLength: 1,
    maxLength: 100,
  });
  await fc.assert(
    fc.asyncProperty(fc.array(anyPage, { minLength: 1, maxLength: 6 }), async (shapes) => {
      await at.installation.db.deleteFrom('flow').execute();
      await at.data.query('drop table if exists items');
      const pages = shapes.map((page) =>
        page.map(([id, description]) => item(id, { description: description.replaceAll('\u0000', '') })),
      );
      const last = new Map(pages.flat().map((row) => [String(row.itemID), row.description]));
      for (let times = 0; times < 2; times += 1) {
        const run = await write(pages);
        expect(run.status).toBe('completed');
        expect(run.steps[1]).toMatchObject({ in: pages.flat().length, success: pages.flat().length });
        expect(new Map((await rows()).map(({ itemID, description }) => [itemID, description]))).toEqual(last);
      }
    }),
    { numRuns: 12 },
  );
});

test('a PostgreSQL of a connection of its own is written over the network', async () => {
  const line = await databaseLine(String(at.connection.host));
  onTestFinished(() => line.close());
  const id = newId();
  const { vault, dataDatabase, db } = at.installation;
  const { user, password, database } = dataDatabase ?? {};
  const sealed = vault.seal({ table: 'connection', row: id, field: 'password' }, String(password));
  await db
    .insertInto('connection')
    .values({
      id,
      name: 'Warehouse',
      apiType: 'postgres',
      environment: 'live',
      status: 'online',
      region: null,
      iclientId: null,
      settings: JSON.stringify({ host: '127.0.0.1', port: line.port, database, user, tls: 'prefer' }),
      secrets: JSON.stringify({ password: { sealed, fingerprint: '0000', updatedAt: new Date().toISOString() } }),
    })
    .execute();
  expect(await write([[item(1)]], { connectionId: id })).toMatchObject({ status: 'completed', code: null });
  expect(await rows()).toMatchObject([{ itemID: '1' }]);
});
