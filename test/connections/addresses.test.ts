import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { readConfig } from '../../src/config.ts';
import { createConnection, editConnection } from '../../src/connections/connections.ts';
import { createIClient, editIClient } from '../../src/connections/iclients.ts';
import type { ConnectionInput } from '../../src/connections/schema.ts';
import type { Installation } from '../../src/installation.ts';
import { type RefreshWorld, refreshWorld, type Subject } from './refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
let world: RefreshWorld;
let subject: Subject;
let installation: Installation;
let iClientId: string;
beforeEach(async () => {
  world = await worldOfFile;
  await world.clear();
  subject = await world.freshConnection();
  installation = world.process();
  iClientId = (await world.row(subject)).iclientId ?? '';
});

const create = (input: Partial<ConnectionInput>) =>
  createConnection(installation, system, {
    name: 'Another',
    apiType: 'lightspeed-v3',
    environment: 'live',
    settings: { scopes: ['employee:inventory_read'], iClientId },
    ...input,
  });

describe('an address with a character that only looks plain', () => {
  const lookAlikes = [
    {
      what: 'U+2024 for a full stop',
      address: 'https://eu\u2024example.com',
      position: 11,
      point: 'U+2024',
      use: 'https://eu.example.com',
    },
    {
      what: 'a zero-width space',
      address: 'https://eu\u200b.example.com',
      position: 11,
      point: 'U+200B',
      use: 'https://eu.example.com',
    },
    {
      what: 'full-width letters',
      address: 'https://\uff45u.example.com',
      position: 9,
      point: 'U+FF45',
      use: 'https://eu.example.com',
    },
    { what: 'a Cyrillic letter', address: 'https://\u0435u.example.com', position: 9, point: 'U+0435', use: undefined },
  ];

  test.each(lookAlikes)('is refused as a base URI: $what', async ({ address, position, point, use }) => {
    const said = `Character ${position} of the base URI is ${point}, which only looks like a plain character. ${use ? `Use ${use} instead.` : 'Type the address anew.'}`;
    const refusal = { code: 'look_alike_character', pointer: '/http/baseUri', message: said };
    await expect(create({ http: { baseUri: address } })).rejects.toMatchObject(refusal);
    await expect(
      editConnection(installation, system, subject.id, { http: { baseUri: address } }, undefined),
    ).rejects.toMatchObject(refusal);
    expect((await world.row(subject)).http).toBeNull();
  });

  test.each(lookAlikes)('is refused in each address of an OAuth 2.0 client: $what', async ({ address, point }) => {
    const good = { authorizeUrl: 'https://a.example/authorize', tokenUrl: 'https://a.example/token' };
    const rest = { clientAuthentication: 'body', rotation: 'family', pkce: true } as const;
    const client = { name: 'Own', provider: 'custom', clientId: 'c', oauthServer: 'new', default: false } as const;
    for (const field of ['authorizeUrl', 'tokenUrl'] as const) {
      const http = { ...good, ...rest, [field]: address };
      await expect(createIClient(installation, system, { ...client, http })).rejects.toMatchObject({
        code: 'look_alike_character',
        pointer: `/http/${field}`,
        message: expect.stringContaining(point),
      });
    }
  });

  test.each(lookAlikes)(
    'is refused as this installation’s own, which redirect URLs are made of: $what',
    ({ address, position, point }) => {
      expect(() => readConfig({ COUNTERFLOW_URL: `na=https://na.example.com,eu=${address}` })).toThrow(
        expect.objectContaining({
          code: 'config_invalid',
          message: expect.stringContaining(`character ${position} is ${point}`),
        }),
      );
    },
  );
});

describe('an address that leads elsewhere than it seems', () => {
  test.each([
    {
      what: 'a name before the host',
      baseUri: 'https://api.lightspeedapp.com@elsewhere.example/',
      code: 'address_invalid',
      says: /leads to elsewhere\.example/,
    },
    { what: 'no web address', baseUri: 'ftp://example.com/', code: 'address_invalid', says: /must start with https/ },
    {
      what: 'this machine',
      baseUri: 'http://127.0.0.1:5432/',
      code: 'private_address',
      says: /COUNTERFLOW_ALLOW_PRIVATE/,
    },
    { what: 'this machine by name', baseUri: 'http://localhost/', code: 'private_address', says: /localhost \(/ },
    {
      what: 'this machine as one number',
      baseUri: 'http://2130706433/',
      code: 'private_address',
      says: /127\.0\.0\.1/,
    },
    { what: 'this machine in hexadecimal', baseUri: 'http://0x7f.1/', code: 'private_address', says: /127\.0\.0\.1/ },
    { what: 'this machine in IPv6', baseUri: 'http://[::1]/', code: 'private_address', says: /::1/ },
    {
      what: 'an IPv4 address in IPv6',
      baseUri: 'http://[::ffff:10.0.0.1]/',
      code: 'private_address',
      says: /private address/,
    },
    {
      what: 'the metadata of a cloud',
      baseUri: 'http://169.254.169.254/latest/',
      code: 'private_address',
      says: /169\.254/,
    },
    {
      what: 'a host that is not there',
      baseUri: 'https://nowhere.invalid/',
      code: 'host_not_found',
      says: /Check the host name/,
    },
  ])('is refused: $what', async ({ baseUri, code, says }) => {
    await expect(create({ http: { baseUri } })).rejects.toMatchObject({ code, message: expect.stringMatching(says) });
    expect(await installation.db.selectFrom('connection').select('id').execute()).toHaveLength(1);
  });
});

describe('scopes and clients that can not be', () => {
  test.each([
    { what: 'no scope', settings: { scopes: [] }, code: 'scopes_missing', pointer: '/settings/scopes' },
    {
      what: 'an unknown scope',
      settings: { scopes: ['employee:everything'] },
      code: 'scope_unknown',
      pointer: '/settings/scopes',
    },
    { what: 'no client', settings: { iClientId: null }, code: 'iclient_missing', pointer: '/settings/iClientId' },
  ])('are refused at their field: $what', async ({ settings, code, pointer }) => {
    const given = { scopes: ['employee:inventory_read'], iClientId, ...settings };
    await expect(create({ settings: given })).rejects.toMatchObject({ code, pointer });
  });

  test('a client of one’s own needs its addresses', async () => {
    const client = { name: 'Own', provider: 'custom', clientId: 'c', oauthServer: 'new', default: false } as const;
    await expect(createIClient(installation, system, client)).rejects.toMatchObject({ code: 'oauth_server_missing' });
  });
});

const http = {
  authorizeUrl: 'https://elsewhere.example/authorize',
  tokenUrl: 'https://elsewhere.example/token',
  clientAuthentication: 'body',
  rotation: 'family',
  pkce: true,
} as const;

test('a client sent back with the addresses it has needs no secret, however its fields are ordered', async () => {
  const { clientAuthentication, pkce, ...rest } = http;
  await editIClient(installation, system, iClientId, { http, clientSecret: 'new' }, undefined);
  await editIClient(installation, system, iClientId, { http: { pkce, ...rest, clientAuthentication } }, undefined);
  await editIClient(installation, system, iClientId, { http: { ...http, clientAuthentication: 'basic' } }, undefined);
});

describe('what was granted is dropped, so that it is sent nowhere else, when', () => {
  const expectDropped = async () => {
    expect(await world.grant(subject)).toBeUndefined();
    expect(await world.row(subject)).toMatchObject({ status: 'new' });
    await expect(world.run(world.ask(world.process(), subject))).rejects.toMatchObject({ code: 'connection_new' });
  };

  test('the base URI moves to another origin', async () => {
    const moved = { baseUri: 'https://cloud.lightspeedapp.com/API/' };
    await editConnection(installation, system, subject.id, { http: moved }, undefined);
    await expectDropped();
  });

  test('the connection gets another OAuth 2.0 client', async () => {
    const client = {
      name: 'Second',
      provider: 'lightspeed-r',
      clientId: 'x',
      oauthServer: 'new',
      default: false,
    } as const;
    const other = await createIClient(installation, system, { ...client, clientSecret: 'y' });
    await editConnection(installation, system, subject.id, { settings: { iClientId: other.id } }, undefined);
    await expectDropped();
  });

  test('its OAuth 2.0 client gets another token URL, and the secret has to be typed again for it', async () => {
    await expect(editIClient(installation, system, iClientId, { http }, undefined)).rejects.toMatchObject({
      code: 'secret_needed',
    });
    expect(await world.grant(subject)).toBeDefined();
    await editIClient(installation, system, iClientId, { http, clientSecret: 'new' }, undefined);
    await expectDropped();
  });

  test('and kept through every other edit', async () => {
    const settings = { scopes: ['employee:inventory_read', 'employee:register_read'], iClientId };
    await editConnection(installation, system, subject.id, { name: 'Renamed', settings }, undefined);
    await editIClient(
      installation,
      system,
      iClientId,
      { name: 'Renamed', clientSecret: subject.store.clientSecret },
      undefined,
    );
    expect(await world.run(world.ask(world.process(), subject))).toBe(200);
  });
});
