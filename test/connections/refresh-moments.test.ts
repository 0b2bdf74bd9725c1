import { afterAll, describe, expect, test } from 'vitest';
import { ConnectionUnavailable } from '../../src/connections/connection-errors.ts';
import { type RefreshMoment, refreshGrant } from '../../src/connections/refresh.ts';
import { type RefreshWorld, readings, refreshWorld, type Subject } from './refresh-world.ts';

const moments: RefreshMoment[] = ['beforeLease', 'leaseTaken', 'beforeSend', 'replied', 'saved'];
const worldOfFile = refreshWorld(afterAll);
const never = new Promise<void>(() => {});

/** One process is held up at `moment` of its refresh while another one needs a token too. */
async function twoProcesses(world: RefreshWorld, subject: Subject, holdUp: () => Promise<void>, moment: RefreshMoment) {
  const { generation } = await world.grant(subject);
  const [first, second] = [world.process(), world.process()];
  const held = refreshGrant(first, await world.row(subject), generation, (at) => (at === moment ? holdUp() : undefined))
    .catch((cause) => expect(cause).toBeInstanceOf(ConnectionUnavailable))
    .then(() => world.ask(first, subject));
  const other = world.time.clock.sleep(1000).then(() => world.ask(second, subject));
  return { held, other };
}

describe('where the refresh token works on', () => {
  const expired = async (world: RefreshWorld) => world.expiredConnection('last', 'old');

  test.each(moments)('a process that sleeps past its lease at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { held, other } = await twoProcesses(world, subject, () => world.time.clock.sleep(90_000), moment);
    expect(await world.run(Promise.all([held, other]))).toEqual([200, 200]);
    await expectAlive(world, subject);
  });

  test.each(moments)('a process that dies at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { other } = await twoProcesses(world, subject, () => never, moment);
    expect(await world.run(other)).toBe(200);
    await expectAlive(world, subject);
  });
});

describe('where a used refresh token dies at once', () => {
  const expired = async (world: RefreshWorld) => world.expiredConnection('last', 'x');
  const harmless = moments.filter((moment) => moment !== 'replied');

  test.each(harmless)('a process that sleeps past its lease at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { held, other } = await twoProcesses(world, subject, () => world.time.clock.sleep(90_000), moment);
    expect(await world.run(Promise.all([held, other]))).toEqual([200, 200]);
    await expectAlive(world, subject);
  });

  test.each(harmless)('a process that dies at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { other } = await twoProcesses(world, subject, () => never, moment);
    expect(await world.run(other)).toBe(200);
    await expectAlive(world, subject);
  });

  test('a process that sleeps with the pair in hand brings the connection back when it wakes', async () => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { held, other } = await twoProcesses(world, subject, () => world.time.clock.sleep(90_000), 'replied');
    const asked = Promise.allSettled([held, other]);
    expect((await world.run(asked)).map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
    await expectOnline(world, subject);
  });

  test('a pair that died with its process is lost, and the connection says so', async () => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const { other } = await twoProcesses(world, subject, () => never, 'replied');
    await expect(world.run(other)).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'refresh_reply_lost' });
  });

  test('a grant that was withdrawn while nothing was in doubt is not called lost', async () => {
    const world = await worldOfFile;
    const subject = await expired(world);
    const [grant] = await world.sandbox.grants(subject.store.id);
    await world.sandbox.endGrant(grant?.family ?? '');
    await expect(world.run(world.ask(world.process(), subject))).rejects.toMatchObject({
      code: 'connection_unauthorized',
    });
    expect(await world.row(subject)).toMatchObject({ status: 'unauthorized', reason: 'refresh_rejected' });
  });

  test('an answer that is cut off is asked for again only when its lease is over, and then known to be lost', async () => {
    const world = await worldOfFile;
    const subject = await expired(world);
    await world.sandbox.fault({
      match: { store: subject.store.id, path: '*/token' },
      kind: 'dropTokenReply',
      times: 1,
    });
    const ask = () => world.run(world.ask(world.process(), subject));
    await expect(ask()).rejects.toMatchObject({ code: 'connection_offline' });
    expect(await world.row(subject)).toMatchObject({ status: 'offline', reason: 'provider_unavailable' });
    await world.time.advance(61_000);
    await expect(ask()).rejects.toMatchObject({ code: 'connection_unauthorized' });
    expect(await world.row(subject)).toMatchObject({ reason: 'refresh_reply_lost' });
  });
});

async function expectOnline(world: RefreshWorld, subject: Subject) {
  await world.time.advance(1800_000);
  expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  expect(await world.row(subject)).toMatchObject({ status: 'online', reason: null });
}

async function expectAlive(world: RefreshWorld, subject: Subject) {
  await expectOnline(world, subject);
  expect(await world.sandbox.grants(subject.store.id)).toMatchObject([{ state: 'live', reuseAttempts: 0 }]);
}

describe.each(readings)('where the token server honours the %s of two pairs', (reading) => {
  test.each(moments)('a process that sleeps past its lease at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await world.expiredConnection(reading);
    const sleep = () => world.time.clock.sleep(90_000);
    const { held, other } = await twoProcesses(world, subject, sleep, moment);
    expect(await world.run(Promise.all([held, other]))).toEqual([200, 200]);
    await expectAlive(world, subject);
  });

  test.each(moments)('a process that dies at "%s" costs nothing', async (moment) => {
    const world = await worldOfFile;
    const subject = await world.expiredConnection(reading);
    const { other } = await twoProcesses(world, subject, () => never, moment);
    expect(await world.run(other)).toBe(200);
    await expectAlive(world, subject);
  });

  test('a process about to send holds back once another has stored the pair', async () => {
    // The first sleeps past its lease with a pair in hand; the second has the lease and is about to send when it wakes.
    const world = await worldOfFile;
    const subject = await world.expiredConnection(reading);
    const row = await world.row(subject);
    const { sleep } = world.time.clock;
    const [first, second] = [world.process(), world.process()];
    const slept = refreshGrant(first, row, 1, (at) => (at === 'replied' ? sleep(70_000) : undefined));
    const used = slept.then(() => world.ask(first, subject));
    const aboutToSend = sleep(61_000)
      .then(() => refreshGrant(second, row, 1, (at) => (at === 'beforeSend' ? sleep(15_000) : undefined)))
      .then(() => world.ask(second, subject));
    expect(await world.run(Promise.all([used, aboutToSend]))).toEqual([200, 200]);
    expect(await world.sandbox.grants(subject.store.id)).toMatchObject([{ refreshes: 1 }]);
    await expectAlive(world, subject);
  });

  test('a pair whose only rival died with its process is not lost for the one before it', async () => {
    // The first process sleeps with a pair in hand, the second dies with the next one. The first saves its pair, which the
    // server has replaced by the dead process's one where it honours the last.
    const world = await worldOfFile;
    const subject = await world.expiredConnection(reading);
    const row = await world.row(subject);
    const [first, second] = [world.process(), world.process()];
    const slept = refreshGrant(first, row, 1, (at) => (at === 'replied' ? world.time.clock.sleep(90_000) : undefined));
    const dead = world.time.clock
      .sleep(61_000)
      .then(() => refreshGrant(second, row, 1, (at) => (at === 'replied' ? never : undefined)));
    void dead;
    await world.run(slept);
    expect(await world.run(world.ask(first, subject))).toBe(200);
    await expectAlive(world, subject);
  });

  test.each([
    { clock: 'right', offMs: 0 },
    { clock: 'slow', offMs: -90_000 },
  ])(
    'a request that slept with a pair in hand is sent, though that of a dead process has replaced it (clock: $clock)',
    async ({ offMs }) => {
      const world = await worldOfFile;
      const subject = await world.freshConnection(reading);
      const match = { store: subject.store.id, host: 'api.lightspeedapp.com' };
      await world.sandbox.fault({ match, kind: 'expireToken', times: 1 });
      const row = await world.row(subject);
      const [first, second] = [world.process(), world.process()];
      let hasSlept = false;
      const send: typeof first.http.send = async (request) => {
        const reply = await first.http.send(request);
        if (request.body?.includes('refresh_token') && !hasSlept) {
          hasSlept = true;
          await world.time.clock.sleep(90_000);
        }
        return reply;
      };
      const clock = { ...first.clock, now: () => new Date(world.time.nowMs + offMs) };
      const asked = world.ask({ ...first, clock, http: { ...first.http, send } }, subject);
      void world.time.clock
        .sleep(61_000)
        .then(() => refreshGrant(second, row, 1, (at) => (at === 'replied' ? never : undefined)));
      expect(await world.run(asked)).toBe(200);
      await expectAlive(world, subject);
    },
  );
});
