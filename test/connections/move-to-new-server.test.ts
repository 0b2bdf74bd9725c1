import { afterAll, beforeEach, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { editIClient } from '../../src/connections/iclients.ts';
import { moveToNewServer } from '../../src/connections/move-to-new-server.ts';
import { moveGrant } from '../../src/connections/refresh.ts';
import { ACCESS_SECONDS, type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection('last', {}, 'old');
});

const move = () => world.run(moveToNewServer(world.process(), system, subject.id));
const ask = () => world.run(world.ask(world.process(), subject));
const grants = async () =>
  (await world.sandbox.grants(subject.store.id)).map(({ server, reuseAttempts }) => ({ server, reuseAttempts }));

test('a grant of the old server becomes one of the new server, and lives on there', async () => {
  await move();
  expect(await world.grant(subject)).toMatchObject({ tokenServer: 'new', generation: 2 });
  for (let life = 0; life < 3; life += 1) {
    expect(await ask()).toBe(200);
    await world.time.advance(ACCESS_SECONDS * 1000);
  }
  expect(await world.row(subject)).toMatchObject({ status: 'online' });
  expect(await grants()).toEqual([
    { server: 'old', reuseAttempts: 0 },
    { server: 'new', reuseAttempts: 0 },
  ]);
  const audit = await world.process().db.selectFrom('audit').select(['action', 'before', 'after']).execute();
  expect(audit).toContainEqual({
    action: 'move_to_new_server',
    before: { generation: 1, tokenServer: 'old' },
    after: { generation: 2, tokenServer: 'new' },
  });
});

test('one that is there already has nothing to move', async () => {
  await move();
  await expect(move()).rejects.toMatchObject({ code: 'not_on_old_server' });
});

test.each([
  { what: 'refuses', fault: { kind: 'status', status: 400 } },
  { what: 'asks to wait', fault: { kind: 'rateLimit' } },
])('a new server that $what leaves the grant as good as it was', async ({ fault }) => {
  await world.sandbox.fault({ match: { path: '*/auth/oauth/token' }, ...fault });
  await expect(move()).rejects.toMatchObject({ code: 'move_refused' });
  expect(await world.row(subject)).toMatchObject({ status: 'online' });
  expect(await world.grant(subject)).toMatchObject({ tokenServer: 'old', attemptId: null });
  await world.time.advance(ACCESS_SECONDS * 1000);
  expect(await ask()).toBe(200);
});

test('an answer that never was given leaves a grant that the old server still honours', async () => {
  await world.sandbox.fault({ match: { path: '*/auth/oauth/token' }, kind: 'status', status: 503, times: 1 });
  await expect(move()).rejects.toMatchObject({ code: 'connection_offline' });
  await world.time.advance(ACCESS_SECONDS * 1000);
  expect(await ask()).toBe(200);
  expect(await grants()).toEqual([{ server: 'old', reuseAttempts: 0 }]);
});

test('an answer that was lost is not asked for twice, and the connection says that the sign-in is lost', async () => {
  await world.sandbox.fault({ match: { path: '*/auth/oauth/token' }, kind: 'dropTokenReply', times: 1 });
  await expect(move()).rejects.toMatchObject({ code: 'connection_offline' });
  await world.time.advance(ACCESS_SECONDS * 1000);
  await expect(ask()).rejects.toMatchObject({ code: 'connection_unauthorized' });
  expect(await world.row(subject)).toMatchObject({ reason: 'refresh_reply_lost' });
});

test('a process that sleeps with the new pair in hand still brings it home', async () => {
  const sleeps = (moment: string) => (moment === 'replied' ? world.time.clock.sleep(90_000) : undefined);
  const moved = moveGrant(world.process(), await world.row(subject), 1, 'new', sleeps);
  await world.run(moved);
  expect(await world.grant(subject)).toMatchObject({ tokenServer: 'new' });
  expect(await ask()).toBe(200);
});

test('a client that names the new server from now on keeps the grants of the old one', async () => {
  const { id } = await world.process().db.selectFrom('iclient').select('id').executeTakeFirstOrThrow();
  await editIClient(world.process(), system, id, { oauthServer: 'new' }, undefined);
  await world.time.advance(ACCESS_SECONDS * 1000);
  expect(await ask()).toBe(200);
  expect(await world.grant(subject)).toMatchObject({ tokenServer: 'old', generation: 2 });
});
