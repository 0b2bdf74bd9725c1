import type pg from 'pg';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Column } from '../mapping/compile.ts';
import { madeTypes, type TableColumn, takes } from './column-types.ts';

/** An existing table: its columns by name, and the column sets that are unique. */
export interface Table {
  columns: Map<string, TableColumn>;
  uniqueKeys: string[][];
}

export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

/** A table's name as SQL; `schema.table` names a schema. */
export function quotedTable(table: string): string {
  const dot = table.indexOf('.');
  return dot > 0 ? `${quoted(table.slice(0, dot))}.${quoted(table.slice(dot + 1))}` : quoted(table);
}

/** What has this name, if anything: its kind as pg_class has it, and whether it is PostgreSQL's own. */
async function relationOf(pool: pg.Pool, table: string) {
  const found = await pool.query<{ oid: string; kind: string; system: boolean }>(
    `select c.oid, c.relkind as kind, n.nspname in ('pg_catalog', 'information_schema', 'pg_toast') as system
       from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = to_regclass($1)`,
    [quotedTable(table)],
  );
  return found.rows[0];
}

/** Reads what a table looks like; undefined where there is none. Throws `not_a_table` for anything else of that name. */
export async function readTable(pool: pg.Pool, table: string): Promise<Table | undefined> {
  const relation = await relationOf(pool, table);
  if (relation === undefined) return undefined;
  if (relation.system || !['r', 'p'].includes(relation.kind)) {
    const what = relation.system ? "one of PostgreSQL's own tables" : `a ${kindWords[relation.kind] ?? 'relation'}`;
    throw new CounterflowError(
      'not_a_table',
      `"${table}" is ${what}, which can't be written. Choose a table, or another name.`,
    );
  }
  const { oid } = relation;
  const found = await pool.query<TableColumn>(
    `select a.attname as name, format_type(t.oid, null) as type, t.typcategory as category, t.typtype as kind,
            a.attgenerated <> '' or a.attidentity = 'a' as generated
       from pg_attribute a
       join pg_type d on d.oid = a.atttypid
       join pg_type t on t.oid = case when d.typtype = 'd' then d.typbasetype else d.oid end
      where a.attrelid = $1 and a.attnum > 0 and not a.attisdropped
      order by a.attnum`,
    [oid],
  );
  const keys = await pool.query<{ columns: string[] }>(
    `select array_agg(a.attname::text) as columns
       from pg_index i
       join unnest(i.indkey::int2[]) k(attnum) on true
       left join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
      where i.indrelid = $1 and i.indisunique and i.indisvalid and i.indimmediate and i.indpred is null and i.indexprs is null
        and i.indnkeyatts = i.indnatts
      group by i.indexrelid`,
    [oid],
  );
  return {
    columns: new Map(found.rows.map((column) => [column.name, column])),
    uniqueKeys: keys.rows.map((row) => row.columns),
  };
}

const kindWords: Record<string, string> = {
  v: 'view',
  m: 'materialized view',
  f: 'foreign table',
  S: 'sequence',
  i: 'index',
  I: 'index',
  c: 'type',
};

/** Makes the table with the mapped columns and the key as its primary key; harmless when it came to be meanwhile. */
export async function makeTable(pool: pg.Pool, table: string, columns: Column[], key: string[]): Promise<void> {
  const definitions = columns.map((column) => `${quoted(column.name)} ${madeTypes[column.type]}`);
  await pool.query(
    `create table if not exists ${quotedTable(table)} (${definitions.join(', ')}, primary key (${key.map(quoted).join(', ')}))`,
  );
}

export async function addTableColumns(pool: pg.Pool, table: string, columns: Column[]): Promise<void> {
  const added = columns.map((column) => `add column if not exists ${quoted(column.name)} ${madeTypes[column.type]}`);
  await pool.query(`alter table ${quotedTable(table)} ${added.join(', ')}`);
}

/** Throws when the mapping does not fit the table; says which column, what is there, and what to do. */
export function checkFit(name: string, table: Table, columns: Column[], needsUnique: string[] | undefined): void {
  const missing = columns.filter((column) => !table.columns.has(column.name)).map((column) => `"${column.name}"`);
  if (missing.length > 0) throw columnMissing(name, table, missing);
  for (const column of columns) {
    const misfit = misfitOf(name, table, column);
    if (misfit) throw misfit;
  }
  if (!needsUnique || table.uniqueKeys.some((key) => sameSet(key, needsUnique))) return;
  throw new CounterflowError(
    'key_not_unique',
    `Table "${name}" has no unique constraint on ${needsUnique.map((column) => `"${column}"`).join(', ')}, so rows can't be matched by it. Add one, or choose another key.`,
  );
}

/** Why a column of the mapping can't be written into the table; undefined where it can. */
export function misfitOf(name: string, table: Table, column: Column): CounterflowError | undefined {
  const there = table.columns.get(column.name);
  if (!there) return columnMissing(name, table, [`"${column.name}"`]);
  if (there.generated) {
    return new CounterflowError(
      'column_generated',
      `Column "${column.name}" of table "${name}" is filled in by the database. Take it out of the mapping.`,
    );
  }
  if (takes(there, column.type)) return undefined;
  return new CounterflowError(
    'column_type',
    `Column "${column.name}" of table "${name}" is ${there.type}, but the mapping gives ${column.type}. Choose another type in the mapping, or change the column.`,
  );
}

function columnMissing(name: string, table: Table, missing: string[]): CounterflowError {
  const has = [...table.columns.keys()].slice(0, 20).join(', ');
  return new CounterflowError(
    'column_missing',
    `Table "${name}" has no column ${missing.join(', ')}. Add it to the table or change the mapping; the table has ${has}.`,
  );
}

const sameSet = (one: string[], other: string[]) =>
  one.length === other.length && one.every((name) => other.includes(name));
