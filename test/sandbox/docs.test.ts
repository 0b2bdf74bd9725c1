import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultKinds } from '../../src/sandbox/faults.ts';
import { environmentLines } from '../../src/sandbox/print-environment.ts';
import { startStillSandbox } from '../support/sandbox-client.ts';

const page = readFileSync(fileURLToPath(new URL('../../docs/sandbox.md', import.meta.url)), 'utf8');
const examples = [...page.matchAll(/```sh\n(.*?)```/gs)].flatMap(([, block = '']) => block.trim().split('\n'));

/** A curl command of the page as the request it makes. */
function requestOf(command: string): { method: string; url: string; body: string | undefined } {
  const body = /-d '(.*)'$/.exec(command)?.[1];
  const method = /-X (\w+)/.exec(command)?.[1] ?? (body === undefined ? 'GET' : 'POST');
  return { method, url: /\$SANDBOX[^\s"]*/.exec(command)?.[0] ?? '', body };
}

/** What a curl command of data, headers and a user gets, as JSON. */
async function answerOf(command: string): Promise<object> {
  const args = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const given = (flag: string) => args.flatMap((arg, at) => (arg === flag ? [args[at + 1] ?? ''] : []));
  const [user] = given('-u');
  const headers = new Headers(given('-H').map((header) => header.split(': ') as [string, string]));
  if (user !== undefined) headers.set('authorization', `Basic ${btoa(user)}`);
  const body = given('-d').join('&');
  const sent = body === '' ? {} : { method: 'POST', body: new URLSearchParams(body) };
  return (await (await fetch(args[2] ?? '', { headers, ...sent })).json()) as object;
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

  test('its first calls give a token and rows of each series, with what --print-env prints', async () => {
    const block = /## First calls.*?```bash\n(.*?)```/s.exec(page)?.[1] ?? '';
    const lines = await environmentLines(world.sandbox.url);
    const env = new Map(lines.map((line) => line.split('=') as [string, string]));
    env.set('SANDBOX', world.sandbox.url);
    const answers: object[] = [];
    for (const command of block.replace(/\\\n/g, '').trim().split(/\n+/)) {
      const token = /^(\w+)=\.\.\./.exec(command)?.[1];
      if (token === undefined)
        answers.push(await answerOf(command.replace(/\$(\w+)/g, (_, name) => env.get(name) ?? '')));
      else env.set(token, (answers.at(-1) as { access_token: string }).access_token);
    }
    expect(answers).toMatchObject([
      { access_token: expect.any(String) },
      { Item: [{ itemID: '1' }, { itemID: '2' }] },
      { access_token: expect.any(String) },
      { data: [{ id: expect.any(String) }, { id: expect.any(String) }] },
      { products: [{ id: 1 }, { id: 2 }] },
    ]);
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
