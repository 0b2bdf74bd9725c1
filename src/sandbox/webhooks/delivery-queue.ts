import { setTimeout as wait } from 'node:timers/promises';

/** One request that a webhook sends. */
export interface Delivery {
  address: string;
  headers: Record<string, string>;
  body: string;
}

/** How untidy the deliveries of a store are, each as a share of all: sent twice, sent after the next one, never sent. */
export interface Untidiness {
  repeat: number;
  reorder: number;
  lose: number;
}

export interface QueueParts {
  /** The sandbox's own time, by which a failed delivery waits. */
  nowMs(): number;
  chance(): number;
  /** True when the address took the delivery. Never rejects. */
  post(delivery: Delivery): Promise<boolean>;
  /** Milliseconds to wait before try number 2, 3, ...; undefined when there is none any more. */
  waitMs(failed: number): number | undefined;
}

interface Waiting {
  delivery: Delivery;
  failed: number;
  dueMs: number;
}

const AT_ONCE = 8;
/** Deliveries are not guaranteed: what would wait longer than this many is lost. */
const MOST = 10_000;
/** Real time between two looks at what is due: the sandbox's time may be set meanwhile. */
const LOOK_MS = 100;
/** Looks for which a delivery is held back to let another go first. */
const LOOKS_HELD = 10;

/** Sends deliveries in the background; what is under way when it is closed is lost. */
export class DeliveryQueue {
  readonly #parts: QueueParts;
  #waiting: Waiting[] = [];
  /** One that lets the next go first, and the looks it has waited for one. */
  #heldBack: { one: Waiting; looks: number; isOvertaken: boolean } | undefined;
  #underWay = 0;
  #isLooking = false;
  #isClosed = false;
  readonly #counts = { taken: 0, failed: 0, lost: 0 };

  constructor(parts: QueueParts) {
    this.#parts = parts;
  }

  get counts(): { taken: number; failed: number; lost: number; waiting: number } {
    return { ...this.#counts, waiting: this.#waiting.length + this.#underWay + (this.#heldBack ? 1 : 0) };
  }

  /** False when the delivery is lost at once. */
  add(delivery: Delivery, { repeat, reorder, lose }: Untidiness): boolean {
    const { chance, nowMs } = this.#parts;
    if (chance() < lose || this.#waiting.length >= MOST) {
      this.#counts.lost += 1;
      return false;
    }
    const one: Waiting = { delivery, failed: 0, dueMs: nowMs() };
    const copies = chance() < repeat ? [one, { ...one }] : [one];
    if (this.#heldBack) this.#heldBack.isOvertaken = true;
    else if (chance() < reorder) this.#heldBack = { one: copies.pop() as Waiting, looks: 0, isOvertaken: false };
    this.#waiting.push(...copies);
    void this.#look();
    return true;
  }

  close(): void {
    this.#isClosed = true;
    this.#waiting = [];
    this.#heldBack = undefined;
  }

  /** Sends what is due until nothing waits. Nothing is sent in the turn of the change that it tells of. */
  async #look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    await wait(0, undefined, { ref: false });
    while (!this.#isClosed && (this.#waiting.length > 0 || this.#heldBack)) {
      if (!this.#sendDue()) this.#letGo();
      await wait(LOOK_MS, undefined, { ref: false });
    }
    this.#isLooking = false;
  }

  /** What was held back goes when another one has gone first, or none has come for a while. */
  #letGo(): void {
    const held = this.#heldBack;
    if (!held) return;
    held.looks += 1;
    if (!held.isOvertaken && held.looks < LOOKS_HELD) return;
    this.#waiting.push(held.one);
    this.#heldBack = undefined;
  }

  /** False when nothing was due. */
  #sendDue(): boolean {
    const now = this.#parts.nowMs();
    const due = this.#waiting.filter(({ dueMs }) => dueMs <= now).slice(0, AT_ONCE - this.#underWay);
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const one of due) void this.#send(one);
    return due.length > 0;
  }

  async #send(one: Waiting): Promise<void> {
    this.#underWay += 1;
    const isTaken = await this.#parts.post(one.delivery);
    this.#underWay -= 1;
    if (isTaken) {
      this.#counts.taken += 1;
      return;
    }
    this.#counts.failed += 1;
    const waitMs = this.#parts.waitMs(one.failed + 1);
    if (waitMs === undefined || this.#isClosed) this.#counts.lost += 1;
    else this.#waiting.push({ ...one, failed: one.failed + 1, dueMs: this.#parts.nowMs() + waitMs });
    void this.#look();
  }
}
