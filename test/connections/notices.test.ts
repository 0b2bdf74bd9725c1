import fc from 'fast-check';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { keepOnce } from '../../src/connections/keeper.ts';
import { listNotices, readNotices } from '../../src/notices/notices.ts';
import { writeDueNotices } from '../../src/notices/notifier.ts';
import type { NoticeQuery } from '../../src/notices/schema.ts';
import { reachApi } from '../../src/requests/probe.ts';
import { markOffline, markOnline, markRenewed, markUnauthorized, resetStatus } from '../../src/store/connections.ts';
import type { Tx } from '../../src/store/database.ts';
import { newId } from '../../src/store/id.ts';
import { forgetOldNotices, tellOfOffline } from '../../src/store/notices.ts';
import { type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
beforeEach(async () => {
  world = await worldOfFile;
  for (const table of ['flow', 'export'] as const) await db().deleteFrom(table).execute();
  await world.clear();
  await db().deleteFrom('notice').execute();
  await db().deleteFrom('user').execute();
  subject = await world.freshConnection();
});

const db = () => world.process().db;
const keep = () => world.run(keepOnce(world.process(), reachApi));
const look = () => writeDueNotices(world.process());
const inTransaction = (work: (tx: Tx) => Promise<unknown>) => db().transaction().execute(work);
const told = async () => {
  const rows = await db().selectFrom('notice').select('kind').orderBy('seq').execute();
  return rows.map(({ kind }) => kind.replace('connection.', ''));
};

async function person(): Promise<string> {
  const id = newId();
  await db()
    .insertInto('user')
    .values({ id, name: 'Ann', email: `${id}@example.com`, image: null })
    .execute();
  return id;
}
const noticesOf = (userId: string, query: Partial<NoticeQuery> = {}) =>
  listNotices(world.process(), userId, { limit: 100, unread: false, cursor: undefined, ...query });

/** A flow that reads over the connection. */
async function flowOf({ id: connectionId }: Subject, name: string, enabled: boolean): Promise<string> {
  const [flowId, exportId] = [newId(), newId()];
  await db()
    .insertInto('export')
    .values({ id: exportId, name, connectionId, resource: 'Item', type: 'all', limitRecords: null })
    .execute();
  await db()
    .insertInto('flow')
    .values({ id: flowId, name, enabled, integrationId: null, schedule: null, nextRunAt: null })
    .execute();
  await db().insertInto('flowSource').values({ flowId, id: 'source', position: 0, exportId }).execute();
  return flowId;
}

describe('a connection that needs a person', () => {
  test('is told of when its grant is revoked: once, though two keepers meet it', async () => {
    const flowId = await flowOf(subject, 'Items daily', true);
    await flowOf(subject, 'Switched off', false);
    const match = { store: subject.store.id, host: 'api.lightspeedapp.com' };
    await world.sandbox.fault({ match, kind: 'revoke', times: 1 });
    await world.run(world.ask(world.process(), subject)).catch(() => {});
    await world.run(Promise.all([keepOnce(world.process(), reachApi), keepOnce(world.process(), reachApi)]));
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'refresh_rejected' });
    const { items, unread } = await noticesOf(await person());
    const { name } = await world.row(subject);
    expect(items).toEqual([
      expect.objectContaining({
        kind: 'connection.unauthorized',
        connection: { id: subject.id, name },
        reason: 'refresh_rejected',
        detail: expect.stringMatching(/authorize/i),
        flows: [{ id: flowId, name: 'Items daily' }],
        read: false,
      }),
    ]);
    expect(unread).toBe(1);
  });

  test('two that say so at the same time write one notice', async () => {
    const say = () => markUnauthorized(db(), subject.id, 'token_refused', 'No longer accepted.');
    await Promise.all(Array.from({ length: 8 }, say));
    expect(await told()).toEqual(['unauthorized']);
  });

  test('status and notice stand or fall together: a crash before the commit leaves neither, one after it both', async () => {
    const crash = inTransaction(async (tx) => {
      await markUnauthorized(tx, subject.id, 'token_refused', 'No longer accepted.');
      throw new Error('the process ends here');
    });
    await expect(crash).rejects.toThrow('ends here');
    expect([(await world.row(subject)).status, await told()]).toEqual(['online', []]);
    await inTransaction((tx) => markUnauthorized(tx, subject.id, 'token_refused', 'No longer accepted.'));
    expect([(await world.row(subject)).status, await told()]).toEqual(['unauthorized', ['unauthorized']]);
  });

  test('is told to be back once it is authorized again, with the flows that go on', async () => {
    const flowId = await flowOf(subject, 'Items daily', true);
    await markUnauthorized(db(), subject.id, 'token_refused', 'No longer accepted.');
    await inTransaction((tx) => markRenewed(tx, subject.id));
    await markOnline(db(), subject.id);
    expect(await told()).toEqual(['unauthorized', 'online']);
    const [newest] = (await noticesOf(await person())).items;
    expect(newest).toMatchObject({ kind: 'connection.online', reason: null, flows: [{ id: flowId }] });
  });
});

describe('a connection that can not be reached', () => {
  const away = () => markOffline(db(), subject.id, 'provider_unavailable', 'It does not answer.');

  test('is told of after ten minutes, once, by two that look at the same time', async () => {
    await away();
    await world.time.advance(9.9 * MINUTE_MS);
    await look();
    expect(await told()).toEqual([]);
    await world.time.advance(0.2 * MINUTE_MS);
    await Promise.all(Array.from({ length: 6 }, look));
    await world.time.advance(2 * 60 * MINUTE_MS);
    await away();
    await look();
    expect(await told()).toEqual(['offline']);
  });

  test('is told of once also by one that looked before the other had told, and told after it', async () => {
    await away();
    await world.time.advance(11 * MINUTE_MS);
    const late = db()
      .transaction()
      .setIsolationLevel('repeatable read')
      .execute(async (tx) => {
        await tx.selectFrom('notice').select('id').execute();
        await look();
        await tellOfOffline(tx, 600);
      });
    await late.catch(() => {});
    expect(await told()).toEqual(['offline']);
  });

  test('for a moment only is told nobody, nor that it is back', async () => {
    await away();
    await world.time.advance(9 * MINUTE_MS);
    await markOnline(db(), subject.id);
    await world.time.advance(60 * MINUTE_MS);
    await look();
    expect(await told()).toEqual([]);
  });

  test('is told to be back by the keeper that reaches it, and told of again when it goes away again', async () => {
    await world.sandbox.fault({ kind: 'reset' });
    await world.time.advance(30 * MINUTE_MS);
    await keep();
    await world.time.advance(11 * MINUTE_MS);
    await look();
    await world.sandbox.clearFaults();
    await keep();
    expect((await world.row(subject)).status).toBe('online');
    expect(await told()).toEqual(['offline', 'online']);
    await away();
    await world.time.advance(11 * MINUTE_MS);
    await look();
    expect(await told()).toEqual(['offline', 'online', 'offline']);
  });

  test('is not missed while it is paused', async () => {
    await away();
    await db().updateTable('connection').set({ paused: true }).execute();
    await world.time.advance(DAY_MS);
    await look();
    expect(await told()).toEqual([]);
  });
});

test('whatever happens in whatever order, no state is told twice in a row, and the last one told is true', async () => {
  const steps = {
    online: (tx: Tx) => markOnline(tx, subject.id),
    renewed: (tx: Tx) => markRenewed(tx, subject.id),
    offline: (tx: Tx) => markOffline(tx, subject.id, 'provider_unavailable', 'It does not answer.'),
    unauthorized: (tx: Tx) => markUnauthorized(tx, subject.id, 'token_refused', 'No longer accepted.'),
    reset: (tx: Tx) => resetStatus(tx, [subject.id]),
  };
  const step = fc.record({
    work: fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[])),
    crashes: fc.boolean(),
    beside: fc.option(fc.constantFrom(...(Object.keys(steps) as (keyof typeof steps)[]))),
    minutes: fc.constantFrom(0, 4, 11),
  });
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), async (history) => {
      await db().deleteFrom('notice').execute();
      await db().updateTable('connection').set({ status: 'online', offlineSince: null, nextProbeAt: null }).execute();
      await db().deleteFrom('notice').execute();
      for (const { work, crashes, beside, minutes } of history) {
        const first = inTransaction(async (tx) => {
          await steps[work](tx);
          if (crashes) throw new Error('the process ends here');
        });
        const second = beside ? inTransaction(steps[beside]) : undefined;
        await Promise.allSettled([first, second, look(), look()]);
        await world.time.advance(minutes * MINUTE_MS);
      }
      await world.time.advance(11 * MINUTE_MS);
      await Promise.all([look(), look()]);
      const { status } = await world.row(subject);
      const kinds = await told();
      expect(kinds.filter((kind, place) => kind === kinds[place - 1])).toEqual([]);
      expect(kinds[0] ?? 'unauthorized').not.toBe('online');
      if (status === 'online') expect([undefined, 'online']).toContain(kinds.at(-1));
      else if (status !== 'new') expect(kinds.at(-1)).toBe(status);
    }),
    { numRuns: 60 },
  );
}, 30_000);

describe('a sign-in that ends by itself', () => {
  test('by a personal token is told of 14 and 3 days before, each once', async () => {
    await db().deleteFrom('grant').execute();
    const endsAt = new Date(world.time.nowMs + 20 * DAY_MS);
    const secret = { sealed: 'x', fingerprint: '0000', updatedAt: endsAt.toISOString() };
    await db()
      .updateTable('connection')
      .set({
        settings: JSON.stringify({ personalTokenExpiresAt: endsAt.toISOString() }),
        secrets: JSON.stringify({ personalToken: secret }),
      })
      .execute();
    const days: number[] = [];
    for (let day = 0; day < 21; day += 1) {
      const before = (await told()).length;
      await Promise.all([look(), look()]);
      if ((await told()).length > before) days.push(20 - day);
      await world.time.advance(DAY_MS);
    }
    expect(days).toEqual([14, 3]);
    const [newest] = (await noticesOf(await person())).items;
    expect(newest).toMatchObject({
      kind: 'connection.expiring',
      reason: 'personal_token_ends',
      endsAt: endsAt.toISOString(),
    });
  });

  test('by a refresh token that nobody renews is told of, and not again once it is renewed', async () => {
    await db().updateTable('connection').set({ paused: true }).execute();
    await world.time.advance(15.9 * DAY_MS);
    await look();
    expect(await told()).toEqual([]);
    await world.time.advance(0.2 * DAY_MS);
    await look();
    expect(await told()).toEqual(['expiring']);
    await db().updateTable('connection').set({ paused: false }).execute();
    await keep();
    await world.time.advance(12 * DAY_MS);
    await look();
    expect(await told()).toEqual(['expiring']);
  });

  test('found late is told of once', async () => {
    await db().updateTable('connection').set({ paused: true }).execute();
    await world.time.advance(29 * DAY_MS);
    await look();
    await look();
    expect(await told()).toEqual(['expiring']);
  });
});

describe('reading', () => {
  const trouble = async () => {
    await markUnauthorized(db(), subject.id, 'token_refused', 'No longer accepted.');
    await inTransaction((tx) => markRenewed(tx, subject.id));
  };

  test('is one person’s own: what Ann has read is new to Ben', async () => {
    const [ann, ben] = [await person(), await person()];
    await trouble();
    const { items } = await noticesOf(ann);
    expect(await readNotices(world.process(), ann, { ids: [items[0]?.id ?? '', newId()] })).toEqual({ unread: 1 });
    expect((await noticesOf(ann, { unread: true })).items.map(({ kind }) => kind)).toEqual(['connection.unauthorized']);
    expect((await noticesOf(ben)).unread).toBe(2);
    expect(await readNotices(world.process(), ben, { all: true })).toEqual({ unread: 0 });
    expect((await noticesOf(ben)).items.every(({ read }) => read)).toBe(true);
    expect((await noticesOf(ann)).unread).toBe(1);
  });

  test('goes page by page from the newest on, without gap or repeat while more are written', async () => {
    const ann = await person();
    for (let i = 0; i < 3; i += 1) await trouble();
    const first = await noticesOf(ann, { limit: 4 });
    await trouble();
    const second = await noticesOf(ann, { limit: 4, cursor: first.nextCursor ?? '' });
    const ids = [...first.items, ...second.items].map(({ id }) => id);
    expect([ids.length, new Set(ids).size, second.nextCursor]).toEqual([6, 6, null]);
  });

  test('keeps the name of a connection that was deleted', async () => {
    const { name } = await world.row(subject);
    await trouble();
    await db().deleteFrom('connection').execute();
    expect((await noticesOf(await person())).items[0]?.connection).toEqual({ id: null, name });
  });

  test('old notices are forgotten, but not what a connection was last told to be', async () => {
    await trouble();
    await markUnauthorized(db(), subject.id, 'token_refused', 'No longer accepted.');
    await world.time.advance(91 * DAY_MS);
    await forgetOldNotices(db(), 90);
    expect(await told()).toEqual(['unauthorized']);
    await inTransaction((tx) => markRenewed(tx, subject.id));
    expect(await told()).toEqual(['unauthorized', 'online']);
  });
});
