import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test, vi } from 'vitest';
import { cClient, openCShop } from '../../support/c-shop.ts';
import { temporaryFolder } from '../../support/process.ts';
import type { Row } from '../../support/sandbox-client.ts';
import { sandboxControl } from '../../support/sandbox-control.ts';

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
  const sandbox = { url: line.replace('SANDBOX=', '') };
  return { sandbox, control: sandboxControl(sandbox), kill };
}

const lists = ['products', 'variants', 'variants/movements', 'customers', 'orders', 'invoices', 'webhooks'];

test('after kill -9, rows and webhooks of a shop are as they were, and what a hook was not told yet is told then', async () => {
  const folder = await temporaryFolder();
  const told: string[] = [];
  let status = 500;
  const listener = createServer((request, response) => {
    told.push(String(request.headers['x-order-id']));
    response.writeHead(status).end(request.resume() && '');
  });
  onTestFinished(() => void listener.close());
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(listener.address() as AddressInfo).port}/`;

  const before = await startProcess(folder);
  const shop = await openCShop(before.sandbox, before.control);
  await shop.post('webhooks.json', { webhook: { itemGroup: 'orders', itemAction: 'created', address } });
  await shop.put('products/3.json', { product: { title: 'Ændret' } });
  await shop.remove('products/4.json');
  await before.control.call('POST', 'changes', { store: shop.store.id, sales: 1, voids: 2, edits: 2 });
  await vi.waitFor(() => expect(told).toContain('91'));
  const read = async (client: Pick<typeof shop, 'all'>) => JSON.stringify(await Promise.all(lists.map(client.all)));
  const shown = (await read(shop)).replaceAll(before.sandbox.url, '');
  await before.kill();

  told.length = 0;
  status = 200;
  const after = await startProcess(folder);
  const again = cClient(after.sandbox, shop.store);
  expect((await read(again)).replaceAll(after.sandbox.url, '')).toBe(shown);
  await vi.waitFor(() => expect(told).toEqual(['91']));
  const { product } = (await again.get('products/3.json')).body as { product: Row };
  expect(product.title).toBe('Ændret');
  expect((await again.get('products/4.json')).status).toBe(404);
});
