import { once } from 'node:events';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';

/**
 * Four ways to upsert rows by key, side by side: rows a second by rows a statement, each row with 6 columns.
 * Run: `node bench/write-methods.ts <PostgreSQL URL or socket path>`. The figures decide what the destination uses.
 */
const columns = ['itemID', 'description', 'qty', 'price', 'archived', 'timeStamp'] as const;
const types = ['bigint', 'text', 'bigint', 'numeric', 'boolean', 'timestamptz'] as const;
type Row = string[];

const quoted = columns.map((name) => `"${name}"`).join(', ');
const changes = columns
  .slice(1)
  .map((name) => `"${name}" = excluded."${name}"`)
  .join(', ');
const onConflict = `on conflict ("itemID") do update set ${changes}`;

function rowsOf(from: number, count: number): Row[] {
  return Array.from({ length: count }, (_, index) => {
    const id = from + index;
    return [
      `${id}`,
      `Item "number" ${id}, blue`,
      `${id % 50}`,
      `${id % 1000}.95`,
      id % 9 ? 'false' : 'true',
      '2026-01-02T03:04:05+00:00',
    ];
  });
}

type Method = (client: pg.Client, rows: Row[]) => Promise<unknown>;
const methods: Record<string, Method> = {
  'multi-row values': (client, rows) => {
    const places = rows
      .map(
        (_, row) =>
          `(${columns.map((_name, column) => `$${row * columns.length + column + 1}::${types[column]}`).join(',')})`,
      )
      .join(',');
    return client.query(`insert into t (${quoted}) values ${places} ${onConflict}`, rows.flat());
  },
  'unnest of arrays': (client, rows) =>
    client.query({
      name: 'unnest',
      text: `insert into t (${quoted}) select * from unnest(${types.map((type, at) => `$${at + 1}::${type}[]`).join(',')}) ${onConflict}`,
      values: columns.map((_, column) => rows.map((row) => row[column])),
    }),
  json_to_recordset: (client, rows) =>
    client.query({
      name: 'json',
      text: `insert into t (${quoted}) select ${quoted} from json_to_recordset($1) as r(${columns.map((name, at) => `"${name}" ${types[at]}`).join(',')}) ${onConflict}`,
      values: [JSON.stringify(rows.map((row) => Object.fromEntries(columns.map((name, at) => [name, row[at]]))))],
    }),
  'json of arrays': (client, rows) =>
    client.query({
      name: 'jsona',
      text: `insert into t (${quoted}) select ${types.map((type, at) => `(r->>${at})::${type}`).join(',')} from json_array_elements($1::json) r ${onConflict}`,
      values: [JSON.stringify(rows)],
    }),
  'COPY into a temporary table': async (client, rows) => {
    await client.query('begin');
    const stream = client.query(copyFrom(`copy pending (${quoted}) from stdin`));
    stream.end(`${rows.map((row) => row.join('\t')).join('\n')}\n`);
    await once(stream, 'finish');
    await client.query(`insert into t (${quoted}) select ${quoted} from pending ${onConflict}`);
    await client.query('truncate pending');
    await client.query('commit');
  },
};

const target = process.argv[2] ?? '';
const client = new pg.Client(
  target.startsWith('/') ? { host: target, user: 'counterflow', database: 'postgres' } : target,
);
await client.connect();
const definition = columns.map((name, at) => `"${name}" ${types[at]}`).join(', ');
await client.query(`create temporary table pending (${definition})`);
const results: Record<string, unknown>[] = [];
for (const size of [100, 400, 1600]) {
  for (const [method, write] of Object.entries(methods)) {
    await client.query('drop table if exists t');
    await client.query(`create table t (${definition}, primary key ("itemID"))`);
    const total = 40_000;
    const batches = Array.from({ length: total / size }, (_, at) => rowsOf(at * size, size));
    const figures: number[] = [];
    for (const _pass of ['new rows', 'changed rows']) {
      const startedAt = performance.now();
      const cpu = process.cpuUsage();
      for (const rows of batches) await write(client, rows);
      figures.push(
        Math.round(total / ((performance.now() - startedAt) / 1000)),
        Math.round(process.cpuUsage(cpu).user / 1000),
      );
    }
    const [newRows, cpuNew, changed] = figures;
    results.push({
      rowsPerStatement: size,
      method,
      newRowsPerSecond: newRows,
      changedRowsPerSecond: changed,
      clientCpuMs: cpuNew,
    });
  }
}
console.table(results);
await client.query('drop table t');
await client.end();
