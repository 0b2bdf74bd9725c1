import { execFile } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

const preload = fileURLToPath(new URL('../../bin/to-sandbox.mjs', import.meta.url));

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let env: Record<string, string>;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore();
  const { accessToken } = await world.control.grant(store.id);
  env = {
    SANDBOX: world.sandbox.url,
    TOKEN: accessToken,
    ITEMS: `/API/V3/Account/${store.accountId}/Item.json?limit=1`,
  };
});
afterAll(() => world.sandbox.close());

/** What a program of somebody else prints, as JSON, when it is started with the preload. */
async function run(program: string, more: Record<string, string> = {}): Promise<unknown> {
  const args = ['--import', preload, '--input-type=module', '-e', program];
  const { stdout } = await promisify(execFile)(process.execPath, args, { env: { ...process.env, ...env, ...more } });
  return JSON.parse(stdout);
}

/** Prints status and the `next` link of a reply of node:http. */
const printReply = `async (reply) => {
  let text = '';
  for await (const part of reply) text += part;
  console.log(JSON.stringify([reply.statusCode, JSON.parse(text)['@attributes'].next.slice(0, 48)]));
}`;
const headers = "{ authorization: 'Bearer ' + process.env.TOKEN }";
const nextOnRealHost = [200, 'https://api.lightspeedapp.com/API/V3/Account/100'];

describe('a program started with bin/to-sandbox.mjs asks the sandbox, and gets links on the real host', () => {
  test.each([
    {
      how: 'https.request of options, as axios and request call it',
      program: `import https from 'node:https';
        const agent = new https.Agent({ keepAlive: true });
        const at = { protocol: 'https:', hostname: 'api.lightspeedapp.com', port: 443, path: process.env.ITEMS, agent };
        https.request({ ...at, method: 'GET', headers: ${headers} }, ${printReply}).end();`,
    },
    {
      how: 'get of a URL, imported by name',
      program: `import { get } from 'node:https';
        get(new URL('https://api.lightspeedapp.com' + process.env.ITEMS), { headers: ${headers} }, ${printReply});`,
    },
    {
      how: 'the global fetch',
      program: `const reply = await fetch('https://api.lightspeedapp.com' + process.env.ITEMS, { headers: ${headers} });
        console.log(JSON.stringify([reply.status, (await reply.json())['@attributes'].next.slice(0, 48)]));`,
    },
  ])('by $how', async ({ program }) => expect(await run(program)).toEqual(nextOnRealHost));

  test('with the body, the method and the credentials in the URL that it sent', async () => {
    const c = await world.control.createStore({ series: 'c' });
    const program = `
      const at = 'api.webshopapp.com/en/tags.json';
      const auth = 'Basic ' + Buffer.from(process.env.KEY).toString('base64');
      const sent = { method: 'POST', headers: { authorization: auth, 'content-type': 'application/json' } };
      const made = await fetch(new Request('https://' + at, { ...sent, body: '{"tag": {"title": "Linen"}}' }));
      const { get } = await import('node:https');
      get('https://' + process.env.KEY + '@' + at, async (reply) => {
        let text = '';
        for await (const part of reply) text += part;
        console.log(JSON.stringify([made.status, reply.statusCode, text.includes('Linen')]));
      });`;
    expect(await run(program, { KEY: `${c.apiKey}:${c.apiSecret}` })).toEqual([201, 200, true]);
  });
});

test('other hosts are left alone', async () => {
  const other = createServer((_request, response) => response.end('"as ever"'));
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/api.lightspeedapp.com`;
  const program = `import { get } from 'node:http';
    const fetched = await (await fetch(process.env.OTHER)).text();
    get(process.env.OTHER, (reply) => reply.on('data', (data) => console.log(fetched === String(data) && String(data))));`;
  expect(await run(program, { OTHER: url })).toBe('as ever');
  await new Promise((resolve) => other.close(resolve));
});
