import { hash } from 'node:crypto';
import type pg from 'pg';
import { CounterflowError } from '../../counterflow-error.ts';
import type { Import } from '../import-schema.ts';
import type { Column } from '../mapping/compile.ts';
import { madeTypes, sentText, sentType } from './column-types.ts';
import type { Destination, Outcome } from './destination.ts';
import { destinationFailure, faultOf, refusalOf } from './postgres-errors.ts';
import { addTableColumns, checkFit, makeTable, quoted, quotedTable, readTable, type Table } from './postgres-table.ts';

export interface PostgresTarget {
  pool: pg.Pool;
  table: string;
  key: string[];
  operation: Import['operation'];
  /** Make the table where there is none. */
  create: boolean;
  /** Add columns that are missing, too: only for a mapping that nobody wrote. */
  extend: boolean;
}

/**
 * Opens a table for writing: makes it when asked, checks that each column is there and takes its type before any row is
 * written. A row that is refused is found by halving, the others are written.
 */
export async function openPostgresDestination(target: PostgresTarget, columns: Column[]): Promise<Destination> {
  const { pool, table, key, operation } = target;
  const adds = operation === 'upsert' || operation === 'insert';
  const keyless = key.filter((name) => !columns.some((column) => column.name === name));
  if (keyless.length > 0) {
    throw new CounterflowError(
      'key_not_mapped',
      `The mapping gives nothing for key column ${keyless.map((name) => `"${name}"`).join(', ')} of table "${table}". Map it, or choose another key.`,
    );
  }
  // Rows that are only changed or removed need a table that is there, as it is.
  const asked = adds ? target : { ...target, create: false, extend: false };
  const prepare = (wanted: Column[]) =>
    prepareTable(asked, wanted, adds ? key : undefined).catch((cause) => {
      throw destinationFailure(cause, table);
    });
  let statement = writeStatement(target, columns, await prepare(columns));
  let current = columns;

  return {
    get columns() {
      return current;
    },
    async addColumns(added) {
      const wanted = [...current, ...added];
      statement = writeStatement(target, wanted, await prepare(wanted));
      current = wanted;
      return true;
    },
    async write(rows) {
      const outcomes = new Array<Outcome>(rows.length);
      const keyAt = key.map((name) => current.findIndex((column) => column.name === name));
      for (const wave of wavesByKey(rows, keyAt, outcomes, key)) {
        await writeRows(pool, { table, statement, columns: current }, rows, wave, outcomes);
      }
      return outcomes;
    },
    position: () => ({}),
    finish: async () => {},
    close: async () => {},
  };
}

async function prepareTable(target: PostgresTarget, columns: Column[], needsUnique: string[] | undefined) {
  let table = await readTable(target.pool, target.table);
  if (!table && !target.create) {
    throw new CounterflowError(
      'table_missing',
      `There is no table "${target.table}" in the destination. Create it, ${
        target.operation === 'update' || target.operation === 'delete'
          ? 'or check its name'
          : 'or let the import create it'
      }.`,
    );
  }
  if (!table) {
    await makeTable(target.pool, target.table, columns, target.key);
    table = await readTable(target.pool, target.table);
  }
  const missing = columns.filter((column) => !table?.columns.has(column.name));
  if (table && target.extend && missing.length > 0) {
    await addTableColumns(target.pool, target.table, missing);
    table = await readTable(target.pool, target.table);
  }
  if (!table) {
    throw new CounterflowError('table_missing', `Table "${target.table}" could not be made in the destination.`);
  }
  checkFit(target.table, table, columns, needsUnique);
  return table;
}

/**
 * Rows in waves without two of one key, in order: a statement can't touch a row twice, and of two rows with one key the
 * later one must win. A row without its key is refused at once.
 */
function wavesByKey(rows: unknown[][], keyAt: number[], outcomes: Outcome[], key: string[]): number[][] {
  const waves: number[][] = [];
  const seen = new Map<string, number>();
  for (const [index, row] of rows.entries()) {
    const values = keyAt.map((at) => row[at]);
    if (values.some((value) => value === null || value === '')) {
      outcomes[index] = { code: 'key_missing', message: `The record has no value for key ${key.join(', ')}.` };
      continue;
    }
    const name = values.length === 1 ? String(values[0]) : JSON.stringify(values);
    const wave = seen.get(name) ?? 0;
    seen.set(name, wave + 1);
    waves[wave] ??= [];
    waves[wave].push(index);
  }
  return waves;
}

interface Writing {
  table: string;
  statement: Statement;
  columns: Column[];
}

const MOST_DEADLOCKS = 3;

/** Writes the rows at `indexes`; when one of them is refused, halves until it stands alone. */
async function writeRows(
  pool: pg.Pool,
  writing: Writing,
  rows: unknown[][],
  indexes: number[],
  outcomes: Outcome[],
): Promise<void> {
  const { statement, columns, table } = writing;
  const values = columns.map((column, at) => indexes.map((index) => sentText(column, rows[index]?.[at])));
  for (let tries = 1; ; tries += 1) {
    try {
      const done = await pool.query<{ row: string }>({ name: statement.name, text: statement.text, values });
      if (statement.tellsRows) {
        for (const index of indexes) outcomes[index] = 'ignored';
        for (const { row } of done.rows) outcomes[indexes[Number(row) - 1] as number] = 'success';
      } else for (const index of indexes) outcomes[index] = 'success';
      return;
    } catch (cause) {
      if (isDeadlock(cause) && tries <= MOST_DEADLOCKS) continue;
      if (faultOf(cause) !== 'row') throw destinationFailure(cause, table);
      if (indexes.length === 1) {
        outcomes[indexes[0] as number] = refusalOf(cause, table);
        return;
      }
      const half = Math.ceil(indexes.length / 2);
      await writeRows(pool, writing, rows, indexes.slice(0, half), outcomes);
      await writeRows(pool, writing, rows, indexes.slice(half), outcomes);
      return;
    }
  }
}

const isDeadlock = (cause: unknown) => ['40P01', '40001'].includes((cause as { code?: string }).code ?? '');

interface Statement {
  name: string;
  text: string;
  /** The reply lists the rows it touched by their number; else every row was written. */
  tellsRows: boolean;
}

/**
 * One statement for any number of rows: arrays by column, unnested. Fastest of five ways measured for pages of 100 rows
 * (bench/results/write-methods.md).
 */
function writeStatement(target: PostgresTarget, columns: Column[], table: Table): Statement {
  const arrays = columns.map((column, at) => {
    const there = table.columns.get(column.name);
    return `$${at + 1}::${there ? sentType(there) : madeTypes[column.type]}[]`;
  });
  const names = columns.map((column) => quoted(column.name)).join(', ');
  const into = quotedTable(target.table);
  const rows = `unnest(${arrays.join(', ')})`;
  const isKey = (column: Column) => target.key.includes(column.name);
  const keys = target.key.map(quoted);
  const rest = columns.filter((column) => !isKey(column)).map((column) => quoted(column.name));
  const matches = keys.map((name) => `t.${name} = s.${name}`).join(' and ');
  const conflict = `on conflict (${keys.join(', ')})`;
  const texts: Record<Import['operation'], string> = {
    upsert: `insert into ${into} (${names}) select * from ${rows} ${conflict} ${
      rest.length > 0 ? `do update set ${rest.map((name) => `${name} = excluded.${name}`).join(', ')}` : 'do nothing'
    }`,
    insert: `with s as (select * from ${rows} with ordinality as s(${names}, "counterflow row")),
      t as (insert into ${into} (${names}) select ${names} from s ${conflict} do nothing returning ${keys.join(', ')})
      select "counterflow row" as row from s join t on ${matches}`,
    update: `update ${into} t set ${rest.map((name) => `${name} = s.${name}`).join(', ')}
      from ${rows} with ordinality as s(${names}, "counterflow row") where ${matches} returning "counterflow row" as row`,
    delete: `delete from ${into} t using ${rows} with ordinality as s(${names}, "counterflow row")
      where ${matches} returning "counterflow row" as row`,
  };
  const text = texts[target.operation];
  if (target.operation === 'update' && rest.length === 0) {
    throw new CounterflowError(
      'nothing_to_update',
      `The mapping of table "${target.table}" holds nothing but its key.`,
    );
  }
  // A prepared statement's name belongs to one text for as long as a connection lives.
  return { name: hash('sha256', text, 'hex').slice(0, 40), text, tellsRows: target.operation !== 'upsert' };
}
