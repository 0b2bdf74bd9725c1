import type pg from 'pg';
import { CounterflowError } from '../counterflow-error.ts';
import { quoted } from './destinations/postgres-table.ts';
import type { DataRecord } from './export-schema.ts';

/** A table as the viewer lists it. `rows` is exact up to a hundred thousand, then PostgreSQL's estimate. */
export interface TableInfo {
  name: string;
  rows: number;
  columns: { name: string; type: string; key: boolean }[];
}

const EXACT_UP_TO = 100_000;

/** Tables of the current schema with their columns, by name. */
export async function listTables(pool: pg.Pool): Promise<TableInfo[]> {
  const found = await pool.query<{ name: string; estimate: number; columns: TableInfo['columns'] }>(`
    select c.relname as name, greatest(c.reltuples, 0)::float8 as estimate,
      (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'key', coalesce(a.attnum = any(i.indkey), false)) order by a.attnum), '[]')
        from pg_attribute a left join pg_index i on i.indrelid = c.oid and i.indisprimary
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
    order by c.relname limit 500`);
  const tables: TableInfo[] = [];
  for (const { name, estimate, columns } of found.rows) {
    tables.push({ name, columns, rows: estimate > EXACT_UP_TO ? Math.round(estimate) : await countRows(pool, name) });
  }
  return tables;
}

async function countRows(pool: pg.Pool, table: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(`select count(*) as count from ${quoted(table)}`);
  return Number(rows[0]?.count ?? 0);
}

/** One table. Throws `not_found`. */
export async function tableInfo(pool: pg.Pool, name: string): Promise<TableInfo> {
  const table = (await listTables(pool)).find((one) => one.name === name);
  if (table) return table;
  throw new CounterflowError('not_found', `There is no table "${name}". It may have been renamed or dropped.`);
}

export interface RowsQuery {
  limit: number;
  cursor?: string | undefined;
  /** A column, with `-` before it for the other direction. */
  sort?: string | undefined;
}

/**
 * Rows of a table, sorted by a column and then by its key, so that every row has its place. Numbers wider than JSON's and
 * decimals come as text. Throws `not_found` for table or column, `invalid_cursor`.
 */
export async function tableRows(
  pool: pg.Pool,
  name: string,
  { limit, cursor, sort }: RowsQuery,
): Promise<{ items: DataRecord[]; nextCursor: string | null }> {
  const table = await tableInfo(pool, name);
  const offset = cursor === undefined ? 0 : offsetOf(cursor);
  const order = orderOf(table, sort);
  const columns = table.columns.map((column) => shown(column)).join(', ');
  const { rows } = await pool.query<DataRecord>(
    `select ${columns || 'null'} from ${quoted(name)} order by ${order} limit $1 offset $2`,
    [limit + 1, offset],
  );
  const more = rows.length > limit;
  return {
    items: rows.slice(0, limit),
    nextCursor: more ? Buffer.from(`rows:${offset + limit}`).toString('base64url') : null,
  };
}

/** Text for what JSON numbers and JavaScript dates would bend. */
function shown({ name, type }: { name: string; type: string }): string {
  const column = quoted(name);
  if (type.startsWith('timestamp with')) return `to_json(${column})#>>'{}' as ${column}`;
  return /^(numeric|bigint|date|time|interval)/.test(type) ? `${column}::text as ${column}` : column;
}

function offsetOf(cursor: string): number {
  const [, offset] = /^rows:(\d{1,12})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (offset !== undefined) return Number(offset);
  throw new CounterflowError('invalid_cursor', 'This cursor is not one of ours. Start the list again without it.');
}

function orderOf(table: TableInfo, sort: string | undefined): string {
  // With the table's name before it: a bare name would mean the text that is selected, and 10 would come before 9.
  const own = (column: string) => `${quoted(table.name)}.${column}`;
  const keys = table.columns.filter(({ key }) => key).map(({ name }) => own(quoted(name)));
  const rest = keys.length > 0 ? keys : [own('ctid')];
  if (sort === undefined) return rest.join(', ');
  const isDown = sort.startsWith('-');
  const column = isDown ? sort.slice(1) : sort;
  if (!table.columns.some(({ name }) => name === column)) {
    throw new CounterflowError('not_found', `Table "${table.name}" has no column "${column}" to sort by.`);
  }
  return [`${own(quoted(column))}${isDown ? ' desc' : ''} nulls last`, ...rest].join(', ');
}
