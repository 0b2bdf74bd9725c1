import { createHash } from 'node:crypto';
import { xmlOf } from '../r-series/xml.ts';
import type { Draft } from '../rows/kept-rows.ts';
import { candidates } from '../rows/order.ts';
import { nextId } from '../rows/rows.ts';
import type { View } from './fields.ts';
import type { Happening } from './happenings.ts';
import { limitsOf } from './limits.ts';
import { createdOnly, type Resource, type Row } from './resource.ts';
import { showRow } from './show.ts';
import type { Tables } from './tables.ts';

/** What webhooks are to be sent, in the order in which it happened; kept in the change itself, so that a crash loses none. */
export const deliveries = createdOnly({
  name: 'webhookDeliveries',
  path: '',
  one: '',
  many: '',
  group: 'settings',
  fields: {},
});

/** One request that a webhook sends. */
export interface Delivery {
  id: number;
  address: string;
  headers: Record<string, string>;
  body: string;
}

/** Adds a delivery for each active hook and each thing that happened. */
export function noteDeliveries(tables: Tables, draft: Draft, happenings: readonly Happening[]): void {
  const { store } = tables;
  if (happenings.length === 0) return;
  const hooks: Row[] = store.rows.ids('webhooks').map((id) => tables.row('webhooks', id) ?? {});
  for (const { resource: name, row, actions } of happenings) {
    const resource = tables.of(name);
    for (const action of actions)
      for (const hook of hooks.filter((one) => isFor(one, resource.itemGroup, action))) {
        const id = nextId(store, deliveries);
        draft.put(deliveries.name, id, { ...requestOf(tables, hook, resource, row, action), id });
      }
  }
}

const isFor = (hook: Row, group: string | undefined, action: string) =>
  hook.isActive === true && hook.itemGroup === group && (hook.itemAction === action || hook.itemAction === '*');

/** What waits to be sent of those that came after one, oldest first. */
export function waitingDeliveries(tables: Tables, after: number): Delivery[] {
  const walk = { sort: 'id', descending: false, start: { value: after, id: after }, bounds: [] };
  return [...candidates(tables.store, deliveries, walk)].map((id) => tables.row(deliveries.name, id) as never);
}

/** The record in its envelope. Which headers there are is seen in clients; event and signature are quoted only (unsure). */
function requestOf(tables: Tables, hook: Row, resource: Resource, row: Row, action: string): Omit<Delivery, 'id'> {
  const { store } = tables;
  const view: View = { tables, language: String(hook.language), base: String(hook.base) };
  const record = showRow(resource, row, view);
  const isXml = hook.format === 'xml';
  const body = isXml ? xmlOf(resource.one, record) : JSON.stringify({ [resource.one]: record });
  const group = resource.one.charAt(0).toUpperCase() + resource.one.slice(1);
  const full = limitsOf(store).map(({ requests }) => requests);
  const headers = {
    'Content-Type': isXml ? 'application/xml' : 'application/json',
    'X-Shop-Id': store.shopId,
    'X-Cluster-Id': store.cluster,
    'X-Format': String(hook.format),
    'X-Language': String(hook.language),
    'X-Event': `${resource.itemGroup}/${action}`,
    [`X-${group}-Id`]: String(row.id),
    'X-RateLimit-Limit': full.join('/'),
    'X-RateLimit-Remaining': full.join('/'),
    'X-Signature': createHash('md5')
      .update(body + String(hook.secret))
      .digest('hex'),
  };
  return { address: String(hook.address), headers, body };
}
