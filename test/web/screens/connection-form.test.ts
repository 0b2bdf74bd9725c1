import { describe, expect, test } from 'vitest';
import { authorizeTexts } from '../../../src/connections/authorize-errors.ts';
import { completeHttp } from '../../../src/connections/iclient-http.ts';
import { iClientInput } from '../../../src/connections/iclient-schema.ts';
import { type Connection, connectionInput, connectionPatch } from '../../../src/connections/schema.ts';
import { bundles } from '../../../src/connectors/lightspeed/r-series/scopes.ts';
import type { IClient } from '../../../web/src/api/iclients.ts';
import type { Store } from '../../../web/src/api/stores.ts';
import { failureOf } from '../../../web/src/screens/authorize/failures.ts';
import {
  type ConnectionDraft,
  draftForStore,
  draftOf,
  emptyDraft,
  environmentOf,
  storeOf,
} from '../../../web/src/screens/connection-form/draft.ts';
import { draftErrors } from '../../../web/src/screens/connection-form/draft-errors.ts';
import {
  connectionChange,
  connectionRequest,
  isAsStored,
  needsNewSignIn,
} from '../../../web/src/screens/connection-form/draft-request.ts';
import { signInKind } from '../../../web/src/screens/connection-form/sign-in-kind.ts';
import { staleSecrets } from '../../../web/src/screens/connection-form/stale-secrets.ts';
import {
  type IClientDraft,
  iClientDraft,
  iClientErrors,
  iClientPatch,
  iClientRequest,
} from '../../../web/src/screens/iclients/iclient-draft.ts';
import { serverDraft } from '../../../web/src/screens/iclients/server-draft.ts';

const clientId = '0198c0de-0000-7000-8000-000000000001';
const lightspeed: ConnectionDraft = {
  ...emptyDraft,
  name: ' Main Street ',
  scopes: ['employee:inventory_read'],
  iClientId: clientId,
};
const postgres: ConnectionDraft = {
  ...emptyDraft,
  name: 'Warehouse',
  apiType: 'postgres',
  host: 'db.example.com',
  database: 'shop',
  user: 'writer',
};

/** What the server answers for a stored draft, as far as the form reads it. */
function stored(draft: ConnectionDraft, more: object = {}): Connection {
  const { settings, http = null, ...input } = connectionInput.parse(connectionRequest(draft));
  const { password, apiSecret, personalToken, ...shown } = settings;
  const secret = { set: true, fingerprint: '4f2a', updatedAt: '2026-11-12T09:00:00.000Z' };
  return {
    ...input,
    http,
    settings: {
      ...shown,
      ...(password ? { password: secret } : {}),
      ...(apiSecret ? { apiSecret: secret } : {}),
      ...(personalToken ? { personalToken: secret } : {}),
    },
    grant: null,
    concurrency: { target: 25, current: 25, autoRecover: true, borrowFromConnectionId: null },
    ...more,
  } as Connection;
}

describe('what the form of a connection asks for', () => {
  test('a new one needs name, scopes and client, in the order of the fields', () =>
    expect(draftErrors(emptyDraft)).toEqual({
      name: 'Give the connection a name.',
      scopes: 'Choose at least one scope.',
      iClientId: 'Choose a client, or press + to add one.',
    }));

  test('each API type asks for its own fields only', () => {
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'postgres' }))).toEqual([
      'host',
      'database',
      'user',
    ]);
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'folder' }))).toEqual(['path']);
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'http' }))).toEqual([
      'httpIClientId',
      'http.baseUri',
    ]);
  });

  test('an address with a look-alike character, a wrong port and a base URI without a scheme are named', () => {
    expect(draftErrors({ ...postgres, host: 'db\u2024example.com', port: 70_000 })).toEqual({
      host: 'Character 3 looks like a full stop but is U+2024 ONE DOT LEADER.',
      port: 'A number from 1 to 65535.',
    });
    const http = {
      ...emptyDraft,
      name: 'A',
      apiType: 'http' as const,
      http: { baseUri: 'api.example.com' },
      httpIClientId: clientId,
    };
    expect(draftErrors(http)).toEqual({ 'http.baseUri': 'A base URI starts with https://.' });
  });

  const web: ConnectionDraft = {
    ...emptyDraft,
    name: 'Web shop',
    apiType: 'lightspeed-c',
    apiKey: 'key',
    apiSecret: 'secret',
    language: 'en',
  };
  const retailer: ConnectionDraft = {
    ...emptyDraft,
    name: 'Retailer',
    apiType: 'lightspeed-x',
    xScopes: ['products:read'],
    xIClientId: clientId,
  };

  test('the older API asks for scopes only; the default client is not chosen here', () =>
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'lightspeed-v2' }))).toEqual(['scopes']));

  test('X-Series asks for scopes and client, or for subdomain and personal token', () => {
    expect(draftErrors(retailer)).toEqual({});
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'lightspeed-x' }))).toEqual([
      'xScopes',
      'xIClientId',
    ]);
    expect(Object.keys(draftErrors({ ...retailer, signIn: 'token' }))).toEqual(['subdomain', 'personalToken']);
    expect(signInKind(retailer, undefined)).toBe('consent');
    expect(signInKind({ ...retailer, signIn: 'token' }, undefined)).toBe('standing');
  });

  test.each(['https://mainstreet', 'mainstreet.retail.lightspeed.app', 'main street', '-main', 'x@y', 'a/b'])(
    'the subdomain %s is refused',
    (subdomain) => expect(draftErrors({ ...retailer, subdomain })).toHaveProperty('subdomain'),
  );

  test('C-Series asks for key, secret and language; there is nothing to sign in to', () => {
    expect(draftErrors(web)).toEqual({});
    expect(signInKind(web, undefined)).toBe('standing');
    expect(Object.keys(draftErrors({ ...emptyDraft, name: 'A', apiType: 'lightspeed-c' }))).toEqual([
      'apiKey',
      'apiSecret',
      'language',
    ]);
    expect(draftErrors({ ...web, language: 'english' })).toEqual({ language: 'Two letters, such as en.' });
  });

  test('a stored key or token is not sent to another host: it is asked for again', () => {
    const before = stored(web);
    expect(draftErrors(draftOf(before), before)).toEqual({});
    expect(staleSecrets({ ...draftOf(before), cluster: 'us1' }, before)).toEqual(['apiSecret']);
    const token = stored({ ...retailer, signIn: 'token', subdomain: 'one', personalToken: 't' });
    expect(draftErrors({ ...draftOf(token), subdomain: 'two' }, token)).toHaveProperty('personalToken');
  });

  test('credentials of a sandbox store make a sandbox connection, whatever was chosen for another type', () => {
    const r = { id: 's1', series: 'r', iClientId: clientId, clientId: 'abc' } as Store;
    const c = { id: 's2', series: 'c', iClientId: null, apiKey: 'key' } as Store;
    const clients = [{ id: clientId, clientId: 'abc', provider: 'lightspeed-r', default: true } as IClient];
    expect(environmentOf(lightspeed, clients, [r])).toBe('sandbox');
    expect(environmentOf({ ...lightspeed, apiType: 'lightspeed-v2' }, clients, [r])).toBe('sandbox');
    expect(environmentOf(lightspeed, clients, [])).toBe('live');
    expect(environmentOf(web, clients, [c])).toBe('sandbox');
    expect(environmentOf(web, clients, [r])).toBe('live');
    expect(environmentOf(postgres, clients, [r])).toBe('live');
  });

  test('a stored password is asked for again once the address changes', () => {
    const before = stored({ ...postgres, password: 'secret' });
    expect(draftErrors(draftOf(before), before)).toEqual({});
    expect(draftErrors({ ...draftOf(before), host: 'elsewhere.example.com' }, before)).toEqual({
      password: 'Enter the password again: the stored one belongs to the former address.',
    });
  });
});

describe('from the form to the request', () => {
  test.each([
    { type: 'lightspeed-v3', draft: lightspeed, settings: { scopes: lightspeed.scopes, iClientId: clientId } },
    {
      type: 'postgres',
      draft: postgres,
      settings: { host: 'db.example.com', port: 5432, database: 'shop', user: 'writer', tls: 'prefer' },
    },
    {
      type: 'folder',
      draft: { ...emptyDraft, name: 'F', apiType: 'folder' as const, path: ' out ' },
      settings: { path: 'out' },
    },
    {
      type: 'http',
      draft: {
        ...emptyDraft,
        name: 'H',
        apiType: 'http' as const,
        http: { baseUri: 'https://api.example.com/' },
        httpScopes: ' read  write ',
        httpIClientId: clientId,
      },
      settings: { scopes: ['read', 'write'], iClientId: clientId },
    },
  ])('$type sends its own settings, and the server takes them', ({ draft, settings }) => {
    const request = connectionRequest(draft);
    expect(request.settings).toEqual(settings);
    expect(connectionInput.safeParse(request).success).toBe(true);
    expect(connectionPatch.safeParse(connectionChange(draft, stored(draft))).success).toBe(true);
    expect(request.name).toBe(draft.name.trim());
  });

  test('switching the type and back keeps what was chosen', () => {
    const there = { ...lightspeed, apiType: 'postgres' as const };
    expect(connectionRequest({ ...there, apiType: 'lightspeed-v3' })).toEqual(connectionRequest(lightspeed));
  });

  test('a password that was not typed again is left out, which keeps it', () => {
    const before = stored({ ...postgres, password: 'secret' });
    expect(connectionChange(draftOf(before), before).settings).not.toHaveProperty('password');
    expect(connectionChange({ ...draftOf(before), password: 'new' }, before).settings).toMatchObject({
      password: 'new',
    });
  });

  test('a form that says what is stored tries the stored connection, whatever its name', () => {
    const before = stored(lightspeed);
    expect(isAsStored({ ...draftOf(before), name: 'Another' }, before)).toBe(true);
    expect(isAsStored({ ...draftOf(before), scopes: [] }, before)).toBe(false);
    expect(isAsStored(lightspeed, undefined)).toBe(false);
  });

  test('other scopes or another client take effect with a new sign-in only', () => {
    const before = stored(lightspeed, { grant: {} });
    expect(needsNewSignIn(draftOf(before), before)).toBe(false);
    expect(needsNewSignIn({ ...draftOf(before), scopes: ['employee:all'] }, before)).toBe(true);
    expect(needsNewSignIn({ ...draftOf(before), iClientId: null }, before)).toBe(true);
    expect(needsNewSignIn({ ...draftOf(before), scopes: ['employee:all'] }, stored(lightspeed))).toBe(false);
  });
});

describe('a sandbox store', () => {
  const store = { id: 's1', series: 'r', name: 'Demo', iClientId: clientId, clientId: 'abc' } as Store;

  test('fills the form, and what was typed stays', () => {
    const filled = draftForStore(emptyDraft, store, bundles);
    expect(filled).toMatchObject({ name: 'Demo (sandbox)', environment: 'sandbox', iClientId: clientId });
    expect(draftErrors(filled)).toEqual({});
    expect(draftForStore(lightspeed, store, bundles)).toMatchObject({
      name: ' Main Street ',
      scopes: lightspeed.scopes,
    });
  });

  test('is recognized by its client, also one that was registered by hand', () => {
    expect(storeOf({ id: clientId, clientId: 'x' } as IClient, [store])).toBe(store);
    expect(storeOf({ id: 'other', clientId: 'abc' } as IClient, [store])).toBe(store);
    expect(storeOf({ id: 'other', clientId: 'x' } as IClient, [store])).toBeUndefined();
  });
});

describe('the panel of an OAuth 2.0 client', () => {
  const client = {
    id: clientId,
    name: 'App',
    provider: 'lightspeed-r',
    clientId: 'abc',
    clientSecret: { set: true, fingerprint: '4f2a', updatedAt: null },
    oauthServer: 'new',
    landingUrl: null,
    http: null,
  } as IClient;

  test('an empty one names what is missing', () =>
    expect(Object.keys(iClientErrors(iClientDraft(undefined, 'lightspeed-r'), undefined))).toEqual([
      'name',
      'clientId',
      'clientSecret',
    ]));

  test('a stored secret is kept unless it is typed, and asked for again with another client ID', () => {
    const draft = iClientDraft(client, 'lightspeed-r');
    expect(iClientErrors(draft, client)).toEqual({});
    expect(iClientPatch(draft, client)).toEqual({ name: 'App', clientId: 'abc' });
    expect(iClientErrors({ ...draft, clientId: 'abcd' }, client)).toHaveProperty('clientSecret');
    expect(iClientPatch({ ...draft, clientSecret: 'new' }, client)).toMatchObject({ clientSecret: 'new' });
  });

  test('the landing address goes with a new client only where this installation has no https address', () => {
    const draft = iClientDraft(undefined, 'lightspeed-r');
    const landingUrl = 'https://localhost/connection/oauth2callback';
    expect(iClientRequest(draft, true)).toMatchObject({ landingUrl });
    expect(iClientRequest(draft, false)).not.toHaveProperty('landingUrl');
    expect(iClientPatch({ ...draft, landingUrl: ' ' }, { ...client, landingUrl })).toMatchObject({ landingUrl: null });
    expect(iClientErrors({ ...draft, landingUrl: 'http://localhost/' }, undefined)).toHaveProperty('landingUrl');
  });

  test('the OAuth server of R-Series is chosen; an edit sends it only where it changed', () => {
    const draft = { ...iClientDraft(client, 'lightspeed-r'), oauthServer: 'old' as const };
    expect(iClientRequest({ ...draft, clientSecret: 's' }, false)).toMatchObject({ oauthServer: 'old' });
    expect(iClientPatch(draft, client)).toMatchObject({ oauthServer: 'old' });
    expect(iClientPatch(draft, { ...client, oauthServer: 'old' })).not.toHaveProperty('oauthServer');
    expect(iClientRequest({ ...draft, provider: 'lightspeed-x' }, false)).not.toHaveProperty('oauthServer');
  });

  test('a mask pasted from another product is no secret', () =>
    expect(iClientErrors({ ...iClientDraft(client, 'lightspeed-r'), clientSecret: '******' }, client)).toEqual({
      clientSecret: 'This is a mask, not a secret. Paste the secret itself.',
    }));

  const own: IClientDraft = {
    ...iClientDraft(undefined, 'custom'),
    name: 'A',
    clientId: 'b',
    clientSecret: 'c',
    server: {
      ...serverDraft(null),
      authorizeUrl: 'https://a.example.com/authorize',
      tokenUrl: ' https://a.example.com/token ',
    },
  };
  const { server } = own;

  test('only a server that counterflow does not know is described, and the server takes it', () => {
    expect(iClientRequest({ ...own, provider: 'lightspeed-r' }, false)).not.toHaveProperty('http');
    const request = iClientRequest(own, false);
    expect(request.http).toMatchObject({ tokenUrl: 'https://a.example.com/token', pkce: 'S256', rotation: 'family' });
    const taken = completeHttp(null, iClientInput.parse(request).http ?? {});
    expect(serverDraft(taken)).toEqual({ ...server, tokenUrl: server.tokenUrl.trim() });
  });

  test('what a grant type has no use for is neither asked for nor sent', () => {
    const alone = { ...own, server: { ...server, grantType: 'clientCredentials' as const, authorizeUrl: '' } };
    expect(iClientErrors(alone, undefined)).toEqual({});
    expect(
      iClientRequest({ ...alone, server: { ...alone.server, ...server, grantType: 'password' } }, false),
    ).toMatchObject({ http: { grantType: 'password', authorizeUrl: null } });
    expect(Object.keys(iClientErrors({ ...own, server: serverDraft(null) }, undefined))).toEqual([
      'server.authorizeUrl',
      'server.tokenUrl',
    ]);
  });

  test('what was emptied goes back to what is usual, and an empty line is not sent', () => {
    const blank = [{ name: ' ', value: '' }];
    const sent = iClientRequest(
      { ...own, server: { ...server, accessTokenPath: ' ', tokenBody: blank, validHosts: 'a.example.com, b.example' } },
      false,
    );
    expect(sent.http).toMatchObject({
      accessTokenPath: null,
      tokenBody: [],
      validHosts: ['a.example.com', 'b.example'],
    });
  });

  test.each<[string, Partial<IClientDraft['server']>]>([
    ['tokenUrl', { tokenUrl: 'a.example.com' }],
    ['revokeUrl', { revokeUrl: 'https://a\u2024example.com/revoke' }],
    ['refreshTokenPath', { refreshTokenPath: 'two words' }],
    ['tokenHeaders', { tokenHeaders: [{ name: '', value: 'x' }] }],
  ])('%s as in %o is refused', (field, part) =>
    expect(Object.keys(iClientErrors({ ...own, server: { ...server, ...part } }, undefined))).toEqual([
      `server.${field}`,
    ]),
  );

  test('a stored secret is asked for again where it would go to another address', () => {
    const stored = {
      ...client,
      provider: 'custom' as const,
      http: completeHttp(null, iClientRequest(own, false).http ?? {}),
    };
    const draft = iClientDraft(stored, 'custom');
    expect(iClientErrors(draft, stored)).toEqual({});
    for (const part of [{ tokenUrl: 'https://b.example.com/' }, { revokeUrl: 'https://b.example.com/' }]) {
      expect(iClientErrors({ ...draft, server: { ...draft.server, ...part } }, stored)).toHaveProperty('clientSecret');
    }
  });
});

test.each(Object.keys(authorizeTexts))('the failure %s has words and a button of its own', (code) => {
  const failure = failureOf(code);
  expect(failure.title).not.toBe(failureOf('never heard of').title);
  expect(failure.actions.length).toBeGreaterThan(0);
});

describe('the Advanced section', () => {
  const draft = { ...emptyDraft, name: 'Shop', apiType: 'lightspeed-v3' as const };

  test('sends what differs from a new connection, or from the stored one', () => {
    expect(connectionRequest(draft)).not.toHaveProperty('concurrency');
    expect(connectionRequest({ ...draft, targetConcurrency: 4 }).concurrency).toEqual({ target: 4 });
    expect(connectionChange({ ...draft, autoRecover: false }, stored(draft)).concurrency).toEqual({
      autoRecover: false,
    });
    expect(connectionChange({ ...draft, name: 'Other' }, stored(draft))).not.toHaveProperty('concurrency');
  });

  test.each(['', 0, 26, 1.5])('takes no target of %j', (targetConcurrency) =>
    expect(draftErrors({ ...draft, targetConcurrency })).toHaveProperty('targetConcurrency'),
  );
});
