import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { changes as cChanges } from '../c-series/changes.ts';
import { type OwnKind, changes as rChanges } from '../r-series/changes.ts';
import { type Dice, Purpose } from '../shop-data/dice.ts';
import type { Store } from '../store.ts';
import { changes as xChanges } from '../x-series/changes.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, refusal } from './control-desk.ts';

const count = z.number().int().min(0).max(1_000_000).default(0);
const changesInput = z.strictObject({
  store: z.string(),
  edits: count,
  sales: count,
  archives: count,
  voids: count,
  deletes: count,
  lateVoids: count,
  refunds: count,
  counts: count,
  mergeItems: count,
  mergeCustomers: count,
  receives: count,
  perSecond: z.number().positive().max(1000).optional(),
  seed: z.number().int().default(1),
});

const CHANGES = new Purpose('changes');

const kinds = ['edits', 'archives', 'voids', 'sales', 'deletes'] as const;
type Kind = (typeof kinds)[number];
/** What only R-Series knows; in other series nothing happens. */
const ownKinds: OwnKind[] = ['lateVoids', 'refunds', 'counts', 'mergeItems', 'mergeCustomers', 'receives'];

/**
 * Makes something happen in a store: rows it touches get the present time. With `perSecond` the changes come one after the
 * other at that rate, and the reply when all are made; else all at once. The same seed changes the same rows.
 */
export async function makeChanges({ journal, clock }: ControlParts, body: unknown): Promise<ControlReply> {
  const input = changesInput.parse(body);
  const store = journal.kept.stores.get(input.store);
  if (!store) return refusal(404, `No store ${input.store} in this sandbox.`);
  const dice = CHANGES.dice(input.seed, store.rows.revision);
  const changed: Record<Kind, (number | string)[]> & Partial<Record<OwnKind, (number | string)[]>> = {
    edits: [],
    archives: [],
    voids: [],
    sales: [],
    deletes: [],
  };
  for (const kind of [...kinds, ...ownKinds]) {
    if (input[kind] > 0) changed[kind] ??= [];
    for (let left = input[kind]; left > 0; left -= 1) {
      const id = change(kind, store, dice, Math.floor(clock.nowMs() / 1000));
      if (id === undefined) break;
      changed[kind]?.push(id);
      if (input.perSecond === undefined) continue;
      await setTimeout(1000 / input.perSecond);
      if (!journal.kept.stores.has(store.id)) return refusal(404, `Store ${store.id} went away meanwhile.`);
    }
  }
  const at = `${new Date(clock.nowMs()).toISOString().slice(0, 19)}+00:00`;
  return { status: 200, body: { ...changed, at } };
}

/** The id of the row that was changed; undefined when there is none to change. */
function change(kind: Kind | OwnKind, store: Store, dice: Dice, atSeconds: number): number | string | undefined {
  if (store.series === 'r') return rChanges[kind](store, dice, atSeconds);
  if (isOwn(kind)) return undefined;
  if (store.series === 'x') return xChanges[kind](store, dice, atSeconds);
  return cChanges[kind](store, dice, atSeconds);
}

const isOwn = (kind: Kind | OwnKind): kind is OwnKind => ownKinds.some((one) => one === kind);
