import type { Origin } from '../shop-data/origin.ts';
import type { CStore } from '../store.ts';

const known = new WeakMap<CStore, Origin>();

/** What the rows of a store follow from. Each variant is an item of the shop; registers and employees are not seen in C-Series. */
export function originOf(store: CStore): Origin {
  const found = known.get(store);
  if (found) return found;
  const { seed, bornAt, sizes } = store;
  const made = { seed, bornAt, ...sizes, registers: 1, employees: 1 };
  known.set(store, made);
  return made;
}
