import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accessToken, usableConnection } from '../../src/connections/access-token.ts';
import { getConnection } from '../../src/connections/connections.ts';
import { keepOnce } from '../../src/connections/keeper.ts';
import { pingConnection } from '../../src/requests/ping.ts';
import { reachApi } from '../../src/requests/probe.ts';
import { newId } from '../../src/store/id.ts';
import { type Http, type HttpWorld, httpWorld } from '../requests/http-world.ts';
import { type Answer, recordingServer, type Seen } from '../support/recording-server.ts';

let world: HttpWorld;
beforeAll(async () => {
  world = await httpWorld(afterAll);
});

/** An API whose tokens are told apart by number. The newest is good; a refresh token is good once, where `rotates`. */
async function renewingApi({ rotates = false, lives }: { rotates?: boolean; lives?: number } = {}) {
  const state = { token: 1, refreshes: [] as Seen[], isDown: false, refuses: false };
  const answer = (seen: Seen): Answer => {
    if (!seen.url.startsWith('/v1/renew')) {
      return { status: seen.headers.authorization === `Bearer token-${state.token}` ? 200 : 401, body: { ok: true } };
    }
    state.refreshes.push(seen);
    if (state.isDown) return { status: 503 };
    const form = new URLSearchParams(seen.body);
    const expected = rotates ? `refresh-${state.token}` : 'refresh-1';
    if (state.refuses || form.get('refresh') !== expected) {
      return { status: 401, body: { message: `unknown refresh token ${form.get('refresh')}` } };
    }
    state.token += 1;
    const life = lives ? { life: lives } : {};
    return {
      body: {
        data: { token: `token-${state.token}`, ...(rotates ? { refresh: `refresh-${state.token}` } : {}), ...life },
      },
    };
  };
  const server = await recordingServer(answer);
  const http: Http = {
    baseUri: `${server.url}/v1`,
    ping: { relativeUri: 'me' },
    encrypted: { appKey: 'key of the app' },
    auth: {
      type: 'token',
      refresh: {
        relativeUri: 'renew?app={{connection.http.encrypted.appKey}}',
        body: 'refresh={{connection.settings.refreshToken}}',
        headers: [{ name: 'X-Old', value: '{{connection.settings.token}}' }],
        tokenPath: 'data.token',
        refreshTokenPath: rotates ? 'data.refresh' : null,
        expiresInPath: lives ? 'data.life' : null,
      },
    },
  };
  const connect = () => world.create(http, { token: 'token-1', refreshToken: 'refresh-1' });
  return { ...server, state, http, connect };
}

describe('a token that the API itself renews', () => {
  test('is renewed once when the connection is saved, by the request that the settings name', async () => {
    const { connect, state } = await renewingApi();
    const connection = await connect();
    expect(connection).toMatchObject({ status: 'online', reason: null, grant: { generation: 1, expiresAt: null } });
    expect(connection.settings.iClientId).toBeUndefined();
    expect(state.refreshes).toMatchObject([
      {
        method: 'POST',
        url: '/v1/renew?app=key%20of%20the%20app',
        body: 'refresh=refresh-1',
        headers: { 'x-old': 'token-1', 'content-type': 'application/x-www-form-urlencoded' },
      },
    ]);
    expect(state.refreshes[0]?.headers.authorization).toBeUndefined();
    expect((await pingConnection(world.installation, connection.id)).ok).toBe(true);
  });

  test.each([{ rotates: false }, { rotates: true }])(
    'is renewed when the API refuses it, with the tokens of the moment ($rotates)',
    async (how) => {
      const { connect, state } = await renewingApi(how);
      const { id } = await connect();
      for (let time = 0; time < 3; time += 1) {
        state.token += how.rotates ? 0 : 1; // the one that is in use ends
        if (how.rotates) {
          const grant = await world.installation.db
            .updateTable('grant')
            .set({ forced: true })
            .where('connectionId', '=', id)
            .execute();
          expect(grant).toHaveLength(1);
        }
        expect((await world.send(id)).status).toBe(200);
      }
      expect(state.refreshes).toHaveLength(4);
      expect(state.refreshes.at(-1)?.body).toBe(how.rotates ? 'refresh=refresh-4' : 'refresh=refresh-1');
    },
  );

  test('is asked for once, however many wait in however many processes', async () => {
    const { connect, state } = await renewingApi({ rotates: true });
    const { id } = await connect();
    await world.installation.db.updateTable('grant').set({ forced: true }).where('connectionId', '=', id).execute();
    const processes = Array.from({ length: 3 }, () => ({ ...world.installation, processId: newId() }));
    const connection = await usableConnection(world.installation, id);
    const asked = Array.from({ length: 12 }, (_, at) =>
      accessToken(processes[at % 3] ?? world.installation, connection),
    );
    const tokens = await Promise.all(asked);
    expect(new Set(tokens.map(({ generation }) => generation))).toEqual(new Set([2]));
    expect(state.refreshes).toHaveLength(2);
  });

  test('whose life the API tells is renewed ahead of its end', async () => {
    const { connect, state } = await renewingApi({ lives: 2 });
    const { id, grant } = await connect();
    expect(grant?.expiresAt).not.toBeNull();
    await world.installation.db
      .updateTable('grant')
      .set({ issuedAt: new Date(Date.now() - 1900), expiresAt: new Date(Date.now() + 100) })
      .where('connectionId', '=', id)
      .execute();
    await keepOnce(world.installation, reachApi);
    expect(state.refreshes).toHaveLength(2);
    expect((await getConnection(world.installation, id)).grant?.generation).toBe(2);
  });

  test('that is refused for good needs a person, who types another one', async () => {
    const { connect, state, http } = await renewingApi();
    const { id } = await connect();
    state.refuses = true;
    state.token += 1;
    await expect(world.send(id)).rejects.toMatchObject({ code: 'connection_unauthorized' });
    const lost = await getConnection(world.installation, id);
    expect(lost).toMatchObject({ status: 'unauthorized', reason: 'sign_in_refused' });
    state.refuses = false;
    expect(await world.edit(id, http, { refreshToken: 'refresh-1' })).toMatchObject({ status: 'online' });
    expect((await world.send(id)).status).toBe(200);
  });

  test('is no reason to ask anybody while the API is away', async () => {
    const { connect, state } = await renewingApi({ rotates: true });
    const { id } = await connect();
    state.isDown = true;
    state.token += 1;
    await expect(world.send(id)).rejects.toMatchObject({ code: 'connection_offline' });
    const away = await getConnection(world.installation, id);
    expect(away).toMatchObject({ status: 'offline', reason: 'provider_unavailable' });
  });

  test('is never in what is said of a refusal', async () => {
    const { connect, state } = await renewingApi();
    const { id } = await connect();
    state.refuses = true;
    state.token += 1;
    await world.send(id).catch(() => {});
    const attempts = await world.installation.db
      .selectFrom('refreshAttempt')
      .select('detail')
      .where('connectionId', '=', id)
      .execute();
    expect(JSON.stringify(attempts)).toContain('unknown refresh token ***');
    expect(JSON.stringify(attempts)).not.toContain('refresh-1');
  });
});
