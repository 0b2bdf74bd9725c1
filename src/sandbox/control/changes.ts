import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { leaves } from '../r-series/categories.ts';
import { item } from '../r-series/items.ts';
import { stamp } from '../r-series/resource.ts';
import { type Dice, diceFor } from '../random.ts';
import type { Store } from '../store.ts';
import type { ControlParts } from './calls.ts';
import { type ControlReply, refusal } from './control-desk.ts';

const count = z.number().int().min(0).max(1_000_000).default(0);
const changesInput = z.object({
  store: z.string(),
  edits: count,
  sales: count,
  archives: count,
  voids: count,
  deletes: count,
  perSecond: z.number().positive().max(1000).optional(),
  seed: z.number().int().default(1),
});

type Kind = 'edits' | 'archives' | 'voids' | 'sales' | 'deletes';

/**
 * Makes something happen in a store: rows it touches get the present time. With `perSecond` the changes come one after the
 * other at that rate, and the reply when all are made; else all at once. The same seed changes the same rows.
 */
export async function makeChanges({ journal, clock }: ControlParts, body: unknown): Promise<ControlReply> {
  const input = changesInput.parse(body);
  const store = journal.kept.stores.get(input.store);
  if (!store) return refusal(404, `No store ${input.store} in this sandbox.`);
  const dice = diceFor(input.seed, 'changes', store.revision);
  const changed: Record<Kind, number[]> = { edits: [], archives: [], voids: [], sales: [], deletes: [] };
  for (const kind of Object.keys(changed) as Kind[]) {
    for (let left = input[kind]; left > 0; left -= 1) {
      const id = change[kind](store, dice, stamp(clock.nowMs() / 1000));
      if (id === undefined) break;
      changed[kind].push(id);
      store.revision += 1;
      if (input.perSecond === undefined) continue;
      journal.saveStore(store);
      await setTimeout(1000 / input.perSecond);
      if (!journal.kept.stores.has(store.id)) return refusal(404, `Store ${store.id} went away meanwhile.`);
    }
  }
  journal.saveStore(store);
  return { status: 200, body: { ...changed, at: stamp(clock.nowMs() / 1000) } };
}

/** Each makes one change and gives the id of its row; undefined when there is no row to change. */
const change: Record<Kind, (store: Store, dice: Dice, at: string) => number | undefined> = {
  edits(store, dice, at) {
    if (store.sizes.items === 0) return undefined;
    const id = 1 + dice.below(store.sizes.items);
    const before = String(item.row(store, id).description).split(' (')[0];
    return edit(store, 'Item', id, { description: `${before} (changed ${dice.below(1e6)})`, timeStamp: at });
  },
  archives(store, dice, at) {
    if (store.sizes.items === 0) return undefined;
    return edit(store, 'Item', 1 + dice.below(store.sizes.items), { archived: 'true', timeStamp: at });
  },
  voids(store, dice, at) {
    if (store.sizes.sales === 0) return undefined;
    return edit(store, 'Sale', 1 + dice.below(store.sizes.sales), { voided: 'true', updatetime: at });
  },
  sales(store, _, at) {
    store.sizes.sales += 1;
    return edit(store, 'Sale', store.sizes.sales, { timeStamp: at, createTime: at, completeTime: at, updatetime: at });
  },
  /** Categories are what R-Series really deletes; all else is archived (firm). */
  deletes(store, dice) {
    const gone = store.deleted.Category ?? [];
    const left = leaves.filter((id) => !gone.includes(id));
    if (left.length === 0) return undefined;
    const id = dice.pick(left);
    store.deleted.Category = [...gone, id];
    return id;
  },
};

function edit(store: Store, resource: string, id: number, fields: Record<string, string>): number {
  store.edits[resource] ??= {};
  const rows = store.edits[resource] as Record<string, Record<string, string>>;
  rows[String(id)] = { ...rows[String(id)], ...fields };
  return id;
}
