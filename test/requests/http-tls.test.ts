import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { clientsByIdentity } from '../../src/http/tls-identity.ts';
import { pingConnection } from '../../src/requests/ping.ts';
import { recordingServer } from '../support/recording-server.ts';
import { type HttpWorld, httpWorld } from './http-world.ts';

let world: HttpWorld;
let dir: string;
let made: Record<'ca' | 'serverKey' | 'server' | 'clientKey' | 'client' | 'lockedKey' | 'otherKey' | 'pfx', string>;
beforeAll(async () => {
  world = await httpWorld(afterAll);
  dir = mkdtempSync('/tmp/cf-tls-');
  made = certificates();
});

afterAll(() => rmSync(dir, { recursive: true }));

/** An authority, a server and a client it vouches for, and the client's key behind a passphrase and as PFX. */
function certificates(): typeof made {
  const openssl = (...words: string[]) => execFileSync('openssl', words, { cwd: dir, stdio: 'ignore' });
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...curve,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '3650',
    '-subj',
    '/CN=Test authority',
  );
  for (const name of ['localhost', 'client']) {
    openssl(
      'req',
      ...curve,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      `/CN=${name}`,
      '-addext',
      `subjectAltName=DNS:${name}`,
    );
    openssl(
      'x509',
      '-req',
      '-in',
      `${name}.csr`,
      '-CA',
      'ca.pem',
      '-CAkey',
      'ca.key',
      '-CAcreateserial',
      '-copy_extensions',
      'copyall',
      '-days',
      '3650',
      '-out',
      `${name}.pem`,
    );
  }
  openssl('ec', '-in', 'client.key', '-aes256', '-passout', 'pass:opens it', '-out', 'locked.key');
  openssl(
    'pkcs12',
    '-export',
    '-in',
    'client.pem',
    '-inkey',
    'client.key',
    '-passout',
    'pass:opens it',
    '-out',
    'client.pfx',
  );
  const read = (name: string) => readFileSync(join(dir, name), 'utf8').trim();
  return {
    ca: read('ca.pem'),
    serverKey: read('localhost.key'),
    server: read('localhost.pem'),
    clientKey: read('client.key'),
    client: read('client.pem'),
    lockedKey: read('locked.key'),
    otherKey: read('ca.key'),
    pfx: readFileSync(join(dir, 'client.pfx')).toString('base64'),
  };
}

/** A server of OpenSSL by TLS 1.2, which says in an alert that it wants a certificate; others only end the line. */
async function strictServer(): Promise<string> {
  const port = await freePort();
  const files = ['-key', 'localhost.key', '-cert', 'localhost.pem', '-CAfile', 'ca.pem'];
  const demand = ['-Verify', '1', '-verify_return_error', '-www', '-quiet', '-tls1_2'];
  const server = spawn('openssl', ['s_server', '-accept', `127.0.0.1:${port}`, ...files, ...demand], { cwd: dir });
  onTestFinished(() => void server.kill());
  await vi.waitUntil(() => isOpen(port), { timeout: 10_000 });
  return `https://localhost:${port}`;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

async function isOpen(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const opened = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return opened;
}

const custom = { auth: { type: 'custom' } } as const;
const demanding = () =>
  recordingServer(undefined, {
    key: made.serverKey,
    cert: made.server,
    ca: made.ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
const plain = () => recordingServer(undefined, { key: made.serverKey, cert: made.server });

describe('a client certificate', () => {
  test.each<[string, () => object]>([
    ['as PEM', () => ({ certificate: made.client, key: made.clientKey })],
    ['whose key has a passphrase', () => ({ certificate: made.client, key: made.lockedKey, passphrase: 'opens it' })],
    ['as PFX', () => ({ pfx: made.pfx, passphrase: 'opens it' })],
  ])('%s lets a connection in where one is demanded', async (_, identity) => {
    const api = await demanding();
    const { id, http } = await world.create({ ...custom, baseUri: api.url, tls: { ca: made.ca, ...identity() } });
    expect((await world.send(id)).status).toBe(200);
    expect(JSON.stringify(http)).not.toMatch(/PRIVATE KEY|opens it/);
  });

  test('that is missing is named as what is wrong, by a server that says so', async () => {
    const url = await strictServer();
    const { id } = await world.create({ ...custom, baseUri: url, tls: { ca: made.ca } });
    await expect(world.send(id)).rejects.toMatchObject({ code: 'client_certificate_refused', next: 'user' });
  });

  test('of one connection is not used by another to the same host', async () => {
    const api = await recordingServer(undefined, {
      key: made.serverKey,
      cert: made.server,
      ca: made.ca,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const own = { certificate: made.client, key: made.clientKey, ca: made.ca };
    const { id } = await world.create({ ...custom, baseUri: api.url, tls: own });
    const { id: other } = await world.create({ ...custom, baseUri: api.url, tls: { ca: made.ca } });
    await world.send(id);
    await expect(world.send(other, { method: 'POST' })).rejects.toMatchObject({ code: 'connection_offline' });
    expect(api.seen).toHaveLength(1);
  });

  test.each<[string, () => object, string]>([
    ['without its key', () => ({ certificate: made.client }), 'key'],
    ['with the key of another', () => ({ certificate: made.client, key: made.otherKey }), 'key'],
    [
      'with a passphrase that opens nothing',
      () => ({ certificate: made.client, key: made.lockedKey, passphrase: 'x' }),
      'key',
    ],
    ['a key without it', () => ({ key: made.clientKey }), 'certificate'],
    ['PEM and PFX together', () => ({ certificate: made.client, key: made.clientKey, pfx: made.pfx }), 'pfx'],
    ['a PFX with the wrong passphrase', () => ({ pfx: made.pfx, passphrase: 'x' }), 'pfx'],
    ['a PFX that is none', () => ({ pfx: 'AAAA' }), 'pfx'],
  ])('is refused when it is stored: %s', async (_, identity, field) => {
    await expect(world.create({ ...custom, baseUri: 'https://localhost', tls: identity() })).rejects.toMatchObject({
      code: 'certificate_invalid',
      pointer: `/http/tls/${field}`,
    });
  });
});

describe('who answers', () => {
  test('must be vouched for by a public authority, or by the one that the connection names', async () => {
    const api = await plain();
    const { id } = await world.create({ ...custom, baseUri: api.url });
    await expect(
      world.installation.http.send({
        method: 'GET',
        url: api.url,
        timeoutMs: 5000,
        origins: [api.url],
        environment: 'live',
      }),
    ).rejects.toMatchObject({ code: 'tls_failed' });
    await world.edit(id, { tls: { ca: made.ca } });
    expect((await world.send(id)).status).toBe(200);
  });

  test('is not checked where a connection says so, and Test connection warns of it', async () => {
    const api = await plain();
    const { id } = await world.create({
      ...custom,
      baseUri: api.url,
      tls: { verify: false },
      ping: { relativeUri: '' },
    });
    expect((await world.send(id)).status).toBe(200);
    const { ok, checks } = await pingConnection(world.installation, id);
    expect(ok).toBe(true);
    expect(checks.map(({ message }) => message).join()).toMatch(/certificate is not checked/);
  });

  test('matters for stored secrets: another trust asks for them again', async () => {
    const { id } = await world.create({ baseUri: 'https://localhost', auth: { type: 'token' } }, { token: 'x' });
    for (const tls of [{ verify: false }, { ca: made.ca }]) {
      await expect(world.edit(id, { tls })).rejects.toMatchObject({ code: 'secret_needed' });
    }
  });
});

test('an identity that is used no more is closed after a while, and opened anew when it is needed', async () => {
  vi.useFakeTimers();
  try {
    const closed: string[] = [];
    let opened = 0;
    const clients = clientsByIdentity(({ ca }) => {
      opened += 1;
      return { close: async () => void closed.push(ca ?? '') };
    }, 1000);
    const one = {
      verify: true,
      certificate: undefined,
      key: undefined,
      passphrase: undefined,
      pfx: undefined,
      ca: 'one',
    };
    let done = () => {};
    const long = clients.use(one, () => new Promise<void>((resolve) => (done = resolve)));
    await clients.use({ ...one, ca: 'two' }, async () => {});
    await clients.use(one, async () => {});
    vi.advanceTimersByTime(1000);
    expect(closed).toEqual(['two']);
    done();
    await long;
    vi.advanceTimersByTime(999);
    expect([closed, opened]).toEqual([['two'], 2]);
    vi.advanceTimersByTime(1);
    expect(closed).toEqual(['two', 'one']);
    await clients.use(one, async () => {});
    expect(opened).toBe(3);
    await clients.close();
    expect(closed).toEqual(['two', 'one', 'one']);
  } finally {
    vi.useRealTimers();
  }
});
