import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Access } from '../../src/transfers/access.ts';
import type { MappingPreviewInput } from '../../src/transfers/import-schema.ts';
import { previewMapping } from '../../src/transfers/preview.ts';
import { type TestDatabase, testDatabase } from '../support/database.ts';

const connectionId = '00000000-0000-7000-8000-000000000009';
let database: TestDatabase;
let pool: pg.Pool;

beforeAll(async () => {
  database = await testDatabase();
  pool = new pg.Pool(database.connection);
  await pool.query(
    'create table stock (id bigint primary key, name text, price numeric, made bigint generated always as identity)',
  );
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});

const unused = () => Promise.reject(new Error('this preview has no business there'));
const access: Access = { source: unused, folder: unused, postgres: async () => pool };

const preview = (mapping: MappingPreviewInput['mapping'], table = 'stock') =>
  previewMapping(
    access,
    { mapping, records: [{ itemID: '1', price: 'dear' }], into: { connectionId, table } },
    undefined,
  );

describe('a mapping tried on samples against a table that is there', () => {
  test('a column that the table does not have is named at its row', async () => {
    const { misfits } = await preview([{ target: 'nme', source: 'itemID' }]);
    expect(misfits).toEqual([
      { target: 'nme', message: expect.stringContaining('Table "stock" has no column "nme"') as string },
    ]);
  });

  test('a column of another type is named with both types', async () => {
    const { misfits } = await preview([{ target: 'price', source: 'price', type: 'boolean' }]);
    expect(misfits).toEqual([
      { target: 'price', message: expect.stringContaining('is numeric, but the mapping gives boolean') as string },
    ]);
  });

  test('a column that the database fills in itself is named', async () => {
    const { misfits } = await preview([{ target: 'made', source: 'itemID', type: 'integer' }]);
    expect(misfits[0]?.message).toContain('filled in by the database');
  });

  test('what fits has no misfit, and a value that does not is told by row and target', async () => {
    const { misfits, problems, rows } = await preview([
      { target: 'id', source: 'itemID', type: 'integer' },
      { target: 'price', source: 'price', type: 'numeric' },
    ]);
    expect(misfits).toEqual([]);
    expect(rows).toEqual([{ id: '1', price: null }]);
    expect(problems).toEqual([
      { row: 0, target: 'price', message: '"price" wants a number, but price is the text "dear".' },
    ]);
  });

  test('the mapping of every field misses no column, since a run adds it, but says which is of another type', async () =>
    expect((await preview('auto')).misfits.map(({ target }) => target)).toEqual(['price']));

  test('nothing can be wrong with a table that is still to be made', async () =>
    expect((await preview([{ target: 'anything', source: 'itemID' }], 'later')).misfits).toEqual([]));
});
