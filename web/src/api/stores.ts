import { queryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { List } from '../../../src/rest.ts';
import type {
  Fault,
  FaultInput,
  FaultKind,
  SandboxClock,
  SandboxClockInput,
  StoreChanges,
  StoreGrant,
  StoreRequest,
  storeChangesInput,
} from '../../../src/server/sandbox-schema.ts';
import type { Store, StorePatch, storeInput } from '../../../src/server/store-schema.ts';
import { send } from './client.ts';

export type { Fault, FaultInput, FaultKind, SandboxClock, Store, StoreChanges, StoreGrant, StoreRequest };

const path = '/v1/stores';
const pathOf = (id: string) => `${path}/${encodeURIComponent(id)}`;

export const storesQuery = () =>
  queryOptions({
    queryKey: ['stores'],
    queryFn: ({ signal }) => send<List<Store>>('GET', path, { signal }),
    staleTime: 30_000,
  });

export const storeQuery = (id: string) =>
  queryOptions({
    queryKey: ['stores', id],
    queryFn: ({ signal }) => send<Store>('GET', pathOf(id), { signal }),
    staleTime: 30_000,
  });

export const createStore = (body: z.input<typeof storeInput>) => send<Store>('POST', path, { body });
export const changeStore = (id: string, body: StorePatch) => send<Store>('PATCH', pathOf(id), { body });
export const deleteStore = (id: string) => send<void>('DELETE', pathOf(id));

/** How many requests are held in the browser; the table shows no more. */
const kept = 200;
const liveMs = 1_000;

/** The newest requests to a store, newest first. Each second the later ones are asked for and laid before those that are known. */
export const storeRequestsQuery = (id: string) =>
  queryOptions({
    queryKey: ['stores', id, 'requests'],
    queryFn: async ({ signal, client, queryKey }): Promise<StoreRequest[]> => {
      const known = client.getQueryData<StoreRequest[]>(queryKey) ?? [];
      const query = { after: known[0]?.n ?? 0, limit: kept };
      const { items } = await send<List<StoreRequest>>('GET', `${pathOf(id)}/requests`, { signal, query });
      return items.length === 0 ? known : [...items, ...known].slice(0, kept);
    },
    refetchInterval: liveMs,
    staleTime: 0,
  });

export const storeGrantsQuery = (id: string) =>
  queryOptions({
    queryKey: ['stores', id, 'grants'],
    queryFn: ({ signal }) => send<List<StoreGrant>>('GET', `${pathOf(id)}/grants`, { signal }),
    refetchInterval: 3_000,
  });
export const endGrant = (id: string, grantId: string) =>
  send<void>('DELETE', `${pathOf(id)}/grants/${encodeURIComponent(grantId)}`);

export const makeChanges = (id: string, body: z.input<typeof storeChangesInput>) =>
  send<StoreChanges>('POST', `${pathOf(id)}/changes`, { body });

const faultsPath = '/v1/sandbox/faults';

/** Faults that requests to a store can meet, newest first, with how often they were. */
export const faultsQuery = (storeId: string) =>
  queryOptions({
    queryKey: ['stores', storeId, 'faults'],
    queryFn: ({ signal }) => send<List<Fault>>('GET', faultsPath, { signal, query: { storeId } }),
    refetchInterval: 2_000,
  });
export const addFault = (body: FaultInput) => send<Fault>('POST', faultsPath, { body });
export const removeFault = (id: string) => send<void>('DELETE', `${faultsPath}/${encodeURIComponent(id)}`);

const clockPath = '/v1/sandbox/clock';

/** The sandbox's clock; `readAtMs` is this browser's time when it was read. */
export const clockQuery = () =>
  queryOptions({
    queryKey: ['sandbox', 'clock'],
    queryFn: async ({ signal }) => ({
      ...(await send<SandboxClock>('GET', clockPath, { signal })),
      readAtMs: Date.now(),
    }),
    refetchInterval: 10_000,
  });
export const setClock = (body: SandboxClockInput) => send<SandboxClock>('PATCH', clockPath, { body });
