import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { pino } from 'pino';
import { type Accounts, openAccounts } from '../../src/accounts/accounts.ts';
import type { Role } from '../../src/accounts/schema.ts';
import { httpClient } from '../../src/http/client.ts';
import type { Installation } from '../../src/installation.ts';
import { openSandboxHost } from '../../src/server/sandbox-host.ts';
import { buildServer } from '../../src/server/server.ts';
import { openListener } from '../../src/store/notify.ts';
import { accessOf } from '../../src/transfers/access.ts';
import { type Api, apiClient } from './api.ts';
import { testInstallation } from './installation.ts';

/** The HTTP server inside the test's own process, on a real port and a database of its own. */
export interface TestServer {
  url: string;
  installation: Installation;
  accounts: Accounts;
  /** Every route there is, hidden ones too: `GET /v1/flows/:id`. */
  routes: string[];
  /** The owner; the first call makes the account. */
  owner(): Promise<Api>;
  /** The owner's first key. */
  ownerKey(): Promise<string>;
  /** A client with a key of this role. */
  as(role: Exclude<Role, 'owner'>): Promise<Api>;
  close(): Promise<void>;
}

export const ownerInput = { name: 'Olive', email: 'olive@example.com', password: 'correct horse battery' };

export async function startTestServer(options: { publicUrl?: string } = {}): Promise<TestServer> {
  const test = await testInstallation();
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const sandbox = await openSandboxHost({
    external: undefined,
    dataDir: test.installation.dataDir,
    mayStart: true,
    log: test.installation.log,
  });
  const sandboxUrl = () => sandbox.url();
  const http = httpClient({ rule: test.installation.addressRule, sandboxUrl });
  const installation: Installation = {
    ...test.installation,
    http,
    sandboxUrl,
    publicUrls: [{ region: null, url: options.publicUrl ?? url }],
  };
  const accounts = openAccounts(installation);
  const listener = await openListener(installation.pool.options, ['run', 'run_asked', 'connection', 'notice', 'debug']);
  const app = await buildServer(
    {
      installation,
      accounts,
      access: accessOf(installation),
      sandbox,
      listener,
      database: 'embedded',
      version: '0.0.0',
    },
    { logger: pino({ level: 'silent' }), trustProxy: false },
  );
  await app.listen({ host: '127.0.0.1', port });
  let made: Promise<{ key: string }> | undefined;
  const ownerKey = async () => {
    made ??= accounts
      .setUpToken()
      .then((token) => apiClient(url).post<{ key: string }>('/v1/setup', { ...ownerInput, token }));
    return (await made).key;
  };
  const owner = async () => apiClient(url, await ownerKey());
  return {
    url,
    installation,
    accounts,
    routes: routesIn(app.printRoutes({ commonPrefix: false })),
    owner,
    ownerKey,
    async as(role) {
      const api = await owner();
      const { key } = await api.post<{ key: string }>('/v1/apikeys', { name: role, role });
      return apiClient(url, key);
    },
    async close() {
      await app.close();
      await http.close();
      await sandbox.stop();
      await listener.close();
      await test.close();
    },
  };
}

/** Lines like `│   └── /v1/flows/:id (GET, HEAD)` as `GET /v1/flows/:id`, one for each method. */
function routesIn(tree: string): string[] {
  const path: string[] = [];
  return tree.split('\n').flatMap((line) => {
    const [, indent, part, methods] = /^([\s│]*)[├└]── (\S*?)(?: \(([A-Z, ]+)\))?$/.exec(line) ?? [];
    if (indent === undefined || part === undefined) return [];
    path.length = indent.length / 4;
    path.push(part);
    return (methods?.split(', ') ?? []).map((method) => `${method} ${path.join('')}`);
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
