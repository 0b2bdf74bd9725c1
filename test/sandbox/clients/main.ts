import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { sandboxControl } from '../../support/sandbox-control.ts';
import type { Account } from './call.ts';

interface Client {
  package: string;
  version: string;
  series: 'r' | 'x';
  /** Folder of its files within the package. */
  below: string;
  /** Refusals that the API gives too, as far as anybody knows: method, path and status, with the reason. */
  refused: Record<string, string>;
}

const clients: Client[] = [
  {
    package: 'lightspeed-retail-sdk',
    version: '3.5.0',
    series: 'r',
    below: 'dist',
    refused: {
      'GET Item.json 400': 'getItemsWithLowStock filters items by qoh, which is a field of ItemShop.',
      'GET Sale.json 400': 'getSalesByDateRange sends its startDate and endDate as filters.',
    },
  },
  {
    package: '@pipedream/lightspeed_retail_pos',
    version: '0.3.0',
    series: 'r',
    below: '',
    refused: {},
  },
  {
    package: 'vend-nodejs-sdk',
    version: '1.1.2',
    series: 'x',
    below: '',
    refused: { 'GET products 401': 'It begins with an expired token.' },
  },
];

/**
 * `npm run sandbox:clients`: installs public clients of Lightspeed's APIs in a temporary folder and runs every call they
 * offer against a sandbox, with nothing changed but the address. Fails when a call fails or is refused that should not be.
 * `--limits real` keeps the real limits: what is refused by them is no failure then.
 */
const limits = process.argv.includes('real') ? 'real' : 'off';
const folder = await mkdtemp(join(tmpdir(), 'sandbox-clients-'));
try {
  await install();
  const failures = [];
  for (const client of clients) failures.push(...(await tryOut(client)));
  console.log(failures.length === 0 ? 'All calls were answered.' : `${failures.length} calls failed that should not.`);
  process.exitCode = failures.length === 0 ? 0 : 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function install(): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{"private": true}');
  const wanted = clients.map(({ package: name, version }) => `${name}@${version}`);
  console.log(`Installing ${wanted.join(', ')} ...`);
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  await promisify(execFile)('npm', ['install', ...quiet, ...wanted], { cwd: folder });
}

/** Runs one client against a store of its own; answers what was refused and should not have been. */
async function tryOut(client: Client): Promise<string[]> {
  const sandbox = await startSandbox();
  try {
    const control = sandboxControl(sandbox);
    const sizes = { items: 60, customers: 40, sales: 80 };
    const store = await control.createStore({ series: client.series, sizes, limits });
    const account: Account = { ...store, ...(await control.grant(store.id)) };
    console.log(`\n${client.package} ${client.version}`);
    const failed = await play(client, sandbox.url, account);
    const requests = await control.call<{ method: string; path: string; status: number }[]>('GET', 'requests');
    const refused = requests.filter(({ status }) => status >= 400 && !isLimited(String(status)));
    const failures = [...failed, ...refused.map(nameOf).filter((name) => !Object.hasOwn(client.refused, name))];
    console.log(`  ${requests.length} requests, ${refused.length} refused`);
    for (const [name, why] of Object.entries(client.refused)) console.log(`  ${name}: ${why}`);
    for (const name of failures) console.log(`  ! ${name}`);
    return failures;
  } finally {
    await sandbox.close();
  }
}

/** Prints what each call gave; answers the calls that the client itself gave up. */
async function play({ package: name, below }: Client, url: string, account: Account): Promise<string[]> {
  const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
  const args = ['--import', here('../../../bin/to-sandbox.mjs'), here('./play.ts'), name, below];
  const env = { ...process.env, SANDBOX: url, ACCOUNT: JSON.stringify(account) };
  const child = spawn(process.execPath, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'exit');
  const failed: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    const [call, outcome] = JSON.parse(line) as [string, string];
    console.log(`  ${call.padEnd(36)} ${outcome}`);
    if (outcome.startsWith('failed: ') && !isLimited(outcome)) failed.push(call);
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`${name} ended with ${code}.`);
  return failed;
}

function isLimited(outcome: string): boolean {
  return limits === 'real' && outcome.includes('429');
}

/** `GET Item.json 400`: a request by its method, the last part of its path that is no id, and its status. */
function nameOf({ method, path, status }: { method: string; path: string; status: number }): string {
  const name = path.split('/').findLast((part) => !/^[\d-]+(\.json)?$|^[0-9a-f-]{36}$/.test(part)) ?? '';
  return `${method} ${name} ${status}`;
}
