import { resource } from '../resource.ts';

/** What a webhook may be told of (firm). */
export const webhookTypes: ReadonlySet<string> = new Set([
  'sale.update',
  'product.update',
  'customer.update',
  'inventory.update',
  'register_closure.create',
  'consignment.send',
  'consignment.receive',
]);

/** Where changes are told to; none until an app asks for it. */
export const webhooks = resource({
  name: 'webhooks',
  table: 23,
  made: () => 0,
  row: () => ({}),
  hides: ['version', 'deleted_at'],
});
