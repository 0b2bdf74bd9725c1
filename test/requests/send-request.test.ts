import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import type { HttpReply } from '../../src/http/client.ts';
import type { Installation } from '../../src/installation.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { ACCESS_SECONDS, type RefreshWorld, refreshWorld, type Subject } from '../connections/refresh-world.ts';

const api = { host: 'api.lightspeedapp.com' };
const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection();
});

const statuses = async () =>
  (await world.sandbox.requests(subject.store.id)).filter(({ host }) => host === api.host).map(({ status }) => status);

/** The same process with every reply of the API changed on its way. */
function changing(installation: Installation, change: (reply: HttpReply) => void): Installation {
  return {
    ...installation,
    http: {
      ...installation.http,
      async send(request) {
        const reply = await installation.http.send(request);
        change(reply);
        return reply;
      },
    },
  };
}

describe('trouble on the way of a read', () => {
  const troubles = [
    { kind: 'status', status: 500, says: 'Lightspeed is not answering (status 500).' },
    { kind: 'status', status: 503, says: 'Lightspeed is not answering (status 503).' },
    { kind: 'reset', says: 'api.lightspeedapp.com ended the connection before its reply was complete.' },
    { kind: 'html', says: "Lightspeed's answer (status 200) was a web page instead of data." },
    { kind: 'truncate', says: "Lightspeed's answer (status 200) was cut off before its end." },
  ];

  test.each(troubles)('that passes is not noticed: $kind $status', async ({ says: _, ...fault }) => {
    await world.sandbox.fault({ match: api, ...fault, times: 2 });
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
    expect(await world.row(subject)).toMatchObject({ status: 'online' });
  });

  test.each(troubles)('that stays is told in words: $kind $status', async ({ says, ...fault }) => {
    await world.sandbox.fault({ match: api, ...fault });
    const began = world.time.nowMs;
    const asked = world.run(world.ask(world.process(), subject));
    await expect(asked).rejects.toMatchObject({
      code: 'connection_offline',
      next: 'retry',
      message: expect.stringContaining(says),
    });
    expect(world.time.nowMs - began).toBe(500 + 1500 + 4000 + 10_000);
    expect(await world.row(subject)).toMatchObject({ status: 'offline', reason: 'provider_unavailable' });
  });

  test('of a write is not repeated, since nobody knows whether it was done', async () => {
    await world.sandbox.fault({ match: { ...api, method: 'POST' }, kind: 'status', status: 503 });
    const request = { method: 'POST', url: 'Item.json', costDrips: 1 } as const;
    const sent = world.run(sendRequest(world.process(), subject.id, request, { lane: 'interactive' }));
    await expect(sent).rejects.toMatchObject({ code: 'connection_offline' });
    expect(await statuses()).toEqual([503]);
  });

  test('a refusal is final and leaves the connection as it is', async () => {
    await world.sandbox.fault({ match: api, kind: 'status', status: 404 });
    await expect(world.run(world.ask(world.process(), subject))).rejects.toMatchObject({
      code: 'not_found_at_lightspeed',
      next: 'user',
      status: 404,
    });
    expect(await statuses()).toEqual([404]);
    expect(await world.row(subject)).toMatchObject({ status: 'online' });
  });
});

test('a page that leads to another host is refused, without a word about the connection', async () => {
  const request = { method: 'GET', url: 'https://elsewhere.example/API/V3/Item.json?after=x', costDrips: 1 } as const;
  const sent = world.run(sendRequest(world.process(), subject.id, request, { lane: 'backfill' }));
  await expect(sent).rejects.toMatchObject({ code: 'origin_refused', sent: false, next: 'user' });
  expect(await world.row(subject)).toMatchObject({ status: 'online' });
});

describe('a reply that asks to wait (429)', () => {
  test('is obeyed by every process that shares the budget', async () => {
    await world.run(world.ask(world.process(), subject));
    const installation = changing(world.process(), (reply) => {
      if (reply.status === 429) reply.headers.set('retry-after', '40');
    });
    await world.sandbox.fault({ match: api, kind: 'rateLimit', times: 1 });
    const began = world.time.nowMs;
    const [first, second] = [world.ask(installation, subject), world.time.clock.sleep(5000)];
    const other = second.then(() => world.ask(world.process(), subject));
    expect(await world.run(Promise.all([first, other]))).toEqual([200, 200]);
    expect(world.time.nowMs - began).toBeGreaterThanOrEqual(40_000);
    expect(world.time.nowMs - began).toBeLessThan(45_000);
    expect(await statuses()).toEqual([200, 429, 200, 200]);
  });

  test('as an HTTP date is read against the clock of who sent it', async () => {
    const anHourAhead = world.time.nowMs + 3600_000;
    const installation = changing(world.process(), (reply) => {
      if (reply.status !== 429) return;
      reply.headers.set('date', new Date(anHourAhead).toUTCString());
      reply.headers.set('retry-after', new Date(anHourAhead + 20_000).toUTCString());
    });
    await world.sandbox.fault({ match: api, kind: 'rateLimit', times: 1 });
    const began = world.time.nowMs;
    expect(await world.run(world.ask(installation, subject))).toBe(200);
    expect(world.time.nowMs - began).toBeGreaterThanOrEqual(20_000);
    expect(world.time.nowMs - began).toBeLessThan(25_000);
  });

  test('tells our bucket how full the real one is', async () => {
    const installation = changing(world.process(), (reply) => {
      if (reply.status !== 429) return;
      for (const [name, value] of [
        ['retry-after', '1'],
        ['x-ls-api-bucket-level', '90/90'],
        ['x-ls-api-drip-rate', '1'],
      ])
        reply.headers.set(name as string, value as string);
    });
    await world.sandbox.fault({ match: api, kind: 'rateLimit', times: 1 });
    await world.run(world.ask(installation, subject));
    const [budget] = await installation.db
      .selectFrom('budget')
      .selectAll()
      .where('key', 'like', `%${subject.store.clientId}`)
      .execute();
    expect(budget).toMatchObject({ tooManyRequests: 1, learned: true });
  });
});

test('the budget comes before the token: one that runs out while a request waits is renewed before it leaves', async () => {
  const installation = world.process();
  await world.run(world.ask(installation, subject));
  await world.time.advance((ACCESS_SECONDS - 100) * 1000);
  await installation.db
    .updateTable('budget')
    .set({ throttledUntil: new Date(world.time.nowMs + 300_000) })
    .execute();
  expect(await world.run(world.ask(installation, subject))).toBe(200);
  expect(await statuses()).toEqual([200, 200]);
  expect((await world.grant(subject)).generation).toBe(2);
});
