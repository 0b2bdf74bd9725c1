import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Connection } from '../src/connections/schema.ts';
import type { Run } from '../src/flows/schema.ts';
import type { Store } from '../src/server/store-schema.ts';
import type { Api } from '../test/support/api.ts';
import { type CounterflowProcess, makeDataFolder, spawnCounterflow } from '../test/support/counterflow-process.ts';
import { authorizedConnection, builtInConnection, createFlow, createStore, setUpOwner } from '../test/support/walk.ts';

export const sandboxMain = fileURLToPath(new URL('../src/sandbox/main.ts', import.meta.url));

/** What every bench stands on: a sandbox and a counterflow as processes of their own, with an authorized connection. */
export interface Rig {
  counterflow: CounterflowProcess;
  api: Api;
  dataDir: string;
  store: Store;
  connection: Connection;
  /** The connection to "This installation's database". */
  table: Connection;
  close(): Promise<void>;
}

/** Builds a rig with one store; `limits` as the sandbox's control interface takes them. */
export async function buildRig(items: number, limits: unknown): Promise<Rig> {
  const sandbox = await spawnSandbox();
  const { dataDir, remove } = await makeDataFolder();
  const counterflow = await spawnCounterflow({ dataDir, env: { COUNTERFLOW_SANDBOX_URL: sandbox.url } });
  const api = await setUpOwner(counterflow);
  const store = await createStore(api, { items, sales: 10, customers: 10 }, limits);
  return {
    counterflow,
    api,
    dataDir,
    store,
    connection: await authorizedConnection(api, store),
    table: await builtInConnection(api),
    async close() {
      await counterflow.stop();
      await sandbox.stop();
      await remove();
    },
  };
}

/** The six fields that the benches move, and the columns they go to. */
export const mappedFields = [
  { target: 'item_id', source: 'itemID', type: 'integer' },
  { target: 'name', source: 'description', type: 'text' },
  { target: 'sku', source: 'customSku', type: 'text' },
  { target: 'cost', source: 'defaultCost', type: 'numeric' },
  { target: 'archived', source: 'archived', type: 'boolean' },
  { target: 'changed_at', source: 'timeStamp', type: 'timestamptz' },
] as const;

/** A flow of all items, six fields each, into a table of this name. */
export async function itemsFlow({ api, connection, table }: Rig, name: string): Promise<string> {
  const flow = await createFlow(
    api,
    { name: `Items for ${name}`, connectionId: connection.id, resource: 'Item', type: 'all' },
    {
      name: `Table ${name}`,
      connectionId: table.id,
      target: { table: name, key: ['item_id'], create: true },
      mapping: [...mappedFields],
    },
  );
  return flow.id;
}

/** Runs a flow to its end, looking twice a second so that the watching costs nothing; seconds from its start to its end. */
export async function timedRun(api: Api, flowId: string): Promise<{ run: Run; seconds: number }> {
  const started = await api.post<Run>(`/v1/flows/${flowId}/runs`, {});
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const run = await api.get<Run>(`/v1/runs/${started.id}`);
    if (run.endedAt === null) continue;
    if (run.status !== 'completed') throw new Error(`the run ended as ${run.status}: ${run.code} ${run.detail}`);
    return { run, seconds: (Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000 };
  }
}

const spawnSandbox = () => spawnServer(sandboxMain, ['--port', '0', '--parent-pipe']);

/** A Node server as a process of its own, which prints `SANDBOX=<url>` when it listens. */
export async function spawnServer(script: string, args: string[]) {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const url = await urlOf(child);
  return {
    url,
    pid: child.pid ?? 0,
    async stop() {
      child.kill('SIGTERM');
      await once(child, 'exit');
    },
  };
}

async function urlOf(child: ChildProcess): Promise<string> {
  if (!child.stdout) throw new Error('the sandbox has no output');
  for await (const line of createInterface({ input: child.stdout })) {
    const [, url] = /^SANDBOX=(\S+)$/.exec(line) ?? [];
    if (url) return url;
  }
  throw new Error('the sandbox did not start');
}

/** A figure of /proc/PID/status in MiB, e.g. `VmHWM`, the most memory a process ever held (Linux). */
export async function processMiB(pid: number, field: 'VmHWM' | 'VmRSS'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
  return Number(kib) / 1024;
}

/** The middle one. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
