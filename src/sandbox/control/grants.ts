import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { permissionGroups } from '../c-series/credentials.ts';
import type { ConsentServer } from '../oauth/consent-server.ts';
import { generationOf, stateOf } from '../oauth/families.ts';
import { isOAuthError } from '../oauth/oauth-error.ts';
import { knownScopes } from '../r-series/scopes.ts';
import { isCStore, type RStore, type Store, type XStore } from '../store.ts';
import { xScopeWords } from '../x-series/scopes.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, done, refusal } from './control-desk.ts';

const scopesOf = (names: ReadonlySet<string>, series: string) =>
  z
    .array(z.string().refine((name) => names.has(name), { error: `Not a scope of ${series}.` }))
    .min(1)
    .optional();
const groups = new Set(permissionGroups.flatMap((group) => [group, `${group}:read`, `${group}:write`]));
const login = z.string().optional();
const rGrant = z.object({
  scopes: scopesOf(knownScopes, 'R-Series'),
  server: z.enum(['new', 'old']).default('new'),
  login,
});
const xGrant = z.object({
  scopes: scopesOf(new Set(xScopeWords.keys()), 'X-Series'),
  server: z.enum(['new', 'personal']).default('new'),
  expiresInSeconds: z.number().positive().max(1e9).optional(),
  login,
});
const cGrant = z.object({ scopes: scopesOf(groups, 'C-Series') });
const consentInput = z.strictObject({ url: z.url(), login, decision: z.enum(['allow', 'deny']) });
const installInput = z.object({
  successUrl: z.url(),
  appKey: z.string().min(1).optional(),
  appSecret: z.string().min(1).optional(),
});

/** A grant without a consent page, given by the store's owner or by whom `login` names. */
export function makeGrant(parts: ControlParts, storeId: string, body: unknown): ControlReply {
  const store = parts.journal.kept.stores.get(storeId);
  if (!store) return refusal(404, `No store ${storeId} in this sandbox.`);
  if (store.series === 'r') return grantOfR(parts, store, rGrant.parse(body ?? {}));
  if (store.series === 'x') return grantOfX(parts, store, xGrant.parse(body ?? {}));
  return { status: 201, body: parts.credentials.newKey(store, cGrant.parse(body ?? {}).scopes) };
}

function grantOfR(parts: ControlParts, store: RStore, input: z.infer<typeof rGrant>): ControlReply {
  const person = personOf(store, input.login);
  if (!person) return nobody(input.login);
  const server = input.server === 'old' ? parts.oldServer : parts.newServer;
  const to = { clientId: store.clientId, employeeId: person.id, scopes: input.scopes ?? ['employee:all'] };
  return pairReply(server.grant(store, to).reply);
}

function grantOfX({ xServer }: ControlParts, store: XStore, input: z.infer<typeof xGrant>): ControlReply {
  const person = personOf(store, input.login);
  if (!person) return nobody(input.login);
  const of = { employeeId: person.id, scopes: input.scopes ?? [...xScopeWords.keys()] };
  if (input.server === 'new') return pairReply(xServer.grant(store, { clientId: store.clientId, ...of }).reply);
  const { expiresInSeconds } = input;
  const accessToken = xServer.personalToken(store, of, expiresInSeconds);
  return { status: 201, body: { accessToken, refreshToken: null, expiresIn: expiresInSeconds ?? null } };
}

const pairReply = (reply: { access_token: string; refresh_token: string; expires_in: number }): ControlReply => ({
  status: 201,
  body: { accessToken: reply.access_token, refreshToken: reply.refresh_token, expiresIn: reply.expires_in },
});

const personOf = (store: Store, name: string | undefined) =>
  name === undefined ? store.employees[0] : store.employees.find((one) => one.login === name);

const nobody = (name: string | undefined) => refusal(400, `login: nobody signs in as "${name ?? ''}".`);

/** What the consent page would have answered. Of several stores with this login it is the client's own, else the first. */
export function answerConsent(parts: ControlParts, body: unknown): ControlReply {
  const { url, login: name, decision } = consentInput.parse(body);
  const server = serverAt(parts, new URL(url).pathname);
  const asked = server.readAuthorize(new URL(url).searchParams);
  if (isOAuthError(asked)) return { status: asked.status, body: asked.body };
  if (decision === 'deny') return { status: 200, body: { location: server.decide(asked, 'deny') } };
  const stores = [...parts.journal.kept.stores.values()].filter((store) => store.series === server.series);
  const own = stores.filter((store): store is RStore | XStore => !isCStore(store) && store.clientId === asked.clientId);
  const store = (name === undefined ? own : [...own, ...stores]).find((one) => personOf(one, name));
  const employee = store && personOf(store, name);
  if (!employee || isCStore(store)) return nobody(name);
  if (employee.isLocked) return refusal(400, `login: "${employee.login}" is locked out.`);
  return { status: 200, body: { location: server.decide(asked, { store, employee, scopes: asked.scopes }) } };
}

function serverAt({ newServer, oldServer, xServer }: ControlParts, path: string): ConsentServer {
  if (path.endsWith('/connect')) return xServer;
  return path.endsWith('/oauth/authorize.php') ? oldServer : newServer;
}

/** Installs a C-Series app: answers where the shop's browser would be sent, and the app's key and secret. */
export function installApp(parts: ControlParts, storeId: string, body: unknown): ControlReply {
  const store = parts.journal.kept.stores.get(storeId);
  if (!isCStore(store)) return refusal(404, `No C-Series store ${storeId} in this sandbox.`);
  const { successUrl, appKey = newKey(), appSecret = newKey() } = installInput.parse(body);
  const app = { successUrl, key: appKey, secret: appSecret };
  const location = parts.credentials.install(store, app, parts.clock.nowMs());
  return { status: 201, body: { location, appKey, appSecret } };
}

const newKey = () => randomBytes(16).toString('hex');

/** Ends a grant as the merchant would in settings; of a C-Series app: uninstalls it. */
export function endGrant({ book }: ControlParts, id: string): ControlReply {
  const family = book.get(id);
  if (!family) return refusal(404, `No grant ${id} in this sandbox.`);
  book.end(family);
  return done;
}

export function listGrants({ journal, clock }: ControlParts, storeId: string | null): object[] {
  const { families, stores } = journal.kept;
  return [...families.values()]
    .filter((family) => storeId === null || family.storeId === storeId)
    .map((family) => ({
      family: family.id,
      store: family.storeId,
      server: family.server,
      clientId: family.clientId,
      login: stores.get(family.storeId)?.employees.find(({ id }) => id === family.employeeId)?.login,
      scopes: family.scopes,
      generation: generationOf(family),
      state: stateOf(family, clock.nowMs()),
      refreshes: family.refreshes,
      reuseAttempts: family.reuseAttempts,
    }));
}
