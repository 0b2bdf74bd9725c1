import type { Origin } from '../shop-data/origin.ts';
import type { XStore } from '../store.ts';

const known = new WeakMap<XStore, Origin>();

/** What the rows of a store follow from. */
export function originOf(store: XStore): Origin {
  const found = known.get(store);
  if (found) return found;
  const { seed, bornAt, sizes, registers, bornRegisters, employees } = store;
  const origin: Origin = {
    seed,
    bornAt,
    ...sizes,
    registers: bornRegisters ?? registers,
    employees: employees.length,
  };
  known.set(store, origin);
  return origin;
}

/** How many deleted rows a list of so many living ones has beside them, all of them its newest. */
export const deletedBeside = (living: number) => Math.ceil(living / 50);
