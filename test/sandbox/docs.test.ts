import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/sandbox/faults.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/sandbox.md', import.meta.url)), 'utf8');
const examples = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'));

/** A curl command of the page as the request it makes. */
function requestOf(command: string): { method: string; url: string; body: string | undefined } {
  const body = /-d '(.*)'$/.exec(command)?.[1];
  const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
  return { method, url: /\$SANDBOX[^\s"]*/.exec(command)?.[0] ?? '', body };
}

const nameOf = (command: string) => {
  const { method, url } = requestOf(command);
  return `${method} ${url
    .replace('$SANDBOX/_sandbox/', '')
    .replace(/\?.*/, '')
    .replace(/\$[A-Z]+/, '{id}')}`;
};

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

describe('docs/sandbox.md', () => {
  test.each(examples)('its example works: %s', async (command) => {
    const store = await world.control.createStore();
    const { id: fault } = await world.control.fault({ match: { store: 'none' }, kind: 'html' });
    const shop = await world.control.createStore({ series: 'c' });
    const retailer = await world.control.createStore({ series: 'x' });
    await world.control.grant(store.id);
    const [grant] = await world.control.grants(store.id);
    const filled = Object.entries({
      SANDBOX: world.sandbox.url,
      STORE: store.id,
      CLIENT: store.clientId,
      FAULT: fault,
      SHOP: shop.id,
      RETAILER: retailer.id,
      GRANT: grant?.family ?? '',
    });
    const fill = (text: string) => filled.reduce((all, [name, value]) => all.replaceAll(`$${name}`, value), text);
    const { method, url, body } = requestOf(command);
    const reply = await fetch(fill(url), {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: fill(body) }),
    });
    expect(reply.ok, await reply.text()).toBe(true);
  });

  test('has an example of every control call, and of no other', async () => {
    const unknown = await fetch(`${world.sandbox.url}/_sandbox/nothing`);
    const { error } = (await unknown.json()) as { error: string };
    const calls = error
      .replace(/^.*There are: /, '')
      .replace(/\.$/, '')
      .split(', ');
    expect(new Set(examples.map(nameOf))).toEqual(new Set(calls));
  });

  test('lists every kind of fault, and no other', () => {
    const listed = page.slice(page.indexOf('| kind |')).split('\n\n')[0] ?? '';
    const kinds = [...listed.matchAll(/^\| `(\w+)` \|/gm)].map(([, kind]) => kind);
    expect(kinds).toEqual([...faultKinds]);
  });
});
