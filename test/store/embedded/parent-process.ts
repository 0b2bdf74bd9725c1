import { execFileSync } from 'node:child_process';
import pg from 'pg';
import { startEmbeddedPostgres } from '../../../src/store/embedded/embedded-postgres.ts';

// A small counterflow: starts the embedded database on the folder named in the command line, tells its processes, writes
// rows for ever and prints each once it is committed. On SIGINT or SIGTERM it writes one last row and stops in order.
const [dataDir = '', elsewhere = ''] = process.argv.slice(2);
const print = (line: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(line)}\n`);

const postgres = await startEmbeddedPostgres({ dataDir, elsewhere, log: (line) => print({ log: line }) });
const client = new pg.Client(postgres.connection);
await client.connect();
await client.query('CREATE TABLE IF NOT EXISTS written (id bigint PRIMARY KEY)');
const processes = await client.query<{ pid: number }>('SELECT pid FROM pg_stat_activity');
const postmaster = Number(
  (await client.query("SELECT split_part(pg_read_file('postmaster.pid'), E'\\n', 1) AS pid")).rows[0].pid,
);
const watcher = Number(execFileSync('ps', ['-o', 'ppid=', '-p', String(postmaster)], { encoding: 'utf8' }));
let next = Number((await client.query('SELECT coalesce(max(id), 0) + 1 AS next FROM written')).rows[0].next);
print({
  where: postgres.where,
  socket: postgres.connection.host,
  postmaster,
  watcher,
  pids: [watcher, postmaster, ...processes.rows.map((row) => row.pid)],
});

let stopping = false;
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    stopping = true;
  });
}
while (!stopping) await write();
await write();
await client.end();
await postgres.stop();
print({ stopped: true });

async function write(): Promise<void> {
  await client.query('INSERT INTO written VALUES ($1)', [next]);
  print({ written: next });
  next += 1;
}
