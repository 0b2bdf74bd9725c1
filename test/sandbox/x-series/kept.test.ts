import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../support/process.ts';
import { sandboxControl } from '../../support/sandbox-control.ts';
import { createXStore, type Row, xClient, xGrant } from './x-world.ts';

const main = fileURLToPath(new URL('../../../src/sandbox/main.ts', import.meta.url));

async function startProcess(folder: string) {
  const child = spawn(process.execPath, [main, '--port', '0', '--data', folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  const kill = async () => {
    child.kill('SIGKILL');
    await ended;
  };
  onTestFinished(kill);
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const url = line.replace('SANDBOX=', '');
  return { url, control: sandboxControl({ url }), kill };
}

test('after kill -9, rows, versions, webhooks and tokens of a retailer are as they were', async () => {
  const folder = await temporaryFolder();
  const before = await startProcess(folder);
  const store = await createXStore(before.control, { sizes: { items: 60, customers: 40, sales: 80 }, registers: 2 });
  const { accessToken } = await xGrant(before.control, store.id, {});
  const first = xClient(before.url, store.domainPrefix, accessToken);
  await before.control.call('POST', 'changes', {
    store: store.id,
    edits: 3,
    sales: 3,
    archives: 2,
    voids: 2,
    deletes: 2,
  });
  await before.control.call('PATCH', `stores/${store.id}`, { registers: 3 });
  await first.send('POST', '2.0/webhooks', { type: 'sale.update', url: 'https://shop.example/', active: true });
  const [brand] = (await first.rows('2.0/brands')) as [Row];
  await first.send('DELETE', `2.0/brands/${brand.id}`);
  const lists = ['products', 'customers', 'sales', 'inventory', 'registers', 'brands', 'webhooks'];
  const all = async ({ get }: typeof first) =>
    Promise.all(lists.map(async (list) => (await get(`2.0/${list}?page_size=1000&deleted=true`)).body));
  const seen = await all(first);
  await before.kill();

  const after = await startProcess(folder);
  const second = xClient(after.url, store.domainPrefix, accessToken);
  expect(await all(second)).toEqual(seen);
  const versions = seen.flatMap(({ data }) => (data as Row[]).map(({ version }) => Number(version ?? 0)));
  const made = (await second.send('POST', '2.0/customers', { first_name: 'A', last_name: 'B' })).body.data as Row;
  expect(made.version).toBeGreaterThan(Math.max(...versions));
}, 30_000);
