import type { Delivery, DeliveryQueue, Untidiness } from './delivery-queue.ts';

/** One queue of deliveries for each store of a series, made when it is needed, and as untidy as the store was made. */
export class StoreQueues {
  readonly #make: () => DeliveryQueue;
  readonly #queues = new Map<string, { queue: DeliveryQueue; untidiness: Untidiness }>();

  constructor(make: () => DeliveryQueue) {
    this.#make = make;
  }

  /** False when the delivery is lost at once. */
  add(storeId: string, delivery: Delivery): boolean {
    const { queue, untidiness } = this.#of(storeId);
    return queue.add(delivery, untidiness);
  }

  /** How a store's deliveries fare: how untidy they are made, and how many went where. */
  stateOf(storeId: string): object {
    const { queue, untidiness } = this.#of(storeId);
    return { ...untidiness, ...queue.counts };
  }

  makeUntidy(storeId: string, untidiness: Partial<Untidiness>): void {
    const known = this.#of(storeId);
    known.untidiness = { ...known.untidiness, ...untidiness };
  }

  forget(storeId: string): void {
    this.#queues.get(storeId)?.queue.close();
    this.#queues.delete(storeId);
  }

  close(): void {
    for (const id of [...this.#queues.keys()]) this.forget(id);
  }

  #of(storeId: string): { queue: DeliveryQueue; untidiness: Untidiness } {
    const known = this.#queues.get(storeId);
    if (known) return known;
    const made = { queue: this.#make(), untidiness: { repeat: 0, reorder: 0, lose: 0 } };
    this.#queues.set(storeId, made);
    return made;
  }
}
