import { exists, highestId } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { isLive, write } from './pen.ts';
import { registers } from './tables/outlets.ts';

/** Opens or deletes registers until there are as many as the store has: each change is a new version, as any other. */
export function fitRegisters(store: XStore, nowMs: number): void {
  write(store, nowMs, (pen) => {
    for (let number = 1; number <= Math.max(store.registers, highestId(store, registers)); number += 1) {
      const wanted = number <= store.registers;
      if (wanted === isLive(store, registers, number)) continue;
      if (!wanted) pen.remove(registers, number);
      else if (exists(store, registers, number)) pen.edit(registers, number, { deleted_at: null });
      else pen.create(registers, registers.makeRow(store, number));
    }
  });
}
