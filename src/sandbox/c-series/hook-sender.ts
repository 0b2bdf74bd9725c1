import type { KeptRow } from '../rows/kept-rows.ts';
import type { CStore } from '../store.ts';
import { DeliveryQueue, type Delivery as Sent } from '../webhooks/delivery-queue.ts';
import { post } from '../webhooks/post.ts';
import { StoreQueues } from '../webhooks/store-queues.ts';
import { deliveries, waitingDeliveries } from './deliveries.ts';
import { resources } from './resources.ts';
import { Tables } from './tables.ts';

/** How long an address may take, and the waits before it is tried again; then the delivery is given up (unsure). */
const PATIENCE_MS = 5000;
const WAITS_MS = [1000, 10_000];

/** Sends what the webhooks of C-Series stores are to be told, and takes it off the list when it was taken or given up. */
export class HookSender {
  readonly queues: StoreQueues;
  /** By store: the highest delivery that was taken up. */
  readonly #taken = new WeakMap<CStore, number>();
  readonly #underWay = new WeakMap<Sent, { store: CStore; id: number; tries: number }>();

  constructor(parts: { nowMs(): number; chance(): number }) {
    const waitMs = (failed: number) => WAITS_MS[failed - 1];
    this.queues = new StoreQueues(
      () => new DeliveryQueue({ ...parts, waitMs, post: (delivery) => this.#post(delivery) }),
    );
  }

  /** Takes up what a change of rows has brought; without one, what was left when the sandbox ended. */
  takeUp(store: CStore, changed?: readonly KeptRow[]): void {
    if (changed && !changed.some(({ resource, fields }) => resource === deliveries.name && fields)) return;
    for (const { id, ...delivery } of waitingDeliveries(new Tables(store, resources), this.#taken.get(store) ?? 0)) {
      this.#taken.set(store, id);
      this.#underWay.set(delivery, { store, id, tries: 0 });
      if (!this.queues.add(store.id, delivery)) this.#settle(delivery);
    }
  }

  async #post(delivery: Sent): Promise<boolean> {
    const isTaken = await post(delivery, PATIENCE_MS);
    const known = this.#underWay.get(delivery);
    if (known) known.tries += 1;
    if (isTaken || (known && known.tries > WAITS_MS.length)) this.#settle(delivery);
    return isTaken;
  }

  #settle(delivery: Sent): void {
    const known = this.#underWay.get(delivery);
    this.#underWay.delete(delivery);
    known?.store.rows.change((draft) => draft.remove(deliveries.name, known.id));
  }
}
