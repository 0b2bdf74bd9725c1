import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Account, Call } from './call.ts';

/** How long one call may take, its client's own retries included. */
const LONGEST_MS = 60_000;

type Calls = (load: (file: string) => Promise<unknown>, account: Account) => Promise<Call[]>;

const clients: Record<string, () => Promise<{ calls: Calls }>> = {
  'lightspeed-retail-sdk': () => import('./lightspeed-retail-sdk.ts'),
  '@pipedream/lightspeed_retail_pos': () => import('./pipedream-lightspeed-retail-pos.ts'),
  'vend-nodejs-sdk': () => import('./vend-nodejs-sdk.ts'),
};

/**
 * Makes every call of one client, in a process of its own: `play.ts PACKAGE BELOW`, the package being installed in the working
 * folder and BELOW the folder of its files. Prints one JSON line for each call: `[name, "12 rows"]`.
 */
const [name = '', below = ''] = process.argv.slice(2);
const say = console.log;
console.log = console.error = console.warn = () => {};

const folder = join(createRequire(join(process.cwd(), 'x.js')).resolve.paths(name)?.[0] ?? '', name, below);
const client = await clients[name]?.();
if (!client) throw new Error(`No client ${name}.`);
const account = JSON.parse(process.env.ACCOUNT ?? '{}') as Account;
for (const { name: call, make } of await client.calls(
  (one) => import(pathToFileURL(join(folder, one)).href),
  account,
)) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error('no answer')), LONGEST_MS).unref());
  try {
    say(JSON.stringify([call, shown(await Promise.race([make(), late]))]));
  } catch (cause) {
    say(JSON.stringify([call, `failed: ${cause instanceof Error ? cause.message : JSON.stringify(cause)}`]));
  }
}
process.exit(0);

function shown(value: unknown): string {
  return Array.isArray(value) ? `${value.length} rows` : (JSON.stringify(value) ?? 'nothing').slice(0, 100);
}
