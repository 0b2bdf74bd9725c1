import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { editIClient } from '../../src/connections/iclients.ts';
import { keeper, keepOnce } from '../../src/connections/keeper.ts';
import { refreshGrant } from '../../src/connections/refresh.ts';
import { renewAt, shareOf } from '../../src/connections/token-step.ts';
import { reachApi } from '../../src/requests/probe.ts';
import { newId } from '../../src/store/id.ts';
import { ACCESS_SECONDS, type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection();
});

const keep = () => world.run(keepOnce(world.process(), reachApi));
const generation = async () => (await world.grant(subject)).generation;
const refreshes = async () => (await world.sandbox.grants(subject.store.id))[0]?.refreshes;
const apiCalls = async () =>
  (await world.sandbox.requests(subject.store.id)).filter(({ host }) => host === 'api.lightspeedapp.com').length;

/** Takes the grant away, as the merchant does in settings. */
async function revoke(): Promise<void> {
  const match = { store: subject.store.id, host: 'api.lightspeedapp.com' };
  const { id } = await world.sandbox.fault({ match, kind: 'revoke', times: 1 });
  await world.run(reachApi(world.process(), subject.id)).catch(() => {});
  await world.sandbox.call('DELETE', `faults/${id}`);
}

describe('renewing ahead of need', () => {
  test('a token in use is renewed at 70 to 80 percent of its life, before any request waits for it', async () => {
    await world.time.advance(0.69 * ACCESS_SECONDS * 1000);
    await keep();
    expect(await generation()).toBe(1);
    await world.time.advance(0.12 * ACCESS_SECONDS * 1000);
    await keep();
    expect(await generation()).toBe(2);
    await keep();
    expect(await refreshes()).toBe(1);
  });

  test('of connections authorized together those are renewed whose moment has come', async () => {
    for (let count = 1; count < 20; count += 1) await world.freshConnection();
    await world.time.advance(0.75 * ACCESS_SECONDS * 1000);
    const before = await world.process().db.selectFrom('grant').selectAll().execute();
    const isDue = (one: (typeof before)[number]) =>
      (renewAt(one, shareOf(one.connectionId))?.getTime() ?? 0) <= world.time.nowMs;
    await keep();
    const after = await world.process().db.selectFrom('grant').select(['connectionId', 'generation']).execute();
    const renewed = after.filter((one) => one.generation === 2).map(({ connectionId }) => connectionId);
    const due = before.filter(isDue).map(({ connectionId }) => connectionId);
    expect(renewed.toSorted()).toEqual(due.toSorted());
  });

  test('where more is due than one round takes, the next round follows at once', async () => {
    for (let count = 1; count < 70; count += 1) await world.freshConnection();
    await world.time.advance(0.85 * ACCESS_SECONDS * 1000);
    const running = await keeper(reachApi).start(world.process());
    const renewed = world.process().db.selectFrom('grant').select('generation').where('generation', '=', 2);
    await expect.poll(async () => (await renewed.execute()).length, { timeout: 10_000 }).toBe(70);
    await running.stop();
  });

  test('connections authorized together are renewed apart', () => {
    const times = { issuedAt: new Date(0), expiresAt: new Date(1_000_000), forced: false };
    const moments = Array.from({ length: 50 }, () => renewAt(times, shareOf(newId()))?.getTime() ?? 0);
    expect(Math.min(...moments)).toBeGreaterThanOrEqual(700_000);
    expect(Math.max(...moments)).toBeLessThanOrEqual(800_000);
    expect(new Set(moments).size).toBeGreaterThan(45);
  });

  test('a grant that nobody uses is renewed at a third of its idle limit, and never dies', async () => {
    for (let day = 1; day <= 66; day += 1) {
      await world.time.advance(DAY_MS);
      await keep();
    }
    expect(await refreshes()).toBe(6);
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  });

  test('a token that can be renewed in its last seconds only is renewed once there, before a request comes', async () => {
    const life = 60;
    subject = await world.freshConnection('last', { accessSeconds: life }, 'old');
    for (let second = 0; second < 3 * life; second += 5) {
      await world.time.advance(5000);
      await keep();
    }
    expect(await refreshes()).toBe(3);
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
    expect(await refreshes()).toBe(3);
  });

  test('requests that come in the window wait for the new token, and none before it', async () => {
    subject = await world.freshConnection('last', {}, 'old');
    const process = world.process();
    await world.time.advance((ACCESS_SECONDS - 20) * 1000);
    expect(await world.run(world.ask(process, subject))).toBe(200);
    expect(await refreshes()).toBe(0);
    await world.time.advance(15_000);
    const asked = Promise.all(Array.from({ length: 5 }, () => world.ask(process, subject)));
    expect(await world.run(asked)).toEqual([200, 200, 200, 200, 200]);
    expect(await refreshes()).toBe(1);
    expect((await world.grant(subject)).expiresAt?.getTime()).toBeGreaterThan(world.time.nowMs + 1_700_000);
  });

  test('a paused connection is left alone', async () => {
    await world.process().db.updateTable('connection').set({ paused: true }).execute();
    await world.time.advance(ACCESS_SECONDS * 1000);
    await keep();
    expect(await generation()).toBe(1);
  });
});

describe('trouble on the network', () => {
  test('is probed at growing gaps, is never called unauthorized, and ends by itself', async () => {
    await world.sandbox.fault({ kind: 'reset' });
    await world.time.advance(ACCESS_SECONDS * 1000);
    const starts: number[] = [];
    const began = world.time.nowMs;
    while (world.time.nowMs < began + 4 * 60 * MINUTE_MS) {
      if ((await keep()) > 0) starts.push(world.time.nowMs);
      expect((await world.row(subject)).status).toBe('offline');
      await world.time.advance(5 * MINUTE_MS);
    }
    const gaps = starts.slice(1).map((at, index) => at - (starts[index] ?? 0));
    expect(gaps.length).toBeGreaterThan(5);
    expect(gaps.length).toBeLessThan(16);
    expect(gaps.at(-1)).toBeGreaterThanOrEqual(60 * MINUTE_MS);
    expect(await world.row(subject)).toMatchObject({ reason: 'provider_unavailable' });

    await world.sandbox.clearFaults();
    await world.time.advance(61 * MINUTE_MS);
    await keep();
    expect(await world.row(subject)).toMatchObject({ status: 'online', reason: null, probes: 0 });
  });

  test('many requests that fail together count as one', async () => {
    await world.sandbox.fault({ match: { host: 'api.lightspeedapp.com' }, kind: 'status', status: 503 });
    const process = world.process();
    const asked = Array.from({ length: 12 }, () => world.ask(process, subject));
    const ends = await world.run(Promise.allSettled(asked));
    expect(ends.every(({ status }) => status === 'rejected')).toBe(true);
    expect(await world.row(subject)).toMatchObject({ status: 'offline', probes: 1 });
  });

  test('a connection that can not even be tried holds up no other', async () => {
    const other = await world.freshConnection();
    const { db } = world.process();
    await db.updateTable('grant').set({ tokenPair: 'v1.1.x.y.z' }).where('connectionId', '=', subject.id).execute();
    await world.time.advance(0.85 * ACCESS_SECONDS * 1000);
    await keep();
    expect((await world.grant(other)).generation).toBe(2);
    expect(await world.row(subject)).toMatchObject({ status: 'offline', reason: 'secret_unreadable' });
  });

  test('a probe that hangs holds up no other, and stopping waits for both', async () => {
    const other = await world.freshConnection();
    const { db } = world.process();
    await db.updateTable('connection').set({ status: 'offline' }).where('id', '=', subject.id).execute();
    await world.time.advance(0.85 * ACCESS_SECONDS * 1000);
    const hanging = Promise.withResolvers<void>();
    const running = await keeper(() => hanging.promise).start(world.process());
    await world.run(expect.poll(async () => (await world.grant(other)).generation, { timeout: 10_000 }).toBe(2));
    const stopped = running.stop();
    hanging.resolve();
    await stopped;
  });

  test('a token server that asks to wait is left alone for as long as it says', async () => {
    await world.time.advance(ACCESS_SECONDS * 1000);
    await world.sandbox.fault({ match: { path: '*/oauth/token' }, kind: 'rateLimit' });
    await keep();
    const { nextProbeAt } = await world.row(subject);
    expect(nextProbeAt?.getTime()).toBeGreaterThanOrEqual(world.time.nowMs + 1000);
    expect((await world.grant(subject)).attemptId).toBeNull();
  });
});

describe('a refusal of the token server', () => {
  test('of the token itself needs a person: refresh_rejected', async () => {
    await revoke();
    await world.time.advance(ACCESS_SECONDS * 1000);
    await keep();
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized' });
    const before = await refreshes();
    await world.time.advance(DAY_MS);
    await keep();
    expect(await refreshes()).toBe(before);
  });

  test('after a reply that was lost is told apart: refresh_reply_lost, also where the old token was used meanwhile', async () => {
    await world.time.advance(0.81 * ACCESS_SECONDS * 1000);
    await world.sandbox.fault({ kind: 'dropTokenReply' });
    await keep();
    await world.sandbox.clearFaults();
    // The next try is put off, so that no attempt stands on the row any more.
    await world.sandbox.fault({ match: { path: '*/oauth/token' }, kind: 'rateLimit' });
    await world.time.advance(70_000);
    await world.run(refreshGrant(world.process(), await world.row(subject), 1)).catch(() => {});
    await world.sandbox.clearFaults();
    expect(await world.grant(subject)).toMatchObject({ attemptId: null, unknownSince: expect.any(Date) });
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
    await world.time.advance(0.2 * ACCESS_SECONDS * 1000);
    await revoke();
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'refresh_reply_lost' });
  });

  test('of the client names the client secret, and a corrected secret brings the connection back without a person', async () => {
    const installation = world.process();
    const { id } = await installation.db.selectFrom('iclient').select('id').executeTakeFirstOrThrow();
    await editIClient(installation, system, id, { clientSecret: 'not the secret' }, undefined);
    await world.time.advance(0.85 * ACCESS_SECONDS * 1000);
    await keep();
    const row = await world.row(subject);
    expect(row).toMatchObject({ status: 'unauthorized', reason: 'oauth_invalid_client' });
    expect(row.reasonDetail).toMatch(/client secret.*Copy it again/);
    await editIClient(installation, system, id, { clientSecret: subject.store.clientSecret }, undefined);
    await keep();
    expect(await world.row(subject)).toMatchObject({ status: 'online', reason: null });
    await keep();
    expect(await generation()).toBe(2);
  });
});

describe('a token that the API refuses', () => {
  test('is renewed once, and the request answered', async () => {
    await world.sandbox.fault({ match: { host: 'api.lightspeedapp.com' }, kind: 'expireToken', times: 1 });
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
    expect(await refreshes()).toBe(1);
  });

  test('is renewed once only, then a reason is given', async () => {
    await world.sandbox.fault({ match: { host: 'api.lightspeedapp.com' }, kind: 'expireToken' });
    await expect(world.run(world.ask(world.process(), subject))).rejects.toMatchObject({
      code: 'connection_unauthorized',
    });
    expect(await refreshes()).toBe(1);
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'token_refused' });
    expect(await apiCalls()).toBe(2);
  });

  test('is no error where a newer one is stored already: the request is sent again', async () => {
    const [slow, quick] = [world.process(), world.process()];
    // The slow process has read its token when the quick one replaces and uses the next: the API then refuses the old one.
    const http = { ...slow.http };
    let first = true;
    http.send = async (request) => {
      if (first && request.url.includes('Item.json')) {
        first = false;
        await refreshGrant(quick, await world.row(subject), 1);
        expect(await world.ask(quick, subject)).toBe(200);
      }
      return slow.http.send(request);
    };
    expect(await world.run(world.ask({ ...slow, http }, subject))).toBe(200);
    expect(await refreshes()).toBe(1);
  });

  test('an answer to a request that left before the refusal does not undo it', async () => {
    const slow = world.process();
    const http = { ...slow.http };
    http.send = async (request) => {
      const reply = await slow.http.send(request);
      await slow.db.updateTable('connection').set({ status: 'unauthorized', reason: 'refresh_rejected' }).execute();
      return reply;
    };
    expect(await world.run(world.ask({ ...slow, http }, subject))).toBe(200);
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'refresh_rejected' });
  });
});
