import { createHmac } from 'node:crypto';
import type { KeptRow } from '../rows/kept-rows.ts';
import { exists, rowOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { type Delivery, DeliveryQueue } from '../webhooks/delivery-queue.ts';
import { post } from '../webhooks/post.ts';
import { StoreQueues } from '../webhooks/store-queues.ts';
import { oldConsignment, oldCustomer, oldInventory, oldProduct, oldSale, oldTime } from './legacy/views.ts';
import type { View } from './list.ts';
import { isLive } from './pen.ts';
import type { Row, XResource } from './resource.ts';
import { consignments } from './tables/consignments.ts';
import { customers } from './tables/customers.ts';
import { inventory } from './tables/inventory.ts';
import { registers } from './tables/outlets.ts';
import { products } from './tables/products.ts';
import { sales } from './tables/sales.ts';
import { webhooks } from './tables/webhooks.ts';

/** An address has 5 s (firm); it is tried 20 times more, over about two days (that long: unsure). */
const PATIENCE_MS = 5000;
const RETRIES = 20;
const waitMs = (failed: number) => (failed > RETRIES ? undefined : 10_000 * 1.59 ** (failed - 1));

interface Told {
  resource: XResource;
  /** Type of webhook that hears of a row's change; undefined when none does. */
  type(row: Row): string | undefined;
  view: View;
}

/** What is told of which rows, in the shapes of 0.9 (firm). */
const told: Told[] = [
  { resource: sales, type: () => 'sale.update', view: oldSale },
  { resource: products, type: () => 'product.update', view: oldProduct },
  { resource: customers, type: () => 'customer.update', view: oldCustomer },
  { resource: inventory, type: () => 'inventory.update', view: oldInventory },
  {
    resource: consignments,
    type: ({ _event }) => (typeof _event === 'string' ? `consignment.${_event}` : undefined),
    view: oldConsignment,
  },
  {
    resource: registers,
    type: ({ _event }) => (_event === 'closed' ? 'register_closure.create' : undefined),
    view: closure,
  },
];

/** The time from the opening of a register to its closing; which fields it has is a guess. */
function closure(_: XStore, row: Row): Row {
  return {
    id: row._closure,
    register_id: row.id,
    register_closure_sequence_number: row._opening,
    register_close_time: oldTime(row.register_close_time),
  };
}

export interface HookParts {
  nowMs(): number;
  chance(): number;
  secretOf(clientId: string): string | undefined;
}

/** Tells the webhooks of all X-Series stores what changes. */
export class XHooks {
  readonly #parts: HookParts;
  readonly queues: StoreQueues;

  constructor(parts: HookParts) {
    this.#parts = parts;
    const { nowMs, chance } = parts;
    this.queues = new StoreQueues(
      () => new DeliveryQueue({ nowMs, chance, waitMs, post: (delivery) => post(delivery, PATIENCE_MS) }),
    );
  }

  /** Called with the rows of each change, after it was made. */
  tell(store: XStore, changed: readonly KeptRow[]): void {
    const hooks = store.rows
      .ids(webhooks.name)
      .filter((number) => isLive(store, webhooks, number))
      .map((number) => rowOf(store, webhooks, number))
      .filter(({ active }) => active === true);
    if (hooks.length === 0) return;
    for (const { resource: name, id } of changed) {
      const one = told.find(({ resource }) => resource.name === name);
      if (one && exists(store, one.resource, id)) this.#tellOf(store, hooks, one, id);
    }
  }

  #tellOf(store: XStore, hooks: Row[], { resource, type, view }: Told, number: number): void {
    const row = rowOf(store, resource, number);
    const name = type(row);
    const listening = hooks.filter((hook) => hook.type === name);
    if (listening.length === 0) return;
    const payload = JSON.stringify(view(store, row));
    for (const hook of listening) this.queues.add(store.id, this.#delivery(store, hook, payload));
  }

  /** Signed with the secret of the app that made the hook (seen in one public client); others have none to sign with. */
  #delivery(store: XStore, { url, type, _client: client }: Row, payload: string): Delivery {
    const form = { domain_prefix: store.domainPrefix, environment: 'prod', payload, retailer_id: store.retailerId };
    const body = new URLSearchParams({ ...form, type: String(type) }).toString();
    const secret = this.#parts.secretOf(String(client));
    const signature = secret && createHmac('sha256', secret).update(body).digest('hex');
    const headers = {
      'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
      ...(signature === undefined ? {} : { 'x-signature': `signature=${signature},algorithm=HMAC-SHA256` }),
    };
    return { address: String(url), headers, body };
  }
}
