import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { closePostgresPools } from '../../src/connections/postgres-access.ts';
import { CounterflowError } from '../../src/counterflow-error.ts';
import { listErrors } from '../../src/errors/record-errors.ts';
import { newId } from '../../src/store/id.ts';
import type { DataRecord } from '../../src/transfers/export-schema.ts';
import { type ImportInput, importInput } from '../../src/transfers/import-schema.ts';
import { createImport } from '../../src/transfers/imports.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import { item, onlineConnection, pagesSender, runOnce, storedFlow, worldOf } from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
  await at.data.query(`
    create table plain ("itemID" bigint primary key, description text, cost numeric(6,2), short varchar(5),
      needed text not null default 'x', stamp timestamp, flag boolean, made bigint generated always as identity,
      mood text check (mood <> 'bad'), parent bigint references plain, sku text unique);
    create table no_key ("itemID" bigint, description text);
    create view seen as select * from plain;
    create table locked ("itemID" bigint primary key);
    create schema closed;
    create table closed.hidden ("itemID" bigint primary key);
  `);
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
  await at.data.query('truncate plain');
});

const columns = { itemID: 'itemID', description: 'description' };
const rowsFor = (map: Record<string, string>) => Object.entries(map).map(([target, source]) => ({ target, source }));

interface Writing {
  connectionId?: string;
  table?: string;
  key?: string[];
  create?: boolean;
  operation?: ImportInput['operation'];
  mapping?: ImportInput['mapping'];
  records?: DataRecord[];
}

async function write({ table = 'plain', key = ['itemID'], create = false, ...rest }: Writing) {
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    imports: [
      {
        connectionId: rest.connectionId ?? at.tableConnectionId,
        target: { table, key, create },
        operation: rest.operation ?? 'upsert',
        mapping: rest.mapping ?? rowsFor(columns),
      },
    ],
  });
  const run = await runOnce(worldOf(at.installation, pagesSender([rest.records ?? [item(1), item(2)]])), flow);
  const { items } = await listErrors(at.installation, { runId: run.id, limit: 100 });
  return { run, errors: items };
}

describe('a destination that does not fit ends the run before a row is written, and says what to do', () => {
  test.each<Writing & { what: string; code: string; says: RegExp }>([
    {
      what: 'a column that does not exist',
      mapping: rowsFor({ ...columns, colour: 'customSku' }),
      code: 'column_missing',
      says: /"plain" has no column "colour"\. Add it to the table or change the mapping; the table has itemID, /,
    },
    {
      what: 'a column of another type',
      mapping: rowsFor({ ...columns, flag: 'description' }),
      code: 'column_type',
      says: /"flag" of table "plain" is boolean, but the mapping gives text/,
    },
    {
      what: 'a column that the database fills in',
      mapping: rowsFor({ ...columns, made: 'categoryID' }),
      code: 'column_generated',
      says: /"made" .* filled in by the database/,
    },
    { what: 'no such table', table: 'nowhere', code: 'table_missing', says: /no table "nowhere".*create it/ },
    {
      what: 'no such table for an update, whatever the import may create',
      table: 'nowhere',
      create: true,
      operation: 'update',
      code: 'table_missing',
      says: /no table "nowhere".*check its name/,
    },
    { what: 'a view', table: 'seen', code: 'not_a_table', says: /"seen" is a view, which can't be written/ },
    { what: 'a view, though it may create', table: 'seen', create: true, code: 'not_a_table', says: /is a view/ },
    {
      what: "a table of PostgreSQL's own",
      table: 'pg_class',
      create: true,
      code: 'not_a_table',
      says: /one of PostgreSQL's own tables/,
    },
    {
      what: 'a key that is not unique there',
      table: 'no_key',
      code: 'key_not_unique',
      says: /no unique constraint on "itemID"/,
    },
    {
      what: 'a source path that no record has',
      mapping: rowsFor({ itemID: 'itemID', description: 'descripton' }),
      code: 'source_unknown',
      says: /"description" is mapped from "descripton", but no record has "descripton"\. Correct the path/,
    },
    {
      what: 'a relation that the export does not load',
      mapping: rowsFor({ itemID: 'itemID', description: 'Category.name' }),
      code: 'source_unknown',
      says: /Let the export load the relation "Category"/,
    },
    {
      what: 'an update of nothing but the key',
      operation: 'update',
      mapping: rowsFor({ itemID: 'itemID' }),
      code: 'nothing_to_update',
      says: /nothing but its key/,
    },
  ])('$what', async ({ what: _, code, says, ...writing }) => {
    const { run, errors } = await write(writing);
    expect(run).toMatchObject({ status: 'failed', code, detail: expect.stringMatching(says) });
    expect(run.steps[1]).toMatchObject({ in: 0, success: 0, errors: 0 });
    expect(errors).toEqual([]);
    expect((await at.data.query('select from plain')).rowCount).toBe(0);
    expect((await at.data.query("select to_regclass('nowhere') as there")).rows).toEqual([{ there: null }]);
  });

  test('a table without the right to write it', async () => {
    const { run } = await asReader(() => write({ table: 'locked', mapping: rowsFor({ itemID: 'itemID' }) }));
    expect(run).toMatchObject({
      status: 'failed',
      code: 'destination_refused',
      detail: expect.stringMatching(
        /"locked" can't be written: the user of the connection has no right to it\. Grant it/,
      ),
    });
  });
});

/** Does `work` while "This installation's database" is opened by a role that may read and no more. */
async function asReader<T>(work: () => Promise<T>): Promise<T> {
  const user = `reader_${process.pid}`;
  const before = at.installation.dataDatabase;
  await at.data.query(`create role ${user} login password 'reading'; grant select on locked to ${user}`);
  await closePostgresPools(at.installation);
  at.installation.dataDatabase = { ...before, user, password: 'reading' };
  try {
    return await work();
  } finally {
    await closePostgresPools(at.installation);
    at.installation.dataDatabase = before;
    await at.data.query(`drop owned by ${user}; drop role ${user}`);
  }
}

describe('a record that does not fit goes to the error list with key, code, message and data; the others are written', () => {
  const good = item(1);
  test.each<{ what: string; bad: DataRecord; map: Record<string, string>; code: string; says: RegExp }>([
    {
      what: 'a text where a number belongs',
      bad: item(2, { defaultCost: 'n/a' }),
      map: { ...columns, cost: 'defaultCost' },
      code: 'mapping_type',
      says: /"cost" wants a number, but defaultCost is the text "n\/a"/,
    },
    {
      what: 'a number too large for its column',
      bad: item(2, { defaultCost: '123456.78' }),
      map: { ...columns, cost: 'defaultCost' },
      code: 'row_refused',
      says: /A number is larger than its column can hold/,
    },
    {
      what: 'a text too long for its column',
      bad: item(2, { customSku: 'ABCDEFGH' }),
      map: { ...columns, short: 'customSku' },
      code: 'row_refused',
      says: /A value is longer than its column allows/,
    },
    {
      what: 'nothing for a column that must not be empty',
      bad: item(2, { customSku: null }),
      map: { ...columns, needed: 'customSku' },
      code: 'row_refused',
      says: /Nothing came for "needed", which must not be empty/,
    },
    {
      what: 'a rule of the table',
      bad: item(2, { customSku: 'bad' }),
      map: { ...columns, mood: 'customSku' },
      code: 'row_refused',
      says: /breaks "plain_mood_check"/,
    },
    {
      what: 'a row that is not there to point to',
      bad: item(2, { categoryID: '77' }),
      map: { ...columns, parent: 'categoryID' },
      code: 'row_refused',
      says: /points to one that is not there/,
    },
    {
      what: 'a value that another row has',
      bad: item(2, { customSku: 'same' }),
      map: { ...columns, sku: 'customSku' },
      code: 'row_refused',
      says: /Another row has the same value where "plain_sku_key" allows it once/,
    },
    {
      what: 'a character that PostgreSQL does not store',
      bad: item(2, { description: 'a\u0000b' }),
      map: columns,
      code: 'row_refused',
      says: /a character that PostgreSQL does not store/,
    },
    {
      what: 'a day that does not exist',
      bad: item(2, { createTime: '2026-02-30T00:00:00+00:00' }),
      map: { ...columns, stamp: 'createTime' },
      code: 'mapping_type',
      says: /"stamp" wants a time, but createTime is the text "2026-02-30T0…"/,
    },
    { what: 'no key', bad: item(''), map: columns, code: 'key_missing', says: /no value for key itemID/ },
  ])('$what', async ({ bad, map, code, says }) => {
    const plain = { ...good, customSku: code === 'row_refused' && says.source.includes('same value') ? 'same' : 'ok' };
    const { run, errors } = await write({ mapping: rowsFor(map), records: [{ ...plain, categoryID: '' }, bad] });
    expect(run).toMatchObject({ status: 'completedWithErrors' });
    expect(run.steps[1]).toMatchObject({ in: 2, success: 1, ignored: 0, errors: 1 });
    expect(errors).toMatchObject([{ key: bad.itemID, code, message: expect.stringMatching(says), state: 'open' }]);
    const kept = JSON.parse(JSON.stringify(bad).replace('\\u0000', '\ufffd'));
    expect(errors[0]?.record).toEqual(kept);
    expect((await at.data.query('select "itemID" from plain')).rows).toEqual([{ itemID: '1' }]);
  });

  test('one bad record among a hundred costs only itself', async () => {
    const records = Array.from({ length: 100 }, (_, n) => item(n + 1, { customSku: n === 62 ? 'far too long' : 'ok' }));
    const { run, errors } = await write({ mapping: rowsFor({ ...columns, short: 'customSku' }), records });
    expect(run.steps[1]).toMatchObject({ in: 100, success: 99, errors: 1 });
    expect(errors.map(({ key }) => key)).toEqual(['63']);
  });

  test('of two records with one key in a page the later one holds, and both count', async () => {
    const records = [
      item(1, { description: 'old' }),
      item('01', { description: 'other writing' }),
      item(1, { description: 'new' }),
    ];
    const { run } = await write({ records });
    expect(run.steps[1]).toMatchObject({ in: 3, success: 3, errors: 0 });
    expect((await at.data.query('select "itemID", description from plain')).rows).toEqual([
      { itemID: '1', description: 'new' },
    ]);
  });
});

describe('names are data, never SQL', () => {
  test.each([
    'select',
    'User Table',
    "o'brien",
    'x; drop table plain; --',
    'x") values (1); drop table plain; --'.replaceAll('"', "'"),
    'größe',
    '表',
    '😀',
    '$1',
    '-- comment',
    'UPPER',
  ])('a table and a column named %s', async (name) => {
    const mapping = [
      { target: 'itemID', source: 'itemID' },
      { target: name, source: 'description' },
    ];
    await at.data.query('insert into plain ("itemID") values (99)');
    const { run } = await write({ table: name, create: true, mapping });
    expect(run).toMatchObject({ status: 'completed', code: null });
    const { rows } = await at.data.query(`select * from "${name}" order by 1`);
    expect(rows).toEqual([
      { itemID: '1', [name]: 'Item 1' },
      { itemID: '2', [name]: 'Item 2' },
    ]);
    expect((await at.data.query('select from plain')).rowCount).toBe(1);
  });

  test('a column with a quote in its name', async () => {
    const name = 'a"); drop table plain; --';
    const mapping = [
      { target: 'itemID', source: 'itemID' },
      { target: name, source: 'description' },
    ];
    const { run } = await write({ table: 'quoted', create: true, mapping });
    expect(run.status).toBe('completed');
    expect((await at.data.query('select * from quoted order by 1')).rows[0]).toEqual({ itemID: '1', [name]: 'Item 1' });
  });

  test.each([
    [{ table: 'x'.repeat(64), key: ['id'] }, /at most 63/],
    [{ table: 'ü'.repeat(32), key: ['id'] }, /at most 63/],
    [{ table: 'a"b', key: ['id'] }, /without quotes/],
    [{ table: 'a\u0000b', key: ['id'] }, /control characters/],
    [{ table: 'a', key: [] }, /at least one key/],
    [{ file: '../up.csv', format: 'csv' }, /without slashes/],
    [{ file: '..', format: 'csv' }, /more than dots/],
    [{ file: `${'😀'.repeat(50)}.csv`, format: 'csv' }, /at most 180/],
  ])('a target like %j is refused when it is saved', (target, says) => {
    const result = importInput.safeParse({ name: 'x', connectionId: at.tableConnectionId, target });
    expect(JSON.stringify(result.error?.issues)).toMatch(says);
  });
});

test.each<[string, Partial<ImportInput>, string, RegExp]>([
  [
    'a fixed value of another type',
    {
      mapping: [
        { target: 'itemID', source: 'itemID' },
        { target: 'n', value: 'ten', type: 'integer' },
      ],
    },
    'mapping_type',
    /"n" wants a whole number, but its fixed value is the text "ten"/,
  ],
  [
    'a default of another type',
    { mapping: [{ target: 'itemID', source: 'itemID', type: 'integer', default: 'x' }] },
    'mapping_type',
    /its default is the text "x"/,
  ],
  [
    'a column mapped twice',
    {
      mapping: [
        { target: 'itemID', source: 'itemID' },
        { target: 'itemID', value: 1 },
      ],
    },
    'mapping_twice',
    /"itemID" is mapped twice/,
  ],
  [
    'a key that nothing is mapped to',
    { mapping: [{ target: 'name', source: 'description' }] },
    'key_not_mapped',
    /nothing for key column "itemID"/,
  ],
  [
    'a file on a database connection',
    { target: { file: 'a.csv', format: 'csv' } },
    'target_misfit',
    /can't take a file/,
  ],
])('an import with %s is refused when it is saved', async (_, input, code, says) => {
  const target = { table: 'plain', key: ['itemID'], create: true };
  const refused = await createImport(at.installation, system, {
    name: 'x',
    connectionId: at.tableConnectionId,
    operation: 'upsert',
    target,
    mapping: 'auto',
    ...input,
  }).catch((cause: unknown) => cause);
  expect(refused).toBeInstanceOf(CounterflowError);
  expect(refused).toMatchObject({ code, message: expect.stringMatching(says) });
});

test('a database whose host has no address, as when the names are served later than counterflow starts, is waited for', async () => {
  const connectionId = newId();
  const settings = { host: 'nowhere.invalid', database: 'shop', user: 'shop' };
  await at.installation.db
    .insertInto('connection')
    .values({
      id: connectionId,
      name: 'Warehouse',
      apiType: 'postgres',
      environment: 'live',
      status: 'online',
      region: null,
      iclientId: null,
      settings: JSON.stringify(settings),
    })
    .execute();
  const { run } = await write({ connectionId });
  expect(run).toMatchObject({
    status: 'waiting',
    code: 'database_unreachable',
    waiting: { for: 'destination', detail: expect.stringContaining('nowhere.invalid') },
  });
});
