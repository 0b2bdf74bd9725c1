import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import { rightNames } from '../r-series/scopes.ts';
import type { Employee, Store } from '../store.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, refusal } from './control-desk.ts';

const settings = {
  limits: z.union([
    z.enum(['real', 'off']),
    z.object({
      size: z.number().positive(),
      dripPerSecond: z.number().positive(),
      burst: z.number().positive().optional(),
    }),
  ]),
  redirectUris: z.array(z.url()).min(1),
  accessSeconds: z.number().int().positive(),
  repeatHonours: z.enum(['first', 'last']),
};
/** Ids of nested rows are products of these, and stay whole numbers. */
const size = z.number().int().min(0).max(100_000_000);
const storeInput = z.object({
  series: z.enum(['r']),
  name: z.string().min(1).default('Sandbox store'),
  seed: z.number().int().default(1),
  sizes: z.object({ items: size, customers: size, sales: size }).partial().default({}),
  registers: z.number().int().min(1).max(1000).default(1),
  limits: settings.limits.default('real'),
  redirectUris: settings.redirectUris.default(['http://127.0.0.1:4400/connection/oauth2callback']),
  clientId: z.string().optional(),
  accessSeconds: settings.accessSeconds.default(1800),
  repeatHonours: settings.repeatHonours.default('last'),
});
const storePatch = z.object(settings).partial();

export function createStore({ journal, clock, ...parts }: ControlParts, body: unknown): ControlReply {
  const input = storeInput.parse(body);
  const known = input.clientId === undefined ? undefined : journal.kept.clients.get(input.clientId);
  if (input.clientId !== undefined && !known) return refusal(400, `No client ${input.clientId} in this sandbox.`);
  const client = known ?? {
    id: randomBytes(16).toString('hex'),
    secret: randomBytes(32).toString('hex'),
    redirectUris: input.redirectUris,
  };
  const accountId = nextAccountId(journal.kept.stores.values());
  const sizes = {
    items: input.sizes.items ?? 1000,
    customers: input.sizes.customers ?? 500,
    sales: input.sizes.sales ?? 2000,
  };
  const { series, name, seed, registers, limits, accessSeconds, repeatHonours } = input;
  const store: Store = {
    id: randomUUID(),
    series,
    name,
    seed,
    sizes,
    bornSales: sizes.sales,
    registers,
    limits,
    accessSeconds,
    repeatHonours,
    accountId,
    clientId: client.id,
    employees: employeesOf(accountId),
    bornAt: Math.floor(clock.nowMs() / 1000),
    edits: {},
    deleted: {},
    revision: 0,
  };
  journal.saveClient(client);
  journal.saveStore(store);
  return { status: 201, body: storeView({ journal, clock, ...parts }, store) };
}

/** One above the highest: the number of a store that was deleted is not given again while higher ones live. */
function nextAccountId(stores: Iterable<Store>): string {
  return String(Math.max(100_000, ...[...stores].map(({ accountId }) => Number(accountId))) + 1);
}

/** A store as the control interface shows it, secret and password included: it is a sandbox. */
export function storeView({ journal }: ControlParts, store: Store): object {
  const client = journal.kept.clients.get(store.clientId);
  const [owner] = store.employees;
  const { id, series, name, clientId, accountId, sizes, registers, limits, accessSeconds, repeatHonours } = store;
  return {
    id,
    series,
    name,
    clientId,
    clientSecret: client?.secret,
    accountId,
    user: { login: owner?.login, password: owner?.password },
    sizes,
    registers,
    limits,
    accessSeconds,
    repeatHonours,
    redirectUris: client?.redirectUris,
  };
}

export function patchStore(parts: ControlParts, id: string, body: unknown): ControlReply {
  const { journal } = parts;
  const store = journal.kept.stores.get(id);
  if (!store) return refusal(404, `No store ${id} in this sandbox.`);
  const { redirectUris, ...patch } = storePatch.parse(body);
  Object.assign(store, patch);
  const client = journal.kept.clients.get(store.clientId);
  if (redirectUris && client) journal.saveClient({ ...client, redirectUris });
  journal.saveStore(store);
  return { status: 200, body: storeView(parts, store) };
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
      rights: ['allow_login', 'register', 'register_read', 'customers_read'],
    },
  ];
}
