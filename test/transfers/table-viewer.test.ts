import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DataRecord } from '../../src/transfers/export-schema.ts';
import { listTables, tableInfo, tableRows } from '../../src/transfers/tables.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await emptyDatabase();
  pool = new pg.Pool(database.connection);
  pool.on('error', () => {});
  await pool.query(`
    create table "Odd ""name""" ("Key One" integer, "-two" text, "select" jsonb, primary key ("Key One"));
    insert into "Odd ""name""" select n, case when n % 3 = 0 then null else 't' || n end, to_jsonb(n) from generate_series(1, 25) n;
    create table public.pg_class (id integer primary key, note text);
    insert into public.pg_class values (1, 'ours');
    create table typed (id integer primary key, big bigint, money numeric, at timestamptz, local timestamp, day date,
      raw bytea, doc json, spot point, inf double precision, list integer[], flag boolean, nothing text);
    insert into typed values (1, 9007199254740993, 4.390, '2026-03-01T10:00:00.123456Z', '2026-03-01 10:00', '2026-03-01',
      'ab', '{"b":1,"a":2}', '(1,2)', 'Infinity', '{1,2}', true, null);
    create table keyless (a integer);
    insert into keyless select 1 from generate_series(1, 30);
    create table empty ();
    create schema other;
    create table other.hidden (id integer);
    create view a_view as select 1 as one;
  `);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function allRows(name: string, sort?: string): Promise<DataRecord[]> {
  const rows: DataRecord[] = [];
  let cursor: string | undefined;
  do {
    const page = await tableRows(pool, name, { limit: 7, cursor, sort });
    expect(page.items.length).toBeLessThanOrEqual(7);
    rows.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return rows;
}

test('tables of the current schema are listed, and nothing of another schema, of views or of the system', async () => {
  const tables = await listTables(pool);
  expect(tables.map(({ name, rows }) => [name, rows])).toEqual([
    ['Odd "name"', 25],
    ['empty', 0],
    ['keyless', 30],
    ['pg_class', 1],
    ['typed', 1],
  ]);
});

test.each(['hidden', 'other.hidden', 'a_view', 'pg_authid', 'pg_catalog.pg_class', 'typed; drop table typed', ''])(
  'a table "%s" is not found',
  async (name) => {
    await expect(tableRows(pool, name, { limit: 1 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tableInfo(pool, name)).rejects.toMatchObject({ code: 'not_found' });
  },
);

test("a table that has the name of one of PostgreSQL's own shows its own rows", async () => {
  expect(await allRows('pg_class')).toEqual([{ id: 1, note: 'ours' }]);
});

describe('rows in pages', () => {
  const numbers = Array.from({ length: 25 }, (_, n) => n + 1);
  const keys = async (sort?: string) => (await allRows('Odd "name"', sort)).map((row) => row['Key One']);

  test('come each once, by key', async () => expect(await keys()).toEqual(numbers));
  test('come each once, sorted down', async () => expect(await keys('-Key One')).toEqual(numbers.toReversed()));
  test('come with nothing last, sorted by a column whose name begins with a dash', async () => {
    const sorted = await keys('-two');
    expect(sorted.slice(-8)).toEqual(numbers.filter((n) => n % 3 === 0));
    expect(new Set(sorted).size).toBe(25);
    expect((await keys('--two')).slice(0, 1)).toEqual([8]);
  });
  test('come each once from a table without a key', async () => expect(await allRows('keyless', 'a')).toHaveLength(30));
  test('of a table without columns are none', async () => expect(await allRows('empty')).toEqual([]));

  test.each(['id', 'big', 'money', 'at', 'local', 'day', 'raw', 'doc', 'spot', 'inf', 'list', 'flag', 'nothing'])(
    'can be sorted by %s, either way',
    async (column) => {
      expect(await allRows('typed', column)).toHaveLength(1);
      expect(await allRows('typed', `-${column}`)).toHaveLength(1);
    },
  );

  test.each([
    [{ limit: 5, sort: 'nowhere' }, 'not_found', 'Table "typed" has no column "nowhere" to sort by.'],
    [{ limit: 5, sort: 'id; drop table typed' }, 'not_found', /no column/],
    [{ limit: 5, cursor: 'rubbish' }, 'invalid_cursor', /not one of ours/],
    [{ limit: 5, cursor: Buffer.from('rows:-1').toString('base64url') }, 'invalid_cursor', /not one of ours/],
  ])('asked for with %j are refused', async (query, code, message) => {
    await expect(tableRows(pool, 'typed', query)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });
});

test('values come as they are stored: no digit, no zone and no byte is bent', async () => {
  expect(await allRows('typed')).toEqual([
    {
      id: 1,
      big: '9007199254740993',
      money: '4.390',
      at: '2026-03-01T10:00:00.123456+00:00',
      local: '2026-03-01T10:00:00',
      day: '2026-03-01',
      raw: '\\x6162',
      doc: { b: 1, a: 2 },
      spot: { x: 1, y: 2 },
      inf: 'Infinity',
      list: [1, 2],
      flag: true,
      nothing: null,
    },
  ]);
});
