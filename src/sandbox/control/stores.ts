import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Journal, Kept } from '../journal.ts';
import { KeptRows } from '../rows/kept-rows.ts';
import { type Client, isXStore, type LimitSetting, type Series, type Store } from '../store.ts';
import { fitRegisters } from '../x-series/fit-registers.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, refusal } from './control-desk.ts';
import { employeesOf } from './employees.ts';

const settings = {
  limits: z.union([
    z.enum(['real', 'off']),
    z.object({
      size: z.number().positive(),
      dripPerSecond: z.number().positive(),
      burst: z.number().positive().optional(),
    }),
    z.object({ requests: z.number().int().positive(), windowSeconds: z.number().positive() }),
  ]),
  redirectUris: z.array(z.url()).min(1),
  accessSeconds: z.number().int().positive(),
  repeatHonours: z.enum(['first', 'last']),
};
/** Larger stores would hold up all others while their stock log is summed for the first time. */
const MOST_ROWS = 5_000_000;
/** Ids of nested rows are products of these, and stay whole numbers. */
const size = z.number().int().min(0).max(MOST_ROWS);
const name = z.string().min(1);
const registers = z.number().int().min(1).max(1000);
const storeInput = z.strictObject({
  series: z.enum(['r', 'x', 'c']),
  name: name.default('Sandbox store'),
  seed: z.number().int().default(1),
  sizes: z
    .object({ items: size.default(1000), customers: size.default(500), sales: size.default(2000) })
    .default({ items: 1000, customers: 500, sales: 2000 }),
  registers: registers.default(1),
  limits: settings.limits.default('real'),
  redirectUris: settings.redirectUris.default(['http://127.0.0.1:4400/connection/oauth2callback']),
  clientId: z.string().optional(),
  cluster: z.enum(['eu1', 'us1']).default('eu1'),
  languages: z
    .array(z.string().regex(/^[a-z]{2}$/))
    .min(1)
    .max(10)
    .default(['en', 'nl']),
  accessSeconds: settings.accessSeconds.optional(),
  repeatHonours: settings.repeatHonours.default('last'),
});
type StoreInput = z.infer<typeof storeInput>;
const storePatch = z.strictObject({ ...settings, name, registers, lockedLogins: z.array(z.string()) }).partial();

/** How long access tokens live if nothing else is said: half an hour in R-Series, a day in X-Series. */
const ACCESS_SECONDS = { r: 1800, x: 86_400 };

export function createStore({ journal, clock, ...parts }: ControlParts, body: unknown): ControlReply {
  const input = storeInput.parse(body);
  const wrong = whyWrongLimits(input.series, input.limits);
  if (wrong !== undefined) return refusal(400, wrong);
  const client = clientFor(journal, input);
  if (client === 'unknown') return refusal(400, `No client ${input.clientId} of this series in this sandbox.`);
  const store = storeFrom(input, journal.kept, client?.id ?? '', Math.floor(clock.nowMs() / 1000));
  if (client) journal.saveClient(client);
  journal.saveStore(store);
  return { status: 201, body: storeView({ journal, clock, ...parts }, store) };
}

/** The OAuth client of a new store: a known one, or a new one. C-Series has none. */
function clientFor(journal: Journal, { series, clientId, redirectUris }: StoreInput): Client | 'unknown' | undefined {
  if (series === 'c') return undefined;
  if (clientId === undefined)
    return { id: randomBytes(16).toString('hex'), secret: randomBytes(32).toString('hex'), series, redirectUris };
  const known = journal.kept.clients.get(clientId);
  return known?.series === series ? known : 'unknown';
}

function storeFrom(input: StoreInput, { stores }: Kept, clientId: string, bornAt: number): Store {
  const { series, name, seed, sizes, registers, limits, repeatHonours, cluster, languages } = input;
  const number = nextNumber(stores.values());
  const common = {
    id: randomUUID(),
    number,
    name,
    seed,
    sizes,
    registers,
    bornRegisters: registers,
    limits,
    employees: employeesOf(number),
    bornAt,
    rows: new KeptRows(),
  };
  if (series === 'c') {
    const [apiKey, apiSecret] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    return { ...common, series, shopId: String(number), apiKey, apiSecret, cluster, languages };
  }
  const accessSeconds = input.accessSeconds ?? ACCESS_SECONDS[series];
  if (series === 'r') return { ...common, series, clientId, accessSeconds, accountId: String(number), repeatHonours };
  return { ...common, series, clientId, accessSeconds, domainPrefix: `store${number}`, retailerId: randomUUID() };
}

function whyWrongLimits(series: Series, limits: LimitSetting): string | undefined {
  if (typeof limits === 'string') return undefined;
  const isWindow = 'requests' in limits;
  if (isWindow === (series !== 'r')) return undefined;
  return isWindow
    ? 'limits: R-Series counts by a bucket; give size and dripPerSecond.'
    : 'limits: X- and C-Series count by windows; give requests and windowSeconds.';
}

/** One above the highest: the number of a store that was deleted is not given again while higher ones live. */
function nextNumber(stores: Iterable<Store>): number {
  return Math.max(100_000, ...[...stores].map(({ number }) => number)) + 1;
}

/** A store as the control interface shows it, secret and password included: it is a sandbox. */
export function storeView({ journal }: ControlParts, store: Store): object {
  const { rows: _, employees, number: __, bornAt: ___, ...shown } = store;
  const client = 'clientId' in store ? journal.kept.clients.get(store.clientId) : undefined;
  const [owner] = employees;
  return {
    ...shown,
    ...(client ? { clientSecret: client.secret, redirectUris: client.redirectUris } : {}),
    user: { login: owner?.login, password: owner?.password },
    people: employees.map(({ firstName, lastName, login, password, role, isLocked }) => ({
      name: `${firstName} ${lastName}`,
      login,
      password,
      role,
      isLocked,
    })),
  };
}

export function patchStore(parts: ControlParts, id: string, body: unknown): ControlReply {
  const { journal } = parts;
  const store = journal.kept.stores.get(id);
  if (!store) return refusal(404, `No store ${id} in this sandbox.`);
  const { redirectUris, lockedLogins, ...patch } = storePatch.parse(body);
  const wrong = whyWrongLimits(store.series, patch.limits ?? 'real');
  if (wrong !== undefined) return refusal(400, wrong);
  Object.assign(store, patch);
  if (lockedLogins) for (const one of store.employees) one.isLocked = lockedLogins.includes(one.login);
  const client = 'clientId' in store ? journal.kept.clients.get(store.clientId) : undefined;
  if (redirectUris && client) journal.saveClient({ ...client, redirectUris });
  journal.saveStore(store);
  if (isXStore(store)) fitRegisters(store, parts.clock.nowMs());
  return { status: 200, body: storeView(parts, store) };
}
