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

type Column = TableInfo['columns'][number];

/** What the catalogue says of a table; `place` is its name as SQL, with its schema, so that no other table is meant. */
interface Shape {
  name: string;
  place: string;
  estimate: number;
  columns: Column[];
}

/** Tables of the current schema that the connection's user may read, by name; one of them when `name` is given. */
async function shapesOf(pool: pg.Pool, name?: string): Promise<Shape[]> {
  const found = await pool.query<{ schema: string; name: string; estimate: number; columns: Column[] }>(
    `select current_schema() as schema, c.relname as name, greatest(c.reltuples, 0)::float8 as estimate,
      (select coalesce(json_agg(json_build_object('name', a.attname, 'type', format_type(a.atttypid, a.atttypmod),
          'key', coalesce(a.attnum = any(i.indkey), false)) order by a.attnum), '[]')
        from pg_attribute a left join pg_index i on i.indrelid = c.oid and i.indisprimary
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns
    from pg_class c
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and has_table_privilege(c.oid, 'select') and ($1::text is null or c.relname = $1)
    order by c.relname limit 500`,
    [name ?? null],
  );
  return found.rows.map(({ schema, ...shape }) => ({ ...shape, place: `${quoted(schema)}.${quoted(shape.name)}` }));
}

/** Throws `not_found`. */
async function shapeOf(pool: pg.Pool, name: string): Promise<Shape> {
  const [shape] = await shapesOf(pool, name);
  if (shape) return shape;
  throw new CounterflowError('not_found', `There is no table "${name}". It may have been renamed or dropped.`);
}

async function infoOf(pool: pg.Pool, { name, place, estimate, columns }: Shape): Promise<TableInfo> {
  return { name, columns, rows: estimate > EXACT_UP_TO ? Math.round(estimate) : await countRows(pool, place) };
}

/** A table that was filled lately has no good estimate yet: counting ends a little beyond the exact range. */
async function countRows(pool: pg.Pool, place: string): Promise<number> {
  const { rows } = await pool.query<{ count: string }>(
    `select count(*) as count from (select from ${place} limit ${EXACT_UP_TO + 1}) as counted`,
  );
  return Number(rows[0]?.count ?? 0);
}

/** Tables of the current schema with their columns, by name. */
export async function listTables(pool: pg.Pool): Promise<TableInfo[]> {
  const tables: TableInfo[] = [];
  for (const shape of await shapesOf(pool)) tables.push(await infoOf(pool, shape));
  return tables;
}

/** One table. Throws `not_found`. */
export async function tableInfo(pool: pg.Pool, name: string): Promise<TableInfo> {
  return infoOf(pool, await shapeOf(pool, name));
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
  const table = await shapeOf(pool, name);
  const offset = cursor === undefined ? 0 : offsetOf(cursor);
  const order = orderOf(table, sort);
  const columns = table.columns.map((column) => shown(column)).join(', ');
  const { rows } = await pool.query<DataRecord>(
    `select ${columns || 'null'} from ${table.place} as t order by ${order} limit $1 offset $2`,
    [limit + 1, offset],
  );
  const more = rows.length > limit;
  return {
    items: rows.slice(0, limit),
    nextCursor: more ? Buffer.from(`rows:${offset + limit}`).toString('base64url') : null,
  };
}

/** Text for what JSON numbers, JavaScript dates and byte arrays would bend. */
function shown({ name, type }: Column): string {
  const column = `t.${quoted(name)}`;
  if (type.startsWith('timestamp with')) return `to_json(${column})#>>'{}' as ${quoted(name)}`;
  return /^(numeric|bigint|date|time|interval|bytea|real|double|money)/.test(type)
    ? `${column}::text as ${quoted(name)}`
    : `${column} as ${quoted(name)}`;
}

function offsetOf(cursor: string): number {
  const [, offset] = /^rows:(\d{1,12})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  if (offset !== undefined) return Number(offset);
  throw new CounterflowError('invalid_cursor', 'This cursor is not one of ours. Start the list again without it.');
}

/** Types without an order of their own, which are sorted by their text. */
const orderless = /^(json\b|xml|point|line|lseg|box|path|polygon|circle|xid|cid|aclitem)/;

function orderOf(table: Shape, sort: string | undefined): string {
  // With the table's name before it: a bare name would mean the text that is selected, and 10 would come before 9.
  const own = ({ name, type }: Column) => `t.${quoted(name)}${orderless.test(type) ? '::text' : ''}`;
  const keys = table.columns.filter(({ key }) => key).map(own);
  const rest = keys.length > 0 ? keys : ['t.ctid'];
  if (sort === undefined) return rest.join(', ');
  const named = (name: string) => table.columns.find((column) => column.name === name);
  const up = named(sort);
  const down = up === undefined && sort.startsWith('-') ? named(sort.slice(1)) : undefined;
  const column = up ?? down;
  if (column === undefined) {
    throw new CounterflowError(
      'not_found',
      `Table "${table.name}" has no column "${sort.replace(/^-/, '')}" to sort by.`,
    );
  }
  return [`${own(column)}${down ? ' desc' : ''} nulls last`, ...rest].join(', ');
}
