import type { ControlParts } from '../../../src/sandbox/control/calls.ts';
import { createStore } from '../../../src/sandbox/control/stores.ts';
import type { Emulation, Outcome } from '../../../src/sandbox/exchange.ts';
import { addressed } from '../../../src/sandbox/hosts.ts';
import { Journal } from '../../../src/sandbox/journal.ts';
import { AccessTokens } from '../../../src/sandbox/oauth/access-tokens.ts';
import { stateOf } from '../../../src/sandbox/oauth/families.ts';
import { GrantBook } from '../../../src/sandbox/oauth/grant-book.ts';
import { NewServer } from '../../../src/sandbox/oauth/new-server.ts';
import { OAuthHost } from '../../../src/sandbox/oauth/oauth-host.ts';
import { OldServer } from '../../../src/sandbox/oauth/old-server.ts';
import { RCallers } from '../../../src/sandbox/oauth/r-callers.ts';
import { XServer } from '../../../src/sandbox/oauth/x-server.ts';
import { XTokenEndpoint } from '../../../src/sandbox/oauth/x-token-endpoint.ts';
import { ConsentPages } from '../../../src/sandbox/pages/consent.ts';
import { RetailApi } from '../../../src/sandbox/r-series/retail-api.ts';
import { SandboxClock } from '../../../src/sandbox/sandbox-clock.ts';
import { isRStore, isXStore, type RStore, type XStore } from '../../../src/sandbox/store.ts';
import { RetailerApi } from '../../../src/sandbox/x-series/retailer-api.ts';
import { AnyServer, type Reply, type Rotation } from './any-server.ts';
import type { OidcServer } from './oidc-server.ts';

/** Seconds that an access token lives, at every server here. */
export const ACCESS_SECONDS = 1800;

/** Each kind of token server: those of Lightspeed as the sandbox emulates them, and those that a user may describe. */
export const kinds = [
  'rNewHonoursFirst',
  'rNewHonoursLast',
  'rOld',
  'x',
  'static',
  'untilFirstUse',
  'immediate',
  'family',
] as const;
export type Kind = (typeof kinds)[number] | 'clientCredentials' | 'oidcProvider';

/** Whether a refresh token of this kind that is spent and comes again ends the whole grant. */
export const endsByReuse = (kind: Kind) => kind === 'family' || kind === 'oidcProvider';

/** Whether a used refresh token of this kind dies at once, so that a lost reply can cost the grant. */
export const hasNoGrace = (kind: Kind) => kind === 'x' || kind === 'immediate' || endsByReuse(kind);

/** What a consent gave, and how to look at it from the server's side. */
export interface Consent {
  accessToken: string;
  /** Empty where the client signs in with its own credentials. */
  refreshToken: string;
  /** Whether the server would still take some refresh token of it. */
  isHonoured(): boolean | Promise<boolean>;
  /** Whether a refresh token came of this consent. */
  gave(refreshToken: string): boolean;
  /** The merchant takes the access away. */
  revoke(): void | Promise<void>;
  /** Ends its newest access token before its time. */
  expire(): void | Promise<void>;
}

export interface HttpCall {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** All servers, called in this process. Their clock is the history's. */
export class TokenServers {
  readonly any: AnyServer;
  readonly oidc: OidcServer | undefined;
  readonly r: Record<'first' | 'last', RStore>;
  readonly x: XStore;
  readonly secretOf: (store: RStore | XStore) => string;
  /** The provider takes no client's word for a while. */
  refusesClients = false;
  readonly #hosts: (host: string, path: string) => Emulation;
  readonly #book: GrantBook;
  readonly #servers: { newServer: NewServer; oldServer: OldServer; xServer: XServer };
  readonly #journal: Journal;

  constructor(nowMs: () => number, oidc?: OidcServer) {
    this.oidc = oidc;
    const journal = new Journal(undefined);
    this.#journal = journal;
    const clock = new SandboxClock(nowMs, { offsetMs: 0, rate: 1, rateSinceMs: 0 });
    const { kept } = journal;
    const settings = { sizes: { items: 1, customers: 0, sales: 0 }, limits: 'off', accessSeconds: ACCESS_SECONDS };
    const parts = { journal, clock } as unknown as ControlParts;
    for (const more of [{ series: 'r', repeatHonours: 'first' }, { series: 'r' }, { series: 'x' }])
      createStore(parts, { ...settings, ...more });
    const stores = [...kept.stores.values()];
    const [first, last] = stores.filter(isRStore) as [RStore, RStore];
    this.r = { first, last };
    this.x = stores.find(isXStore) as XStore;
    this.secretOf = ({ clientId }) => kept.clients.get(clientId)?.secret ?? '';

    const book = new GrantBook(kept.families, (family) => journal.saveFamily(family));
    const clientOf = (id: string) => kept.clients.get(id);
    const r = { clock, book, clientOf, storeOf: (id: string) => [kept.stores.get(id)].find(isRStore) };
    const x = { clock, book, clientOf, storeOf: (id: string) => [kept.stores.get(id)].find(isXStore) };
    const newServer = new NewServer({ ...r, tokens: new AccessTokens(kept.key) });
    const oldServer = new OldServer(r);
    const xServer = new XServer(x);
    const callers = new RCallers(r, { newServer, oldServer });
    const pages = new ConsentPages(() => []);
    const login = new OAuthHost({ book, storeOfClient: () => first, newServer, oldServer, callers, pages });
    const api = new RetailApi({ kept, callers, clock });
    const storeAt = () => this.x;
    const xToken = new XTokenEndpoint({ server: xServer, book, clock, storeAt });
    const xApi = new RetailerApi({ server: xServer, clock, storeAt });
    this.any = new AnyServer(nowMs, ACCESS_SECONDS);
    this.#book = book;
    this.#servers = { newServer, oldServer, xServer };
    this.#hosts = (host, path) => {
      if (host === 'cloud.lightspeedapp.com') return login;
      if (host === 'api.lightspeedapp.com') return api;
      return path === '/api/1.0/token' ? xToken : xApi;
    };
  }

  async consent(kind: Kind): Promise<Consent> {
    switch (kind) {
      case 'oidcProvider':
        return this.#started(this.oidc).consent();
      case 'clientCredentials': {
        const pair = this.any.standing();
        const expire = () => {
          pair.untilMs = 0;
        };
        return { ...pair, isHonoured: () => true, gave: () => true, revoke: () => {}, expire };
      }
      case 'rNewHonoursFirst':
      case 'rNewHonoursLast': {
        const store = kind === 'rNewHonoursFirst' ? this.r.first : this.r.last;
        return this.#consentOf(this.#servers.newServer.grant(store, owner(store, ['employee:all'])).reply);
      }
      case 'rOld':
        return this.#consentOf(this.#servers.oldServer.grant(this.r.last, owner(this.r.last, ['employee:all'])).reply);
      case 'x':
        return this.#consentOf(
          this.#servers.xServer.grant(this.x, owner(this.x, ['outlets:read', 'retailer:read'])).reply,
        );
      default:
        return this.#anyConsent(kind);
    }
  }

  /** Forgets all grants. */
  forget(): void {
    this.any.forget();
    this.#journal.kept.families.clear();
    this.refusesClients = false;
  }

  async answer({ method, url, headers, body }: HttpCall): Promise<Reply> {
    const { host, pathname, search } = new URL(url);
    const bearer = (headers.authorization ?? '').replace(/^Bearer /, '');
    if (this.refusesClients && bearer === '') {
      const text = JSON.stringify({ error: 'invalid_client', error_description: 'Client authentication failed' });
      return { status: 401, headers: {}, text };
    }
    if (host === 'op.example') return this.#started(this.oidc).answer({ method, url, headers, body });
    if (host === 'login.example') return this.any.token(Object.fromEntries(new URLSearchParams(body)));
    if (host === 'api.example') return this.any.api(bearer);
    const to = addressed('https', host, `${pathname}${search}`);
    if (!to) throw new Error(`no server at ${url}`);
    const exchange = { method, to, headers, body, bytes: Buffer.from(body), bearer };
    return replyOf(await this.#hosts(host, pathname).answer(exchange));
  }

  #started(oidc: OidcServer | undefined): OidcServer {
    if (!oidc) throw new Error('these histories began without it');
    return oidc;
  }

  #consentOf({
    access_token: accessToken,
    refresh_token: refreshToken,
  }: {
    access_token: string;
    refresh_token: string;
  }): Consent {
    const family = this.#book.find(refreshToken);
    if (!family) throw new Error('a consent without a grant');
    const { newServer, oldServer, xServer } = this.#servers;
    return {
      accessToken,
      refreshToken,
      isHonoured: () => stateOf(family, 0) === 'live',
      // Of a pair that it replaced before anybody used it the server knows nothing.
      gave: (token) => [family, undefined].includes(this.#book.find(token)),
      revoke: () => this.#book.end(family),
      expire: () => {
        newServer.expire(accessToken);
        oldServer.expire(accessToken);
        xServer.spoil(accessToken, 'expires');
      },
    };
  }

  #anyConsent(rotation: Rotation): Consent {
    const pair = this.any.grant(rotation);
    const family = this.any.family(pair.refreshToken);
    if (!family) throw new Error('a consent without a grant');
    return {
      ...pair,
      isHonoured: () => !family.isRevoked,
      gave: (token) => this.any.family(token) === family,
      revoke: () => {
        family.isRevoked = true;
      },
      expire: () => {
        pair.untilMs = 0;
      },
    };
  }
}

const owner = ({ clientId, employees }: RStore | XStore, scopes: string[]) => ({
  clientId,
  employeeId: employees[0]?.id ?? 0,
  scopes,
});

function replyOf({ status, headers, body, contentType = 'application/json' }: Outcome): Reply {
  const text = typeof body === 'string' ? body : body === undefined ? '' : JSON.stringify(body);
  return { status, headers: { 'content-type': contentType, ...headers }, text };
}
