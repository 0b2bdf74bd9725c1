import { setTimeout } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { keepOnce } from '../../../src/connections/keeper.ts';
import { applyPendingGrants } from '../../../src/connections/pending-grants.ts';
import type { Installation } from '../../../src/installation.ts';
import { reachApi } from '../../../src/requests/probe.ts';
import { sendRequest } from '../../../src/requests/send-request.ts';
import { startSandbox } from '../../../src/sandbox/sandbox.ts';
import { connectionRow } from '../../../src/store/connections.ts';
import { grantOf } from '../../../src/store/grants.ts';
import { startChild } from '../../support/child.ts';
import { testDatabase } from '../../support/database.ts';
import { openTestInstallation } from '../../support/open-installation.ts';
import { connectedTo, type TokenServerKind } from '../../support/sandbox-connection.ts';
import { type SandboxStore, sandboxControl } from '../../support/sandbox-control.ts';
import { seededNumbers } from '../../support/seeded-numbers.ts';
import { temporaryDataDir } from '../../support/temporary-data-dir.ts';
import { fastClock, RATE } from './fast-clock.ts';
import type { Order } from './killed-process.ts';

const script = new URL('./killed-process.ts', import.meta.url);
const HISTORIES = 30;
const KILLS = 8;
/** Seconds of the histories' own time: a token is renewed every few real seconds. */
const ACCESS_SECONDS = 60;
const kinds: TokenServerKind[] = ['new', 'old', 'x'];
const random = seededNumbers(20_261_125);

interface Subject {
  id: string;
  kind: TokenServerKind;
  store: SandboxStore;
  url: string;
}

async function ask(installation: Installation, { id, url }: Subject): Promise<number | string> {
  const request = { method: 'GET', url, costDrips: 1 } as const;
  return sendRequest(installation, id, request, { lane: 'interactive' }).then(
    ({ status }) => status,
    (cause: { code?: string }) => cause.code ?? String(cause),
  );
}

test(`${HISTORIES} grants outlive processes that are killed while they renew them`, { timeout: 180_000 }, async () => {
  const [database, sandbox] = await Promise.all([testDatabase(), startSandbox()]);
  const control = sandboxControl(sandbox);
  const options = { database: database.connection, dataDir: await temporaryDataDir(), sandboxUrl: sandbox.url };
  const sinceMs = Date.now();
  const last = await openTestInstallation({ ...options, clock: fastClock(sinceMs) });
  onTestFinished(async () => {
    await last.close();
    await sandbox.close();
    await database.drop();
  });
  await control.clock({ rate: RATE });
  const instant = new Date(sinceMs);
  await last.pool.query('insert into clock_setting (base_real, base_virtual, rate) values ($1, $1, $2)', [
    instant,
    RATE,
  ]);

  const subjects: Subject[] = [];
  for (let at = 0; at < HISTORIES; at += 1) {
    const kind = kinds[at % kinds.length] as TokenServerKind;
    const store = await control.createStore({
      ...(kind === 'x' ? { series: 'x' } : { repeatHonours: at % 2 === 0 ? 'first' : 'last' }),
      sizes: { items: 1, customers: 0, sales: 0 },
      accessSeconds: ACCESS_SECONDS,
    });
    const id = await connectedTo(last, control, store, kind);
    subjects.push({ id, kind, store, url: kind === 'x' ? 'outlets' : 'Item.json' });
  }
  // Answers that take a while: most kills find one on its way, and the server goes on with it.
  await control.fault({ match: { path: '*token*' }, kind: 'delay', delayMs: 150, probability: 0.5 });

  const connections = subjects.map(({ id, url }) => ({ id, url }));
  const spawned = async () => {
    const child = await startChild(script, { installation: options, connections, sinceMs } satisfies Order);
    void child.go();
    return child;
  };
  const children = await Promise.all([spawned(), spawned()]);
  onTestFinished(async () => void (await Promise.all(children.map((child) => child.kill()))));
  for (let kill = 0; kill < KILLS; kill += 1) {
    await setTimeout(400 + 1200 * random());
    const at = Math.floor(random() * children.length);
    await children[at]?.kill();
    children[at] = await spawned();
  }
  await Promise.all(children.map((child) => child.kill()));

  await control.clearFaults();
  await applyPendingGrants(last);
  await expect
    .poll(
      async () => {
        await keepOnce(last, reachApi);
        const open = await last.db
          .selectFrom('grant')
          .select('connectionId')
          .where('attemptId', 'is not', null)
          .execute();
        return open.length;
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBe(0);
  for (const subject of subjects) {
    const answer = await ask(last, subject);
    const [row, grant] = await Promise.all([connectionRow(last.db, subject.id), grantOf(last.db, subject.id)]);
    const [at] = await control.grants(subject.store.id);
    expect(at).toMatchObject({ state: 'live' });
    if (subject.kind === 'x' && row?.status === 'unauthorized') {
      // The server replaced a pair whose answer died with its process.
      expect(row.reason).toBe('refresh_reply_lost');
      expect(at?.refreshes).toBeGreaterThan((grant?.generation ?? 1) - 1);
    } else {
      expect({ answer, status: row?.status, reason: row?.reason }).toEqual({
        answer: 200,
        status: 'online',
        reason: null,
      });
    }
    if (subject.kind !== 'x') expect(at).toMatchObject({ reuseAttempts: 0 });
  }
});
