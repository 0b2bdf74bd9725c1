import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';

/**
 * The script that a developer would write instead: `fetch`, `pg`, one page after the other, no checkpoint, no limits, no
 * tokens that expire. It writes with the fastest statement known for pages of 100 rows (bench/results/write-methods.md).
 * Arguments: first page's URL, access token, data folder, table. Prints the seconds it took.
 */
const [firstUrl = '', accessToken, dataDir = '', table] = process.argv.slice(2);
const { host, passwords } = databaseOf(dataDir);
const client = new pg.Client({
  host,
  user: 'counterflow_data',
  password: passwords.counterflow_data,
  database: 'counterflow_data',
});
await client.connect();
await client.query(`create table "${table}" (item_id bigint primary key, name text, sku text, cost numeric,
  archived boolean, changed_at timestamptz)`);

const startedMs = performance.now();
let rows = 0;
for (let url = firstUrl; url !== ''; ) {
  const reply = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
  if (!reply.ok) throw new Error(`${reply.status} ${await reply.text()}`);
  const page = (await reply.json()) as { '@attributes': { next: string }; Item: Record<string, string>[] };
  const values = ['itemID', 'description', 'customSku', 'defaultCost', 'archived', 'timeStamp'].map((field) =>
    page.Item.map((item) => item[field]),
  );
  await client.query({
    name: 'upsert',
    text: `insert into "${table}" select * from unnest($1::bigint[], $2::text[], $3::text[], $4::numeric[],
      $5::boolean[], $6::timestamptz[]) on conflict (item_id) do update set name = excluded.name, sku = excluded.sku,
      cost = excluded.cost, archived = excluded.archived, changed_at = excluded.changed_at`,
    values,
  });
  rows += page.Item.length;
  url = page['@attributes'].next;
}
console.log(JSON.stringify({ rows, seconds: (performance.now() - startedMs) / 1000 }));
await client.end();

function databaseOf(folder: string) {
  const passwords = JSON.parse(readFileSync(join(folder, 'postgres-passwords.json'), 'utf8')) as Record<string, string>;
  const pid = readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n');
  return { host: pid[4] ?? '', passwords };
}
