import { z } from 'zod';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { SandboxHost } from './sandbox-host.ts';
import {
  type Fault,
  type FaultInput,
  faultKinds,
  type SandboxClock,
  type SandboxClockInput,
  type StoreChanges,
  type StoreChangesInput,
  type StoreGrant,
  type StoreRequest,
  sandboxClock,
  storeChanges,
  storeGrant,
  storeRequest,
} from './sandbox-schema.ts';
import { getStore } from './stores.ts';

/** Who asks for a change in the sandbox, and where it is written down. */
export interface Change {
  installation: Installation;
  sandbox: SandboxHost;
  actor: Actor;
}

const requestsAnswer = z.array(
  storeRequest.extend({
    limit: storeRequest.shape.limit.default(null),
    faults: storeRequest.shape.faults.default([]),
  }),
);

/** The newest requests to a store that come after request `after`, newest first. Throws `not_found`. */
export async function listRequests(
  { installation, sandbox }: Pick<Change, 'installation' | 'sandbox'>,
  storeId: string,
  { after, limit }: { after: number; limit: number },
): Promise<StoreRequest[]> {
  await getStore(installation, sandbox, storeId);
  const query = new URLSearchParams({ store: storeId, after: String(after), limit: String(limit) });
  return requestsAnswer.parse(await sandbox.control('GET', `requests?${query}`)).reverse();
}

const grantsAnswer = z.array(
  storeGrant.omit({ id: true }).extend({
    family: z.string(),
    clientId: storeGrant.shape.clientId.default(null),
    login: storeGrant.shape.login.default(null),
    server: storeGrant.shape.server.default(null),
  }),
);

/** Throws `not_found`. */
export async function listGrants(
  { installation, sandbox }: Pick<Change, 'installation' | 'sandbox'>,
  storeId: string,
): Promise<StoreGrant[]> {
  await getStore(installation, sandbox, storeId);
  const found = grantsAnswer.parse(await sandbox.control('GET', `grants?${new URLSearchParams({ store: storeId })}`));
  return found.map(({ family, ...grant }) => ({ id: family, ...grant }));
}

/** Ends a grant as the merchant does who removes the app. Throws `not_found`. */
export async function endGrant(change: Change, storeId: string, id: string): Promise<void> {
  const grant = (await listGrants(change, storeId)).find((one) => one.id === id);
  if (!grant) throw new CounterflowError('not_found', `The store has no grant ${id}.`);
  await change.sandbox.control('DELETE', `grants/${encodeURIComponent(id)}`);
  await audit(change, 'revoke', { before: { store: storeId, grant: id, login: grant.login } });
}

/** Makes something happen in a store; the rows get the sandbox's present time. Throws `not_found`. */
export async function makeChanges(change: Change, storeId: string, input: StoreChangesInput): Promise<StoreChanges> {
  await getStore(change.installation, change.sandbox, storeId);
  const made = storeChanges.parse(await change.sandbox.control('POST', 'changes', { ...input, store: storeId }));
  await audit(change, 'change', { after: { store: storeId, ...input } });
  return made;
}

const faultAnswer = z.object({
  id: z.string(),
  kind: z.enum(faultKinds),
  match: z.object({ store: z.string(), host: z.string(), method: z.string(), path: z.string() }).partial().default({}),
  times: z.number().optional(),
  probability: z.number().optional(),
  after: z.number().optional(),
  status: z.number().optional(),
  delayMs: z.number().optional(),
  done: z.number(),
});

/** Faults that the sandbox holds ready, newest first; with `storeId` those that its requests can meet. */
export async function listFaults(sandbox: SandboxHost, storeId?: string): Promise<Fault[]> {
  if (!sandbox.url()) return [];
  const all = z
    .array(faultAnswer)
    .parse(await sandbox.control('GET', 'faults'))
    .map(faultView)
    .reverse();
  return all.filter((fault) => storeId === undefined || fault.storeId === null || fault.storeId === storeId);
}

function faultView({ match, done, ...fault }: z.infer<typeof faultAnswer>): Fault {
  return {
    id: fault.id,
    kind: fault.kind,
    storeId: match.store ?? null,
    host: match.host ?? null,
    method: match.method ?? null,
    path: match.path ?? null,
    times: fault.times ?? null,
    probability: fault.probability ?? null,
    after: fault.after ?? null,
    status: fault.status ?? null,
    delayMs: fault.delayMs ?? null,
    met: done,
    isOver: fault.times !== undefined && done >= fault.times,
  };
}

/** Orders trouble. Throws `not_found` for a store that is not there. */
export async function addFault(change: Change, input: FaultInput): Promise<Fault> {
  const { storeId, host, method, path, ...fault } = input;
  if (storeId) await getStore(change.installation, change.sandbox, storeId);
  const match = Object.fromEntries(
    Object.entries({ store: storeId, host, method, path }).filter(([, value]) => value !== undefined && value !== null),
  );
  const { id } = z
    .object({ id: z.string() })
    .parse(await change.sandbox.control('POST', 'faults', { ...fault, match }));
  await audit(change, 'create', { after: { fault: id, ...input } });
  return faultView({ ...fault, id, match, done: 0 });
}

/** Throws `not_found`. */
export async function removeFault(change: Change, id: string): Promise<void> {
  const fault = (await listFaults(change.sandbox)).find((one) => one.id === id);
  if (!fault) throw new CounterflowError('not_found', `The sandbox has no fault ${id}.`);
  await change.sandbox.control('DELETE', `faults/${encodeURIComponent(id)}`);
  await audit(change, 'delete', { before: { fault: id, kind: fault.kind, storeId: fault.storeId } });
}

/** Throws `not_found` while no sandbox runs. */
export async function readClock(sandbox: SandboxHost): Promise<SandboxClock> {
  if (!sandbox.url()) throw new CounterflowError('not_found', 'No sandbox runs yet. Make a sandbox store first.');
  return sandboxClock.parse(await sandbox.control('GET', 'clock'));
}

/** Throws `not_found` while no sandbox runs. */
export async function setClock(change: Change, input: SandboxClockInput): Promise<SandboxClock> {
  const { offsetMs, rate } = await readClock(change.sandbox);
  const set = sandboxClock.parse(await change.sandbox.control('POST', 'clock', input));
  await audit(change, 'change', { before: { clock: { offsetMs, rate } }, after: { clock: input } });
  return set;
}

/** The sandbox's things have ids of their own kind, so they stand inside the entry. */
function audit({ installation, actor }: Change, action: string, what: { before?: object; after?: object }) {
  return recordAudit(installation.db, actor, { action, resourceType: 'sandbox', resourceId: null, ...what });
}
