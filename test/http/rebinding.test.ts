import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { allowedAddress } from '../../src/connections/local-address.ts';
import { addressRule } from '../../src/http/address-rule.ts';
import { httpClient } from '../../src/http/client.ts';

const PUBLIC = '93.184.215.14';
const INSIDE = '127.0.0.1';

/** What a name's server answers, one time after the other; the last answer stays. */
const answers = vi.hoisted(() => ({ of: [] as string[], asked: 0 }));
const next = () => {
  answers.asked += 1;
  return (answers.of.length > 1 ? answers.of.shift() : answers.of[0]) as string;
};

vi.mock('node:dns', async (original) => ({
  ...(await original<typeof import('node:dns')>()),
  lookup: (
    _host: string,
    _options: object,
    done: (error: null, found: { address: string; family: number }[]) => void,
  ) => done(null, [{ address: next(), family: 4 }]),
}));
vi.mock('node:dns/promises', () => ({ lookup: async () => [{ address: next(), family: 4 }] }));

/** A service inside, which must never hear anything. */
async function insideService() {
  let requests = 0;
  let connections = 0;
  const server = createServer((_request, response) => {
    requests += 1;
    response.end('{}');
  });
  server.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => server.listen(0, INSIDE, resolve));
  onTestFinished(() => void server.close());
  return { port: (server.address() as AddressInfo).port, heard: () => ({ requests, connections }) };
}

function answerWith(...of: string[]): void {
  answers.of = of;
  answers.asked = 0;
}

test('a name that is public when a connection is saved and private when a request leaves reaches nobody', async () => {
  const inside = await insideService();
  const rule = addressRule([]);
  answerWith(PUBLIC, INSIDE);
  expect(await allowedAddress(rule, 'rebind.example', inside.port)).toBe(PUBLIC);
  const http = httpClient({ rule, sandboxUrl: () => undefined });
  onTestFinished(() => http.close());
  const url = `http://rebind.example:${inside.port}/`;
  const sent = http.send({
    method: 'GET',
    url,
    headers: { authorization: 'Bearer secret' },
    timeoutMs: 5000,
    origins: [url],
    environment: 'live',
  });
  await expect(sent).rejects.toMatchObject({ code: 'private_address', sent: false, next: 'user' });
  expect(inside.heard()).toEqual({ requests: 0, connections: 0 });
});

test('the address that was judged is the one that is connected to: a name is asked for once a connection', async () => {
  const inside = await insideService();
  answerWith(INSIDE);
  const http = httpClient({ rule: addressRule(['rebind.example']), sandboxUrl: () => undefined });
  onTestFinished(() => http.close());
  const url = `http://rebind.example:${inside.port}/`;
  for (let count = 0; count < 5; count += 1) {
    const reply = await http.send({ method: 'GET', url, timeoutMs: 5000, origins: [url], environment: 'live' });
    expect(reply.status).toBe(200);
  }
  expect(inside.heard()).toEqual({ requests: 5, connections: answers.asked });
});

test('one private address among public ones is enough to refuse the name', async () => {
  const rule = addressRule([]);
  answerWith(INSIDE);
  await expect(allowedAddress(rule, 'rebind.example', 5432)).rejects.toMatchObject({ code: 'private_address' });
});
