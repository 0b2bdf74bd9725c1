import { expect, onTestFinished } from 'vitest';
import type { HttpClient } from '../../src/http/client.ts';
import type { Installation } from '../../src/installation.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { type ConnectionRow, connectionRow } from '../../src/store/connections.ts';
import { type GrantRow, grantOf } from '../../src/store/grants.ts';
import { newId } from '../../src/store/id.ts';
import { testDatabase } from '../support/database.ts';
import { openTestInstallation } from '../support/open-installation.ts';
import { connectedTo, type TokenServerKind } from '../support/sandbox-connection.ts';
import { type SandboxControl, type SandboxStore, sandboxControl } from '../support/sandbox-control.ts';
import { type AtEnd, temporaryDataDir } from '../support/temporary-data-dir.ts';
import { VirtualTime } from '../support/virtual-time.ts';

export const ACCESS_SECONDS = 1800;

/** Which of two token pairs given for one generation the sandbox honours; Lightspeed does not say. */
export const readings = ['first', 'last'] as const;
export type Reading = (typeof readings)[number];

/** Several processes of one installation on one database, a sandbox behind them, and a time of their own. */
export interface RefreshWorld {
  time: VirtualTime;
  sandbox: SandboxControl;
  /** A process: its own leases, memory and name, on the shared database. */
  process(): Installation;
  /** Removes every connection and fault. */
  clear(): Promise<void>;
  /** A store with a connection that was authorized this moment. */
  freshConnection(reading?: Reading, settings?: object, kind?: TokenServerKind): Promise<Subject>;
  /** The same when its access token has just run out. */
  expiredConnection(reading: Reading, kind?: TokenServerKind): Promise<Subject>;
  /** Waits for work of these processes, letting time pass where all wait. */
  run<T>(work: Promise<T>): Promise<T>;
  row(subject: Subject): Promise<ConnectionRow>;
  grant(subject: Subject): Promise<GrantRow>;
  /** Sends a small request of the connection's; the reply's status. */
  ask(process: Installation, subject: Subject): Promise<number>;
}

export interface Subject {
  id: string;
  kind: TokenServerKind;
  store: SandboxStore;
}

/** Opens a world that ends with the test or suite that `atEnd` belongs to. */
export async function refreshWorld(atEnd: AtEnd = onTestFinished): Promise<RefreshWorld> {
  const database = await testDatabase();
  const time = await VirtualTime.start(database.connection);
  const sandbox = await startSandbox({ realMs: () => time.nowMs });
  const control = sandboxControl(sandbox);
  const base = await openTestInstallation({
    database: database.connection,
    dataDir: await temporaryDataDir(atEnd),
    sandboxUrl: sandbox.url,
    clock: time.clock,
  });
  atEnd(async () => {
    await base.close();
    await time.close();
    await sandbox.close();
    await database.drop();
  });
  let underWay = 0;
  const http: HttpClient = {
    ...base.http,
    async send(request) {
      underWay += 1;
      try {
        const { grant_type, refresh_token } = fieldsOf(request.body ?? '');
        if (grant_type === 'refresh_token') await expectNewest(base, refresh_token ?? '');
        return await base.http.send(request);
      } finally {
        underWay -= 1;
      }
    },
  };
  const { pool } = base;
  const isIdle = () => underWay === 0 && pool.waitingCount === 0 && pool.idleCount === pool.totalCount;
  const process = () => ({ ...base, http, processId: newId() });
  const freshConnection = async (
    reading: Reading = 'last',
    settings: object = {},
    kind: TokenServerKind = 'new',
  ): Promise<Subject> => {
    const habits = kind === 'x' ? { series: 'x' } : { repeatHonours: reading };
    const store = await control.createStore({ ...habits, accessSeconds: ACCESS_SECONDS, ...settings });
    return { id: await connectedTo(base, control, store, kind), store, kind };
  };
  return {
    time,
    sandbox: control,
    process,
    run: (work) => time.run(work, isIdle),
    freshConnection,
    async clear() {
      await control.clearFaults();
      await base.db.deleteFrom('connection').execute();
      await base.db.deleteFrom('iclient').execute();
    },
    async expiredConnection(reading, kind) {
      const subject = await freshConnection(reading, {}, kind);
      await time.advance(ACCESS_SECONDS * 1000);
      return subject;
    },
    row: async ({ id }) => (await connectionRow(base.db, id)) as ConnectionRow,
    grant: async ({ id }) => (await grantOf(base.db, id)) as GrantRow,
    async ask(installation, { id, kind }) {
      const url = kind === 'x' ? 'outlets' : 'Item.json';
      const request = { method: 'GET', url, costDrips: 1 } as const;
      return (await sendRequest(installation, id, request, { lane: 'interactive' })).status;
    },
  };
}

/** Fields of a token request, sent as a form or as JSON. */
function fieldsOf(body: string): Record<string, string> {
  return body.startsWith('{') ? JSON.parse(body) : Object.fromEntries(new URLSearchParams(body));
}

/** Every refresh token that leaves must be the one the database calls the newest at that moment. */
async function expectNewest({ db, vault }: Installation, sent: string): Promise<void> {
  const rows = await db.selectFrom('grant').select('refreshTokenFingerprint').execute();
  expect(rows).toContainEqual({ refreshTokenFingerprint: vault.fingerprint(sent) });
}
