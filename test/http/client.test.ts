import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { addressRule } from '../../src/http/address-rule.ts';
import { type HttpRequest, httpClient } from '../../src/http/client.ts';

/** A server that keeps what reached it. */
async function startServer(answer: RequestListener) {
  const seen: { url: string; authorization: string | undefined }[] = [];
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    seen.push({ url: request.url ?? '', authorization: request.headers.authorization });
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen };
}

function client(allowed: string[], sandboxUrl?: string) {
  const http = httpClient({ rule: addressRule(allowed), sandboxUrl: () => sandboxUrl });
  onTestFinished(() => http.close());
  const send = (url: string, more: Partial<HttpRequest> = {}) =>
    http.send({
      method: 'GET',
      url,
      headers: { authorization: 'Bearer secret' },
      timeoutMs: 5000,
      origins: [url],
      environment: 'live',
      ...more,
    });
  return send;
}

const json: RequestListener = (_request, response) => response.end('{"ok":true}');
const redirect =
  (to: () => string, status = 302): RequestListener =>
  (request, response) =>
    request.url === '/start' ? response.writeHead(status, { location: to() }).end() : response.end('{}');

describe('credentials go to the origins of their connection alone', () => {
  test('a request to another one is not sent', async () => {
    const [own, other] = [await startServer(json), await startServer(json)];
    const send = client(['127.0.0.1']);
    const sent = send(`${other.origin}/next`, { origins: [own.origin] });
    await expect(sent).rejects.toMatchObject({ code: 'origin_refused', sent: false, next: 'user' });
    await expect(sent).rejects.toThrow(/nothing was sent there/);
    expect(other.seen).toEqual([]);
  });

  test.each([301, 302, 303, 307, 308])('a redirect (%d) to another one is not followed', async (status) => {
    const other = await startServer(json);
    const own = await startServer(redirect(() => `${other.origin}/stolen`, status));
    const send = client(['127.0.0.1']);
    await expect(send(`${own.origin}/start`)).rejects.toMatchObject({ code: 'origin_refused' });
    expect(other.seen).toEqual([]);
  });

  test('a redirect to one of them is followed, with them', async () => {
    const other = await startServer(json);
    const own = await startServer(redirect(() => `${other.origin}/moved`));
    const reply = await client(['127.0.0.1'])(`${own.origin}/start`, { origins: [own.origin, other.origin] });
    expect(reply).toMatchObject({ status: 200, url: `${other.origin}/moved` });
    expect(other.seen).toEqual([{ url: '/moved', authorization: 'Bearer secret' }]);
  });

  test('a redirect from https to http is another origin', async () => {
    const own = await startServer(redirect(() => 'http://api.example/insecure'));
    const origins = [own.origin, 'https://api.example'];
    await expect(client(['127.0.0.1'])(`${own.origin}/start`, { origins })).rejects.toMatchObject({
      code: 'origin_refused',
    });
  });

  test('the answer to a POST is never sent on by a redirect', async () => {
    const own = await startServer(redirect(() => '/elsewhere', 307));
    const reply = await client(['127.0.0.1'])(`${own.origin}/start`, { method: 'POST', body: 'a=b' });
    expect(reply.status).toBe(307);
    expect(own.seen).toHaveLength(1);
  });

  test('redirects in circles end', async () => {
    const own = await startServer((_request, response) => response.writeHead(302, { location: '/start' }).end());
    await expect(client(['127.0.0.1'])(`${own.origin}/start`)).rejects.toMatchObject({ code: 'too_many_redirects' });
    expect(own.seen.length).toBeLessThan(6);
  });
});

describe('private addresses', () => {
  test.each([
    'http://127.0.0.1:9/',
    'http://2130706433:9/',
    'http://0x7f000001:9/',
    'http://0177.0.0.1:9/',
    'http://127.1:9/',
    'http://[::1]:9/',
    'http://[::ffff:127.0.0.1]:9/',
    'http://[0:0:0:0:0:ffff:7f00:1]:9/',
    'http://localhost:9/',
    'http://10.0.0.1:9/',
  ])('are refused before anything is sent: %s', async (url) => {
    const sent = client([])(url);
    await expect(sent).rejects.toMatchObject({ code: 'private_address', sent: false, next: 'user' });
    await expect(sent).rejects.toThrow(/COUNTERFLOW_ALLOW_PRIVATE/);
  });

  test('are refused after a redirect too, also by a name that leads there', async () => {
    const { origin, seen } = await startServer(redirect(() => `http://localhost:${new URL(origin).port}/inside`));
    const origins = [origin, `http://localhost:${new URL(origin).port}`];
    const host = new URL(origin).host;
    await expect(client([host])(`${origin}/start`, { origins })).resolves.toMatchObject({ status: 200 });
    expect(seen).toHaveLength(2);
    const other = await startServer(redirect(() => 'http://[::1]:9/inside'));
    const sent = client([new URL(other.origin).host])(`${other.origin}/start`, {
      origins: [other.origin, 'http://[::1]:9'],
    });
    await expect(sent).rejects.toMatchObject({ code: 'private_address' });
  });
});

describe('limits', () => {
  test('a reply that trickles for longer than the time allowed is given up', async () => {
    const own = await startServer((_request, response) => {
      response.write('{');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    });
    await expect(client(['127.0.0.1'])(own.origin, { timeoutMs: 300.5 })).rejects.toMatchObject({
      code: 'timed_out',
      sent: true,
      next: 'retry',
    });
  });

  test.each([
    { how: 'said beforehand', headers: { 'content-length': String(65 * 1024 * 1024) } },
    { how: 'found out on the way', headers: {} },
  ])('a reply of more than 64 MiB is not read: $how', async ({ headers }) => {
    const own = await startServer((_request, response) => {
      response.writeHead(200, headers);
      const part = Buffer.alloc(1024 * 1024);
      const more = () => {
        while (!response.destroyed) if (!response.write(part)) return void response.once('drain', more);
      };
      more();
    });
    await expect(client(['127.0.0.1'])(own.origin)).rejects.toMatchObject({ code: 'reply_too_large', next: 'user' });
  });

  test('a reply that ends before its length is no reply', async () => {
    const own = await startServer((request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{"half":');
      setImmediate(() => request.socket.destroy());
    });
    await expect(client(['127.0.0.1'])(own.origin)).rejects.toMatchObject({ code: 'connection_lost', sent: true });
  });

  test('a port where nobody listens says that nothing was sent', async () => {
    const { origin } = await startServer(json);
    const free = `http://127.0.0.1:${Number(new URL(origin).port) === 1 ? 2 : 1}`;
    await expect(client(['127.0.0.1'])(free)).rejects.toMatchObject({ sent: false, next: 'retry' });
    await expect(client([])('https://nowhere.invalid/')).rejects.toMatchObject({ code: 'host_not_found', sent: false });
  });

  test('who gives up is not told of a failure of the network', async () => {
    const own = await startServer(() => {});
    const giveUp = new AbortController();
    const sent = client(['127.0.0.1'])(own.origin, { signal: giveUp.signal });
    giveUp.abort(new Error('the run was cancelled'));
    await expect(sent).rejects.toThrow('the run was cancelled');
  });
});

describe('a sandbox stands in for the real hosts', () => {
  test.each(['127.0.0.1', 'localhost'])(
    'and a live connection does not reach it at %s, nor over a line that is open',
    async (host) => {
      const sandbox = await startServer(json);
      const origin = sandbox.origin.replace('127.0.0.1', host);
      const send = client([], origin);
      const url = `${origin}/_sandbox/stores`;
      expect(await send(url, { environment: 'sandbox' })).toMatchObject({ status: 200 });
      await expect(send(url)).rejects.toMatchObject({ code: 'private_address', sent: false });
      expect(sandbox.seen).toHaveLength(1);
    },
  );

  test('for connections of its environment alone, and its addresses read as the real ones', async () => {
    const sandbox = await startServer((request, response) => {
      const next = `${sandbox.origin}/api.lightspeedapp.com/API/V3/Account/1/Item.json?after=x`;
      if (request.url?.includes('start')) response.writeHead(302, { location: next }).end();
      else response.end('{}');
    });
    const send = client([], sandbox.origin);
    const url = 'https://api.lightspeedapp.com/API/start';
    const reply = await send(url, { environment: 'sandbox' });
    expect(reply.url).toBe('https://api.lightspeedapp.com/API/V3/Account/1/Item.json?after=x');
    expect(sandbox.seen.map((one) => one.url)).toEqual([
      '/api.lightspeedapp.com/API/start',
      '/api.lightspeedapp.com/API/V3/Account/1/Item.json?after=x',
    ]);
  });

  test('without one a connection of its environment sends nothing to the real ones', async () => {
    const sent = client([])('https://api.lightspeedapp.com/API/V3/Account.json', { environment: 'sandbox' });
    await expect(sent).rejects.toMatchObject({ code: 'sandbox_not_running', sent: false });
  });
});
