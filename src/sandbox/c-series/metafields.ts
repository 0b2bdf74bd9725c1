import { stamps, text } from './fields.ts';
import { anyWrite, createdOnly, type Resource } from './resource.ts';

/** Key and value that clients hang on a row of another resource, or on the shop. */
function metafields(above: string, one: string, parent: string | undefined, group: Resource['group']): Resource {
  return createdOnly({
    name: above === '' ? 'metafields' : `${above}Metafields`,
    path: [above, parent && `{${parent}}`, 'metafields'].filter((part) => part).join('/'),
    one,
    many: `${one}s`,
    group,
    filters: { key: 'key' },
    fields: { ...stamps, key: text(), value: text() },
    writes: { ...anyWrite, required: ['key'] },
  });
}

export const allMetafields: readonly Resource[] = [
  metafields('', 'metafield', undefined, 'settings'),
  metafields('account', 'accountMetafield', undefined, 'settings'),
  metafields('shop', 'shopMetafield', undefined, 'settings'),
  metafields('products', 'productMetafield', 'product', 'products'),
  metafields('variants', 'variantMetafield', 'variant', 'products'),
  metafields('customers', 'customerMetafield', 'customer', 'customers'),
  metafields('orders', 'orderMetafield', 'order', 'orders'),
  metafields('invoices', 'invoiceMetafield', 'invoice', 'orders'),
  metafields('shipments', 'shipmentMetafield', 'shipment', 'orders'),
];
