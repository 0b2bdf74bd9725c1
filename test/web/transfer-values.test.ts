import { describe, expect, test } from 'vitest';
import { ApiProblem } from '../../web/src/api/client.ts';
import * as exported from '../../web/src/screens/exports/export-values.ts';
import * as imported from '../../web/src/screens/imports/import-values.ts';

const problem = (code: string) => new ApiProblem({ status: 422, code, detail: 'the server’s sentence' });

describe('the form of an export', () => {
  const empty = exported.valuesOf(undefined);
  const full: exported.ExportValues = {
    ...empty,
    name: 'Items',
    connectionId: '01a20fa8-5ddf-7388-8464-e0debeb941f4',
    resource: 'Item',
  };

  test('asks for name, connection and resource', () =>
    expect(exported.exportErrors(empty)).toEqual({
      name: 'Give the export a name.',
      connectionId: 'Choose a connection.',
      resource: 'Choose what to export.',
    }));

  test('asks how many records when it is to stop somewhere, and which field a filter is about', () => {
    expect(exported.exportErrors(full)).toEqual({});
    expect(exported.exportErrors({ ...full, type: 'limit' })).toEqual({
      limit: 'Say how many records to read at most.',
    });
    const filters = [{ id: '1', field: ' ', operator: '=' as const, value: '1' }];
    expect(exported.exportErrors({ ...full, filters })).toMatchObject({ filters: 'Name the field of each filter.' });
  });

  test('sends a limit only with the type that has one', () =>
    expect(exported.writeOf({ ...full, limit: 5 })).toMatchObject({ type: 'all', limit: null }));

  test('shows a refusal at the field it is about', () => {
    expect(exported.refusedField(problem('not_incremental'))).toEqual({ type: 'the server’s sentence' });
    expect(exported.refusedField(problem('internal'))).toEqual({});
  });

  test.each([
    { granted: [], lacks: false, because: 'nothing is known' },
    { granted: ['employee:inventory_read'], lacks: false, because: 'one of them suffices' },
    { granted: ['employee:all'], lacks: false, because: 'all covers it' },
    { granted: ['employee:reports'], lacks: true, because: 'none of them was granted' },
  ])('a missing scope: $because', ({ granted, lacks }) => {
    const grant = { scopes: granted } as Parameters<typeof exported.lacksScope>[0]['grant'];
    const resource = { scopes: ['employee:inventory', 'employee:inventory_read'] };
    expect(exported.lacksScope({ grant }, resource)).toBe(lacks);
  });
});

describe('the form of an import', () => {
  const empty = imported.valuesOf(undefined);

  test('asks for a table and its key, or for a file, as the connection has it', () => {
    expect(imported.importErrors(empty, 'table')).toEqual({
      name: 'Give the import a name.',
      table: 'Name the table.',
      key: 'Name at least one key field.',
    });
    expect(imported.importErrors({ ...empty, name: 'x', file: 'a/b.csv' }, 'file')).toEqual({
      file: 'Use a file name without slashes.',
    });
  });

  test('says which key field nothing is mapped to', () => {
    const rows = [
      { id: '1', target: 'name', kind: 'path' as const, source: 'name', value: '', type: null, default: '' },
    ];
    const values = { ...empty, name: 'x', table: 't', key: ['id'], mode: 'fields' as const, rows };
    expect(imported.importErrors(values, 'table').rows).toContain('key field id');
    expect(imported.importErrors({ ...values, mode: 'auto' }, 'table')).toEqual({});
  });

  test('keeps what was typed for a table while a file is written', () => {
    const values = { ...empty, table: 't', key: ['id'], operation: 'delete' as const, file: ' items.csv ' };
    expect(imported.writeOf(values, 'file')).toMatchObject({
      operation: 'insert',
      target: { file: 'items.csv', format: 'csv' },
    });
    expect(imported.writeOf(values, 'table')).toMatchObject({
      operation: 'delete',
      target: { table: 't', key: ['id'] },
    });
  });

  test('names the fields that differ from what somebody else stored', () =>
    expect(imported.differing({ ...empty, table: 'a' }, { ...empty, table: 'b', create: false })).toEqual([
      'Table',
      'Create the table',
    ]));
});
