import { system } from '../../src/accounts/actor.ts';
import { lightspeedR } from '../../src/connectors/lightspeed/r-series/connector.ts';
import { createFlow } from '../../src/flows/flows.ts';
import { executeRun } from '../../src/flows/run/execute-run.ts';
import type { RunWorld } from '../../src/flows/run/world.ts';
import { getRun, startRun } from '../../src/flows/runs.ts';
import type { Flow, Run } from '../../src/flows/schema.ts';
import type { Installation } from '../../src/installation.ts';
import { newId } from '../../src/store/id.ts';
import { type RunRow, takeRun } from '../../src/store/runs.ts';
import { type Access, accessOf, type Send } from '../../src/transfers/access.ts';
import type { DataRecord, ExportInput } from '../../src/transfers/export-schema.ts';
import { createExport } from '../../src/transfers/exports.ts';
import type { ImportInput } from '../../src/transfers/import-schema.ts';
import { createImport } from '../../src/transfers/imports.ts';

/** A connection to an R-Series account that is online, as far as its row says. */
export async function onlineConnection({ db }: Installation, accountId = '1'): Promise<string> {
  const id = newId();
  await db
    .insertInto('connection')
    .values({
      id,
      name: `Shop ${id}`,
      apiType: 'lightspeed-v3',
      environment: 'live',
      status: 'online',
      region: null,
      iclientId: null,
      accountId,
    })
    .execute();
  return id;
}

/** A connection to a folder below the first root; "." is the root itself. */
export async function folderConnection({ db }: Installation, path = '.'): Promise<string> {
  const id = newId();
  await db
    .insertInto('connection')
    .values({
      id,
      name: `Folder ${path}`,
      apiType: 'folder',
      environment: 'live',
      status: 'online',
      region: null,
      iclientId: null,
      settings: JSON.stringify({ path }),
    })
    .execute();
  return id;
}

export interface FlowPlan {
  connectionId: string;
  exported?: Partial<ExportInput>;
  imports: (Partial<ImportInput> & Pick<ImportInput, 'connectionId' | 'target'>)[];
  onError?: 'pause' | 'proceed';
}

/** A flow of items into one or more imports. */
export async function storedFlow(installation: Installation, plan: FlowPlan): Promise<Flow> {
  const source = await createExport(installation, system, {
    name: 'Items',
    connectionId: plan.connectionId,
    resource: 'Item',
    type: 'all',
    relations: [],
    filters: [],
    ...plan.exported,
  });
  const steps = [];
  for (const imported of plan.imports) {
    const { id } = await createImport(installation, system, {
      name: 'Into',
      operation: 'upsert',
      mapping: 'auto',
      ...imported,
    });
    steps.push({ type: 'import' as const, importId: id, onError: plan.onError ?? 'proceed' });
  }
  return createFlow(installation, system, {
    name: 'Items daily',
    sources: [{ exportId: source.id }],
    steps,
    timezone: 'UTC',
    enabled: true,
  });
}

/** Answers list requests with these pages, in the shape of V3: what a source says when nothing goes wrong. */
export function pagesSender(pages: DataRecord[][], resource = 'Item'): Send {
  return async (request) => {
    const url = new URL(request.url, 'https://api.lightspeedapp.com/API/V3/Account/1/');
    const at = Number(url.searchParams.get('after') ?? 0);
    url.searchParams.set('after', String(at + 1));
    const next = at + 1 < pages.length ? url.toString() : '';
    const rows = pages[at] ?? [];
    const json = {
      '@attributes': { next, previous: '' },
      ...(rows.length > 0 && { [resource]: rows.length === 1 ? rows[0] : rows }),
    };
    const text = JSON.stringify(json);
    return {
      status: 200,
      headers: new Headers(),
      json: JSON.parse(text),
      text,
      url: url.toString(),
      ms: 1,
      waitedMs: 0,
      bytes: text.length,
      costDrips: request.costDrips,
    };
  };
}

/** Reaches real destinations; the source is whatever answers `send`. */
export function accessWith(installation: Installation, send: Send, accountId = '1'): Access {
  return {
    ...accessOf(installation),
    source: async () => ({
      connector: lightspeedR,
      environment: 'live',
      accountId,
      origin: 'https://api.lightspeedapp.com',
      send,
      realUrl: (url) => url,
    }),
  };
}

export function worldOf(installation: Installation, send: Send, at?: RunWorld['at']): RunWorld {
  return { installation, access: accessWith(installation, send), ...(at && { at }) };
}

/** Takes the run that is due and carries it on as a worker does, until it is over or put off. */
export async function carry(world: RunWorld, leave = new AbortController().signal): Promise<void> {
  await executeRun(world, await taken(world.installation), leave);
}

export async function taken({ db, processId }: Installation): Promise<RunRow> {
  const row = await takeRun(db, processId);
  if (!row) throw new Error('no run is due');
  return row;
}

/** Starts a run of the flow, carries it once and tells what it came to. */
export async function runOnce(world: RunWorld, flow: Flow): Promise<Run> {
  const { id } = await startRun(world.installation, system, flow.id, 'manual');
  await carry(world);
  return getRun(world.installation, id);
}

/** Every run that had its lease until now is free to be taken, as when its owner fell silent. */
export async function leaseRunsOut({ db }: Installation): Promise<void> {
  await db
    .updateTable('run')
    .set({ leaseUntil: new Date(0) })
    .where('leaseOwner', 'is not', null)
    .execute();
}

/** Parked runs are due now. */
export async function wakeRuns({ db }: Installation): Promise<void> {
  await db.updateTable('run').set({ wakeAt: null }).where('endedAt', 'is', null).execute();
}

/** An item as R-Series sends it: every scalar a text. */
export const item = (id: number | string, fields: DataRecord = {}): DataRecord => ({
  itemID: String(id),
  description: `Item ${id}`,
  defaultCost: '4.39',
  archived: 'false',
  timeStamp: '2026-03-01T10:00:00+00:00',
  ...fields,
});

/** Items in pages, numbered from 1. */
export function itemPages(pages: number, perPage = 3): DataRecord[][] {
  return Array.from({ length: pages }, (_, page) =>
    Array.from({ length: perPage }, (_unused, at) => item(page * perPage + at + 1)),
  );
}
