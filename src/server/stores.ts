import { z } from 'zod';
import type { Actor } from '../accounts/actor.ts';
import { recordAudit } from '../accounts/audit.ts';
import { createIClient } from '../connections/iclients.ts';
import { redirectUrls } from '../connections/redirect-urls.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import type { SandboxHost } from './sandbox-host.ts';
import { type Store, type StoreInput, type StorePatch, store as storeView } from './store-schema.ts';

/** Whose client the store takes; C-Series has none. */
const providers = { r: 'lightspeed-r', x: 'lightspeed-x' } as const;

const sandboxStore = storeView.omit({ iClientId: true, sandboxUrl: true }).loose();

/** Makes a sandbox store that knows this installation's redirect URLs, and an iClient ready to use it. */
export async function createStore(
  installation: Installation,
  sandbox: SandboxHost,
  actor: Actor,
  input: StoreInput,
): Promise<Store> {
  const redirectUris = redirectUrls(installation).map(({ url }) => url);
  const made = sandboxStore.parse(await sandbox.control('POST', 'stores', { ...input, redirectUris }));
  const iClientId = await clientFor(installation, actor, made);
  await installation.db.insertInto('sandboxStore').values({ storeId: made.id, iclientId: iClientId }).execute();
  const store = { ...made, iClientId, sandboxUrl: await sandbox.ensure() };
  await recordAudit(installation.db, actor, {
    action: 'create',
    resourceType: 'store',
    resourceId: iClientId,
    after: { store: made.id, name: made.name, seed: input.seed, sizes: input.sizes },
  });
  return store;
}

/** An iClient that opens the store; null where its series knows none. */
async function clientFor(
  installation: Installation,
  actor: Actor,
  { series, name, clientId, clientSecret }: z.infer<typeof sandboxStore>,
): Promise<string | null> {
  if (series === 'c' || clientId === undefined) return null;
  const iClient = await createIClient(installation, actor, {
    name: `${name} (sandbox)`.slice(0, 100),
    provider: providers[series],
    clientId,
    clientSecret,
    oauthServer: 'new',
    default: false,
  });
  return iClient.id;
}

/** Every store of the sandbox, those that others made there included. Empty while no sandbox runs. */
export async function listStores(installation: Installation, sandbox: SandboxHost): Promise<Store[]> {
  const url = sandbox.url();
  if (!url) return [];
  const answer = z.union([z.array(sandboxStore), z.object({ items: z.array(sandboxStore) })]);
  const found = answer.parse(await sandbox.control('GET', 'stores'));
  const known = await installation.db.selectFrom('sandboxStore').select(['storeId', 'iclientId']).execute();
  return (Array.isArray(found) ? found : found.items).map((store) => ({
    ...store,
    iClientId: known.find(({ storeId }) => storeId === store.id)?.iclientId ?? null,
    sandboxUrl: url,
  }));
}

/** Throws `not_found`. */
export async function getStore(installation: Installation, sandbox: SandboxHost, id: string): Promise<Store> {
  const store = (await listStores(installation, sandbox)).find((one) => one.id === id);
  if (store) return store;
  throw new CounterflowError('not_found', `The sandbox has no store ${id}.`);
}

/** Changes what may change in a store that is in use. Throws `not_found`. */
export async function changeStore(
  { installation, sandbox, actor }: { installation: Installation; sandbox: SandboxHost; actor: Actor },
  id: string,
  patch: StorePatch,
): Promise<Store> {
  const { iClientId, sandboxUrl, ...before } = await getStore(installation, sandbox, id);
  const changed = sandboxStore.parse(await sandbox.control('PATCH', `stores/${encodeURIComponent(id)}`, patch));
  const fields = Object.keys(patch) as (keyof StorePatch)[];
  await recordAudit(installation.db, actor, {
    action: 'change',
    resourceType: 'store',
    resourceId: iClientId,
    before: { store: id, ...Object.fromEntries(fields.map((field) => [field, storedIn(before, field)])) },
    after: { store: id, ...patch },
  });
  return { ...changed, iClientId, sandboxUrl };
}

function storedIn(store: Pick<Store, Exclude<keyof StorePatch, 'lockedLogins'> | 'people'>, field: keyof StorePatch) {
  if (field !== 'lockedLogins') return store[field];
  return store.people.filter(({ isLocked }) => isLocked).map(({ login }) => login);
}

/** Removes the store with all its data; connections to it become unauthorized at their next call. Throws `not_found`. */
export async function deleteStore(
  installation: Installation,
  sandbox: SandboxHost,
  actor: Actor,
  id: string,
): Promise<void> {
  const store = await getStore(installation, sandbox, id);
  await sandbox.control('DELETE', `stores/${encodeURIComponent(id)}`);
  await installation.db.deleteFrom('sandboxStore').where('storeId', '=', id).execute();
  await recordAudit(installation.db, actor, {
    action: 'delete',
    resourceType: 'store',
    resourceId: null,
    before: { store: id, name: store.name },
  });
}
