import { setTimeout } from 'node:timers/promises';
import type { KeptRow } from '../rows/kept-rows.ts';
import type { CStore } from '../store.ts';
import { type Delivery, deliveries, waitingDeliveries } from './deliveries.ts';
import { resources } from './resources.ts';
import { Tables } from './tables.ts';

/** How long an address may take, and the waits before it is tried again; then the delivery is given up (unsure). */
const PATIENCE_MS = 5000;
const WAITS_MS = [1000, 10_000];

/** Sends what webhooks are to be told: to one address one after the other, oldest first, none twice unless it failed. */
export class HookSender {
  readonly #ending = new AbortController();
  /** By store and address: the sending that is under way. */
  readonly #lines = new Map<string, Promise<void>>();
  /** By store: the highest delivery that was taken up. */
  readonly #taken = new WeakMap<CStore, number>();

  /** Takes up what was left when the sandbox ended, and what a change of rows has brought. */
  takeUp(store: CStore, changed?: readonly KeptRow[]): void {
    if (changed && !changed.some(({ resource, fields }) => resource === deliveries.name && fields)) return;
    const after = this.#taken.get(store) ?? 0;
    for (const delivery of waitingDeliveries(new Tables(store, resources), after)) {
      this.#taken.set(store, delivery.id);
      const line = `${store.id} ${delivery.address}`;
      const before = this.#lines.get(line) ?? Promise.resolve();
      this.#lines.set(
        line,
        before.then(() => this.#send(store, delivery)),
      );
    }
  }

  /** Ends without a word; what was not sent is sent after the next start. */
  close(): void {
    this.#ending.abort();
  }

  async #send(store: CStore, delivery: Delivery): Promise<void> {
    for (const waitMs of [0, ...WAITS_MS]) {
      try {
        if (waitMs > 0) await setTimeout(waitMs, undefined, { signal: this.#ending.signal, ref: false });
      } catch {
        return;
      }
      if (this.#ending.signal.aborted) return;
      if (await this.#isTaken(delivery)) break;
    }
    if (!this.#ending.signal.aborted) store.rows.change((draft) => draft.remove(deliveries.name, delivery.id));
  }

  async #isTaken({ address, headers, body }: Delivery): Promise<boolean> {
    const signal = AbortSignal.any([this.#ending.signal, AbortSignal.timeout(PATIENCE_MS)]);
    try {
      const reply = await fetch(address, { method: 'POST', headers, body, signal, redirect: 'manual' });
      await reply.body?.cancel();
      return reply.ok;
    } catch {
      return false;
    }
  }
}
