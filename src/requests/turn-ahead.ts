import type { Installation } from '../installation.ts';
import { giveBack, type SlotRequest } from '../store/budgets.ts';
import { connectionWithSlot } from './booked-slot.ts';

/** A turn that was taken ahead is good for this long; the burst limit counts it from when it was taken. */
const GOOD_FOR_MS = 100;
/** Where replies take longer than this, the database is not what a run waits for. */
const WORTH_IT_BELOW_MS = 50;

/**
 * The turn of the request that follows, taken while the one before it is on its way: a run asks page after page, and would
 * otherwise wait for the database between any two. Only for an API that answers at once and a budget with room.
 */
export interface TurnAhead {
  /** Takes a turn, unless the budget has none to give at once or the last reply was slow. */
  prepare(slot: SlotRequest | undefined): void;
  /** What was prepared for this budget and cost; undefined when there is nothing, or it was too long ago. */
  take(slot: SlotRequest | undefined): Promise<Found | undefined>;
  /** How long the last reply took. */
  answered(ms: number): void;
  /** Gives back what was prepared: the request before it went wrong, and with it perhaps what a turn holds, as its token. */
  discard(): Promise<void>;
}

type Found = Awaited<ReturnType<typeof connectionWithSlot>>;

interface Prepared {
  slot: SlotRequest;
  found: Promise<Found | undefined>;
  isTaken: boolean;
}

/** A place for one turn of a connection. A turn that nobody takes is given back by itself. */
export function turnAhead(installation: Installation, connectionId: string): TurnAhead {
  let prepared: Prepared | undefined;
  let lastMs = Number.POSITIVE_INFINITY;
  const drop = async ({ slot, found }: Prepared) => {
    const booking = (await found)?.slot?.booking;
    if (booking === undefined || booking === '0') return;
    // Left alone it would be forgotten too, only later.
    await giveBack(installation.db, slot.key, booking).catch(() => {});
  };
  return {
    prepare(slot) {
      if (!slot || prepared || lastMs > WORTH_IT_BELOW_MS) return;
      const found = connectionWithSlot(installation, connectionId, { ...slot, aheadMs: 0 }).catch(() => undefined);
      const turn: Prepared = { slot, found, isTaken: false };
      prepared = turn;
      void installation.clock.sleep(GOOD_FOR_MS).then(() => {
        if (turn.isTaken) return;
        prepared = undefined;
        void drop(turn);
      });
    },
    answered(ms) {
      lastMs = ms;
    },
    async discard() {
      const turn = prepared;
      if (!turn) return;
      prepared = undefined;
      turn.isTaken = true;
      await drop(turn);
    },
    async take(slot) {
      const turn = prepared;
      if (!turn) return undefined;
      prepared = undefined;
      turn.isTaken = true;
      const found = await turn.found;
      const isFor = slot?.key === turn.slot.key && slot.costDrips === turn.slot.costDrips;
      if (isFor && found?.slot && found.slot.booking !== '0') return found;
      await drop(turn);
      return undefined;
    },
  };
}
