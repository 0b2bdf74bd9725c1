import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Faults, faultInput } from './faults.ts';
import type { Journal } from './journal.ts';
import { type AuthorizationServer, isOAuthError } from './oauth/authorization-server.ts';
import type { ConsentPages } from './pages/consent.ts';
import { item } from './r-series/catalog.ts';
import { stamp } from './r-series/resource.ts';
import { knownScopes, rightNames } from './r-series/scopes.ts';
import { diceFor } from './random.ts';
import type { RequestLog } from './request-log.ts';
import type { SandboxClock } from './sandbox-clock.ts';
import type { Employee, Store } from './store.ts';

export interface ControlReply {
  status: number;
  body: unknown;
}

export interface ControlParts {
  journal: Journal;
  server: AuthorizationServer;
  pages: ConsentPages;
  clock: SandboxClock;
  faults: Faults;
  log: RequestLog;
  forgetLimits(): void;
}

const limits = z.union([
  z.enum(['real', 'off']),
  z.object({
    size: z.number().positive(),
    dripPerSecond: z.number().positive(),
    burst: z.number().positive().optional(),
  }),
]);
const storeSettings = {
  limits,
  redirectUris: z.array(z.url()),
  accessSeconds: z.number().int().positive(),
  repeatHonours: z.enum(['first', 'last']),
};
const storeInput = z.object({
  series: z.enum(['r']),
  name: z.string().min(1).default('Sandbox store'),
  seed: z.number().int().default(1),
  sizes: z
    .object({ items: z.number().int().min(0), customers: z.number().int().min(0), sales: z.number().int().min(0) })
    .partial()
    .default({}),
  registers: z.number().int().min(1).default(1),
  limits: storeSettings.limits.default('real'),
  redirectUris: storeSettings.redirectUris.default(['http://127.0.0.1:4400/connection/oauth2callback']),
  clientId: z.string().optional(),
  accessSeconds: storeSettings.accessSeconds.default(1800),
  repeatHonours: storeSettings.repeatHonours.default('last'),
});
const storePatch = z.object(storeSettings).partial();
const consentInput = z.object({ url: z.string(), login: z.string().optional(), decision: z.enum(['allow', 'deny']) });
const grantInput = z.object({ scopes: z.array(z.string()).optional(), server: z.enum(['new', 'old']).default('new') });
const clockInput = z.object({ offsetMs: z.number().optional(), rate: z.number().positive().optional() });
const count = z.number().int().min(0).default(0);
const changesInput = z.object({
  store: z.string(),
  edits: count,
  sales: count,
  archives: count,
  voids: count,
  seed: z.number().int().default(1),
});

/** Everything under `/_sandbox/`: what tests and the product use to make stores and trouble. */
export class Control {
  readonly #parts: ControlParts;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  handle(method: string, path: string, query: URLSearchParams, body: unknown): ControlReply {
    const [what = '', id, sub] = path.split('/').filter((part) => part !== '');
    const call = `${method} ${what}${id === undefined ? '' : '/{id}'}${sub === undefined ? '' : `/${sub}`}`;
    try {
      return this.#route(call, id ?? '', query, body);
    } catch (cause) {
      if (cause instanceof z.ZodError) {
        const [first] = cause.issues;
        return refused(400, `${first?.path.join('.') || 'body'}: ${first?.message}`);
      }
      throw cause;
    }
  }

  #route(call: string, id: string, query: URLSearchParams, body: unknown): ControlReply {
    const { journal, faults, log, clock } = this.#parts;
    switch (call) {
      case 'POST stores':
        return this.#createStore(storeInput.parse(body));
      case 'GET stores':
        return { status: 200, body: [...journal.kept.stores.values()].map((store) => this.#storeView(store)) };
      case 'PATCH stores/{id}':
        return this.#withStore(id, (store) => this.#patchStore(store, storePatch.parse(body)));
      case 'DELETE stores/{id}':
        return this.#withStore(id, () => {
          journal.removeStore(id);
          return { status: 204, body: undefined };
        });
      case 'POST stores/{id}/grants':
        return this.#withStore(id, (store) => this.#grant(store, grantInput.parse(body ?? {})));
      case 'POST reset':
        for (const store of [...journal.kept.stores.keys()]) journal.removeStore(store);
        faults.clear();
        log.clear();
        clock.set({ offsetMs: 0, rate: 1 });
        this.#parts.forgetLimits();
        return { status: 204, body: undefined };
      case 'POST consent':
        return this.#consent(consentInput.parse(body));
      case 'GET requests':
        return { status: 200, body: log.list(query.get('store'), query.get('since')) };
      case 'GET grants':
        return { status: 200, body: this.#grants(query.get('store')) };
      case 'POST faults':
        return { status: 201, body: { id: faults.add(faultInput.parse(body)) } };
      case 'GET faults':
        return { status: 200, body: faults.list() };
      case 'DELETE faults':
        faults.clear();
        return { status: 204, body: undefined };
      case 'DELETE faults/{id}':
        return faults.remove(id) ? { status: 204, body: undefined } : refused(404, `No fault ${id}.`);
      case 'POST clock':
        return { status: 200, body: clock.set(clockInput.parse(body)) };
      case 'POST changes':
        return this.#changes(changesInput.parse(body));
      default:
        return refused(404, `No control call ${call}.`);
    }
  }

  #createStore(input: z.infer<typeof storeInput>): ControlReply {
    const { journal, clock } = this.#parts;
    const known = input.clientId === undefined ? undefined : journal.kept.clients.get(input.clientId);
    if (input.clientId !== undefined && !known) return refused(400, `No client ${input.clientId} in this sandbox.`);
    const client = known ?? {
      id: randomBytes(16).toString('hex'),
      secret: randomBytes(32).toString('hex'),
      redirectUris: input.redirectUris,
    };
    const taken = [...journal.kept.stores.values()].map((store) => Number(store.accountId));
    const accountId = String(Math.max(100_000, ...taken) + 1);
    const sizes = {
      items: input.sizes.items ?? 1000,
      customers: input.sizes.customers ?? 500,
      sales: input.sizes.sales ?? 2000,
    };
    const store: Store = {
      id: randomUUID(),
      series: input.series,
      name: input.name,
      seed: input.seed,
      sizes,
      bornSales: sizes.sales,
      registers: input.registers,
      limits: input.limits as Store['limits'],
      accessSeconds: input.accessSeconds,
      repeatHonours: input.repeatHonours,
      accountId,
      clientId: client.id,
      employees: employeesOf(accountId),
      bornAt: Math.floor(clock.nowMs() / 1000),
      edits: {},
    };
    journal.saveClient(client);
    journal.saveStore(store);
    return { status: 201, body: this.#storeView(store) };
  }

  #storeView(store: Store): object {
    const client = this.#parts.journal.kept.clients.get(store.clientId);
    const [owner] = store.employees;
    return {
      id: store.id,
      series: store.series,
      name: store.name,
      clientId: store.clientId,
      clientSecret: client?.secret,
      accountId: store.accountId,
      user: { login: owner?.login, password: owner?.password },
      sizes: store.sizes,
      registers: store.registers,
      limits: store.limits,
      accessSeconds: store.accessSeconds,
      repeatHonours: store.repeatHonours,
      redirectUris: client?.redirectUris,
    };
  }

  #patchStore(store: Store, patch: z.infer<typeof storePatch>): ControlReply {
    const { journal } = this.#parts;
    const { redirectUris, ...settings } = patch;
    Object.assign(store, settings);
    const client = journal.kept.clients.get(store.clientId);
    if (redirectUris && client) journal.saveClient({ ...client, redirectUris });
    journal.saveStore(store);
    return { status: 200, body: this.#storeView(store) };
  }

  #grant(store: Store, input: z.infer<typeof grantInput>): ControlReply {
    if (input.server === 'old') return refused(400, 'server: the old OAuth server is not emulated yet; use "new".');
    const { reply } = this.#parts.server.grant(store, store.employees[0] as Employee, input.scopes ?? ['employee:all']);
    return {
      status: 201,
      body: { accessToken: reply.access_token, refreshToken: reply.refresh_token, expiresIn: reply.expires_in },
    };
  }

  /** What the consent page would have answered. */
  #consent(input: z.infer<typeof consentInput>): ControlReply {
    const { server, pages, journal } = this.#parts;
    const request = server.readAuthorize(new URL(input.url).searchParams, knownScopes);
    if (isOAuthError(request)) return { status: request.status, body: request.body };
    if (input.decision === 'deny') return { status: 200, body: { location: server.decide(request, 'deny') } };
    const own = [...journal.kept.stores.values()].find((store) => store.clientId === request.clientId);
    const login = input.login ?? own?.employees[0]?.login ?? '';
    const person = pages.employeeOf(login, undefined);
    if (!person) return refused(400, `login: nobody signs in as "${login}".`);
    return { status: 200, body: { location: server.decide(request, { ...person, scopes: request.scopes }) } };
  }

  #grants(storeId: string | null): object[] {
    const { journal, clock } = this.#parts;
    return [...journal.kept.families.values()]
      .filter((family) => storeId === null || family.storeId === storeId)
      .map((family) => ({
        family: family.id,
        generation: Math.max(family.current.generation, ...family.candidates.map((pair) => pair.generation)),
        state: family.state === 'live' && family.current.refreshUntilMs < clock.nowMs() ? 'expired' : family.state,
        refreshes: family.refreshes,
        reuseAttempts: family.reuseAttempts,
      }));
  }

  /** Makes something happen in a store: the rows it touches get the present time. */
  #changes(input: z.infer<typeof changesInput>): ControlReply {
    return this.#withStore(input.store, (store) => {
      const { journal, clock } = this.#parts;
      const at = stamp(clock.nowMs() / 1000);
      const dice = diceFor(input.seed, 'changes', Object.keys(store.edits.Item ?? {}).length);
      const edit = (resource: string, id: number, fields: Record<string, string>) => {
        store.edits[resource] ??= {};
        const rows = store.edits[resource] as Record<string, Record<string, string>>;
        rows[String(id)] = { ...rows[String(id)], ...fields };
        return id;
      };
      const someItem = () => 1 + dice.below(store.sizes.items);
      const edits = repeat(store.sizes.items > 0 ? input.edits : 0, () => {
        const id = someItem();
        return edit('Item', id, {
          description: `${String(item.row(store, id).description).split(' (')[0]} (changed ${dice.below(1e6)})`,
          timeStamp: at,
        });
      });
      const archives = repeat(store.sizes.items > 0 ? input.archives : 0, () =>
        edit('Item', someItem(), { archived: 'true', timeStamp: at }),
      );
      const voids = repeat(store.sizes.sales > 0 ? input.voids : 0, () =>
        edit('Sale', 1 + dice.below(store.sizes.sales), { voided: 'true', updatetime: at }),
      );
      const sales = repeat(input.sales, () => {
        store.sizes.sales += 1;
        return edit('Sale', store.sizes.sales, { timeStamp: at, createTime: at, completeTime: at, updatetime: at });
      });
      journal.saveStore(store);
      return { status: 200, body: { edits, archives, voids, sales, at } };
    });
  }

  #withStore(id: string, action: (store: Store) => ControlReply): ControlReply {
    const store = this.#parts.journal.kept.stores.get(id);
    return store ? action(store) : refused(404, `No store ${id} in this sandbox.`);
  }
}

function repeat(times: number, action: () => number): number[] {
  return Array.from({ length: times }, action);
}

function refused(status: number, message: string): ControlReply {
  return { status, body: { error: message } };
}

function employeesOf(accountId: string): Employee[] {
  return [
    {
      id: 1,
      userId: Number(accountId) * 10 + 1,
      firstName: 'Olive',
      lastName: 'Owner',
      login: `owner@${accountId}.example`,
      password: 'sandbox',
      rights: rightNames,
    },
    {
      id: 2,
      userId: Number(accountId) * 10 + 2,
      firstName: 'Sam',
      lastName: 'Seller',
      login: `seller@${accountId}.example`,
      password: 'sandbox',
      rights: ['register', 'register_read', 'customers_read'],
    },
  ];
}
