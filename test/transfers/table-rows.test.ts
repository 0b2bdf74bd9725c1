import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listTables, tableRows } from '../../src/transfers/tables.ts';
import { emptyDatabase, type TestDatabase } from '../support/database.ts';

let database: TestDatabase;
let pool: pg.Pool;
beforeAll(async () => {
  database = await emptyDatabase();
  pool = new pg.Pool(database.connection);
  pool.on('error', () => {});
  await pool.query(`
    create table "Stock" (id bigint primary key, "unit price" numeric, note text, tags jsonb, at timestamptz);
    insert into "Stock" select n, case when n % 10 = 0 then null else n * 1.5 end,
      case when n % 2 = 0 then '' end, jsonb_build_object('n', n), timestamptz '2026-11-24 12:00:00+01' + n * interval '1 hour'
      from generate_series(1, 25) n`);
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

async function allRows(sort: string | undefined, limit: number): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page: Awaited<ReturnType<typeof tableRows>> = await tableRows(pool, 'Stock', { limit, sort, cursor });
    rows.push(...page.items);
    cursor = page.nextCursor;
  }
  return rows;
}

describe('rows of a table', () => {
  test('come in order of the key as a number, though it is sent as text', async () => {
    const ids = (await allRows(undefined, 7)).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 25 }, (_, n) => String(n + 1)));
  });

  test('are sorted downwards by a column with what has no value last, every row once', async () => {
    const rows = await allRows('-unit price', 4);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(25);
    const prices = rows.map((row) => row['unit price']);
    expect(prices.slice(-2)).toEqual([null, null]);
    const numbers = prices.slice(0, -2).map(Number);
    expect(numbers).toEqual(numbers.toSorted((one, other) => other - one));
  });

  test('keep null apart from empty, JSON as JSON, and times with their zone', async () => {
    const [first, second] = await allRows(undefined, 1000);
    expect(first).toMatchObject({ note: null, tags: { n: 1 }, 'unit price': '1.5' });
    expect(second).toMatchObject({ note: '' });
    expect(Date.parse(String(first?.at))).toBe(Date.parse('2026-11-24T12:00:00Z'));
  });

  test('are refused for a column or a table that is not there, and for a cursor of somebody else', async () => {
    await expect(tableRows(pool, 'Stock', { limit: 5, sort: 'price' })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tableRows(pool, 'stock', { limit: 5 })).rejects.toMatchObject({ code: 'not_found' });
    await expect(tableRows(pool, 'Stock', { limit: 5, cursor: 'x' })).rejects.toMatchObject({ code: 'invalid_cursor' });
  });
});

test('a table is listed with its columns, types, key and count of rows', async () => {
  expect(await listTables(pool)).toEqual([
    {
      name: 'Stock',
      rows: 25,
      columns: [
        { name: 'id', type: 'bigint', key: true },
        { name: 'unit price', type: 'numeric', key: false },
        { name: 'note', type: 'text', key: false },
        { name: 'tags', type: 'jsonb', key: false },
        { name: 'at', type: 'timestamp with time zone', key: false },
      ],
    },
  ]);
});
