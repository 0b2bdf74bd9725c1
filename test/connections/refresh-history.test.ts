import { afterAll, beforeEach, expect, test } from 'vitest';
import { refreshGrant } from '../../src/connections/refresh.ts';
import { refreshHistory, renewNow } from '../../src/connections/refresh-history.ts';
import type { Installation } from '../../src/installation.ts';
import { cleanUp } from '../../src/worker/clean-up.ts';
import { type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const DAY_MS = 86_400_000;
const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let installation: Installation;

beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  installation = world.process();
});

const history = ({ id }: Subject, limit = 100) => refreshHistory(installation, id, { limit });
const renew = ({ id }: Subject) => world.run(renewNow(installation, id));

test('a renewal stands in the history with the pair it replaced and its duration', async () => {
  const subject = await world.freshConnection();
  expect(await history(subject)).toEqual({ items: [], nextCursor: null, renewedLastDay: 0, renewableAt: null });
  await renew(subject);
  await world.time.advance(2000);
  await renew(subject);
  const { items, renewedLastDay } = await history(subject);
  expect(items).toMatchObject([
    { generation: 2, outcome: 'renewed', error: null, detail: null },
    { generation: 1, outcome: 'renewed', error: null, detail: null },
  ]);
  for (const { ms } of items) expect(ms).toBeGreaterThanOrEqual(0);
  expect(renewedLastDay).toBe(2);
  await world.time.advance(DAY_MS + 1000);
  expect((await history(subject)).renewedLastDay).toBe(0);
});

test("a refusal stands there with the token server's own word", async () => {
  const subject = await world.freshConnection();
  const [grant] = await world.sandbox.grants(subject.store.id);
  await world.sandbox.endGrant(grant?.family ?? '');
  await expect(renew(subject)).rejects.toMatchObject({ code: 'connection_unauthorized' });
  const { items } = await history(subject);
  expect(items).toMatchObject([{ outcome: 'refused', error: 'invalid_grant', detail: expect.any(String) }]);
});

test('an answer that was lost is unknown; a process that died leaves its attempt abandoned once its lease is over', async () => {
  const lost = await world.freshConnection('last', {}, 'x');
  await world.sandbox.fault({ match: { path: '**/token' }, kind: 'dropTokenReply', times: 1 });
  await expect(renew(lost)).rejects.toMatchObject({ code: 'connection_offline' });
  expect((await history(lost)).items).toMatchObject([{ outcome: 'unknown', error: null, detail: expect.any(String) }]);

  const died = await world.freshConnection();
  const never = new Promise<void>(() => {});
  await new Promise<void>((resolve) => {
    void world.row(died).then((row) =>
      refreshGrant(installation, row, 1, (moment) => {
        if (moment !== 'beforeSend') return;
        resolve();
        return never;
      }),
    );
  });
  expect((await history(died)).items).toMatchObject([{ outcome: 'underway', ms: null }]);
  await world.time.advance(61_000);
  expect((await history(died)).items).toMatchObject([{ outcome: 'abandoned', ms: null }]);
});

test('nobody can ask for more than five renewals a minute, and is told when the next one is possible', async () => {
  const subject = await world.freshConnection();
  for (let n = 0; n < 5; n += 1) {
    expect((await history(subject)).renewableAt).toBeNull();
    await renew(subject);
    await world.time.advance(1000);
  }
  await expect(renew(subject)).rejects.toMatchObject({ code: 'renewed_too_often', waitMs: expect.closeTo(55_000, -3) });
  const { renewableAt } = await history(subject);
  await world.time.advance(Date.parse(renewableAt ?? '') - world.time.nowMs);
  await renew(subject);
  expect(await world.grant(subject)).toMatchObject({ generation: 7 });
});

test('30 days are kept, and of each connection the newest 500', async () => {
  const [busy, quiet] = [await world.freshConnection(), await world.freshConnection()];
  const attempt = (subject: Subject, n: number, startedAt: Date) => ({
    id: `0199b5a4-0000-7000-8000-${String(n).padStart(12, '0')}`,
    connectionId: subject.id,
    generation: n,
    startedAt,
    endedAt: startedAt,
    outcome: 'pair',
    detail: null,
  });
  const ago = (ms: number) => new Date(world.time.nowMs - ms);
  const rows = Array.from({ length: 510 }, (_, n) => attempt(busy, n, ago((510 - n) * 1000)));
  rows.push(attempt(quiet, 1001, ago(31 * DAY_MS)), attempt(quiet, 1002, ago(29 * DAY_MS)));
  await installation.db.insertInto('refreshAttempt').values(rows).execute();
  await cleanUp(installation);
  const kept = await history(busy, 1000);
  expect(kept.items.map(({ generation }) => generation)).toEqual(Array.from({ length: 500 }, (_, n) => 509 - n));
  expect((await history(quiet)).items.map(({ generation }) => generation)).toEqual([1002]);
  const first = await history(busy, 300);
  const second = await refreshHistory(installation, busy.id, { limit: 300, cursor: first.nextCursor ?? '' });
  expect([...first.items, ...second.items]).toEqual(kept.items);
  expect(second.nextCursor).toBeNull();
});
