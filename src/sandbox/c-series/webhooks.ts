import { edit } from './edit.ts';
import { refuse } from './errors.ts';
import { choice, flag, language, stamps, text } from './fields.ts';
import { createdOnly, type Row } from './resource.ts';
import type { Tables } from './tables.ts';

const itemGroups = [
  'customers',
  'invoices',
  'orders',
  'products',
  'quotes',
  'reviews',
  'returns',
  'shipments',
  'subscriptions',
  'tickets',
  'variants',
] as const;

const itemActions = ['created', 'updated', 'deleted', 'paid', 'shipped', 'answered', '*'] as const;
/** Groups that the actions beside created, updated and deleted belong to (firm). */
const onlyOf: Record<string, string> = { paid: 'orders', shipped: 'orders', answered: 'tickets' };

/** The same hook may be added twice (seen in clients). Each belongs to the key that made it, and goes when its app does. */
export const webhooks = createdOnly({
  name: 'webhooks',
  path: 'webhooks',
  one: 'webhook',
  many: 'webhooks',
  group: 'settings',
  filters: { itemGroup: 'itemGroup', itemAction: 'itemAction', isActive: 'isActive' },
  fields: {
    ...stamps,
    isActive: flag(true),
    itemGroup: choice(itemGroups),
    itemAction: choice(itemActions),
    language,
    format: choice(['json', 'xml']),
    address: text(),
    url: { ...text(), show: () => undefined },
  },
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['itemGroup', 'itemAction'],
    prepare(row, before, { key, store }) {
      takeUrl(row);
      if (!before) Object.assign(row, { key: key?.name, secret: key?.secret, base: key?.base });
      const [group, action] = [String(row.itemGroup), String(row.itemAction)];
      if ((onlyOf[action] ?? group) !== group) refuse('itemAction', `${group} are never ${action}.`);
      if (!/^https?:$/.test(URL.parse(String(row.address))?.protocol ?? ''))
        refuse('address', 'This value should be the address of a web page.');
      if (row.language === '') row.language = store.languages[0] ?? '';
    },
  },
});

/** One client sends `url` where others send `address`. */
function takeUrl(row: Row): void {
  if (row.address === '' || row.address === undefined) row.address = row.url ?? '';
  delete row.url;
}

/** The hooks of a key that opens a shop no more. */
export function removeHooksOf(tables: Tables, key: string, nowSeconds: number): void {
  const ids = tables.store.rows.idsWhere('webhooks', 'key', key);
  edit(tables, { nowSeconds, channel: 'backoffice' }, (draft) => {
    for (const id of ids) draft.remove('webhooks', draft.row('webhooks', id) ?? { id });
  });
}
