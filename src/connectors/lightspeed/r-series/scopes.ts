import type { Scope } from '../../connector.ts';

type Row = [name: string, title: string, description: string, group: string, more?: Partial<Scope>];

const sensitiveAdmin = 'Opens administration records. Choose it only when a flow changes them.';

/** The 30 scopes a client may ask for (firm), in our words, with what they open (unsure where rights and scopes differ). */
const rows: Row[] = [
  [
    'all',
    'Everything',
    'All that the signed-in employee may see and change.',
    'Everything',
    { sensitive: 'Covers every scope below.' },
  ],
  [
    'register',
    'Make sales and read them',
    'Sales, sale lines and payments, also new ones.',
    'Sales',
    { resources: ['Sale', 'SaleLine', 'SalePayment'] },
  ],
  [
    'register_read',
    'Read sales',
    'Sales, sale lines and payments.',
    'Sales',
    { access: 'read', coveredBy: ['register'], resources: ['Sale', 'SaleLine', 'SalePayment'] },
  ],
  ['register_layaway', 'Layaways', 'Put a sale aside for a customer.', 'Sales'],
  ['register_refund', 'Refunds', 'Give money back for a sale.', 'Sales'],
  ['admin_void_sale', 'Void sales', 'Void a completed sale.', 'Sales', { sensitive: sensitiveAdmin }],
  ['reports', 'Reports', 'Totals by day for accounting.', 'Sales', { access: 'read' }],
  [
    'inventory',
    'Items and stock',
    'Items, prices and stock levels.',
    'Stock',
    { resources: ['Item', 'ItemShop', 'Category'] },
  ],
  [
    'inventory_read',
    'Read items and stock',
    'Items, prices and stock levels.',
    'Stock',
    { access: 'read', coveredBy: ['inventory'], resources: ['Item', 'ItemShop', 'Category'] },
  ],
  ['inventory_counts', 'Inventory counts', 'Count stock; not archiving a count.', 'Stock'],
  ['inventory_counts_reconcile', 'Reconcile counts', 'Book a finished count into stock.', 'Stock'],
  ['product_edit', 'Create and change items', 'Create, change and archive items.', 'Stock', { resources: ['Item'] }],
  [
    'product_cost',
    'Cost prices',
    'See and change what items cost you.',
    'Stock',
    { sensitive: 'Shows what you pay your vendors.' },
  ],
  ['categories', 'Categories', 'The tree that items are filed in.', 'Stock', { resources: ['Category'] }],
  ['tags', 'Tags', 'Tags on items.', 'Stock'],
  ['transfers', 'Transfers', 'Move stock between shops.', 'Stock'],
  ['customers', 'Customers', 'Customers and their accounts.', 'Customers', { resources: ['Customer'] }],
  [
    'customers_read',
    'Read customers',
    'Customers and their accounts.',
    'Customers',
    { access: 'read', coveredBy: ['customers'], resources: ['Customer'] },
  ],
  [
    'customers_view_gift_card_numbers',
    'Gift card numbers',
    'Shows gift card codes in full.',
    'Customers',
    { access: 'read', sensitive: 'A code is as good as money.' },
  ],
  ['special_orders', 'Special orders', 'Items ordered for one customer.', 'Customers'],
  ['workbench', 'Work orders', 'Repairs and other work orders.', 'Customers'],
  ['purchase_orders', 'Purchase orders', 'Orders to vendors; not archiving them.', 'Purchasing'],
  ['vendors', 'Vendors', 'Who you buy from.', 'Purchasing'],
  ['vendor_returns', 'Read vendor returns', 'What went back to a vendor.', 'Purchasing', { access: 'read' }],
  ['manufacturers', 'Manufacturers', 'Who makes your items.', 'Purchasing'],
  ['admin', 'Administration', 'Administration records.', 'Staff and admin', { sensitive: sensitiveAdmin }],
  ['admin_employees', 'Employees', 'Staff and their rights.', 'Staff and admin', { sensitive: sensitiveAdmin }],
  [
    'admin_inventory',
    'Vendors and manufacturers',
    'Vendors and manufacturers, administration side.',
    'Staff and admin',
    { sensitive: sensitiveAdmin },
  ],
  [
    'admin_purchases',
    'Payment types, discounts and taxes',
    'Payment types, discounts and taxes; there is no read-only scope for them.',
    'Staff and admin',
    { sensitive: sensitiveAdmin },
  ],
  [
    'admin_shops',
    'Shops',
    'Settings of the shops.',
    'Staff and admin',
    { sensitive: sensitiveAdmin, resources: ['Shop'] },
  ],
];

const named = (name: string) => `employee:${name}`;

export const scopes: Scope[] = rows.map(([name, title, description, group, more]) => ({
  scope: named(name),
  title,
  description,
  access: 'read-write',
  group,
  sensitive: null,
  resources: [],
  ...more,
  coveredBy: [...(name === 'all' ? [] : ['all']), ...(more?.coveredBy ?? [])].map(named),
}));

export const bundles = [
  { name: 'Read only', scopes: ['register_read', 'inventory_read', 'customers_read', 'reports'].map(named) },
  {
    name: 'Catalog and stock',
    scopes: ['inventory', 'categories', 'manufacturers', 'vendors', 'tags', 'product_edit'].map(named),
  },
  { name: 'Sales to accounting', scopes: ['register_read', 'customers_read', 'reports', 'admin_purchases'].map(named) },
  { name: 'Purchasing', scopes: ['purchase_orders', 'vendors', 'vendor_returns', 'inventory_read'].map(named) },
  { name: 'Everything', scopes: scopes.map(({ scope }) => scope) },
];

/** Granted scopes of an access token: the claim `scope`, a space list (the docs' table calls it `scopes`; both are read). */
export function scopesOf(accessToken: string): string[] {
  const [, payload] = accessToken.split('.');
  if (!payload) return [];
  try {
    const claims = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Record<string, unknown>;
    const value = claims.scope ?? claims.scopes;
    if (Array.isArray(value)) return value.map(String);
    return typeof value === 'string' ? value.split(' ').filter((scope) => scope !== '') : [];
  } catch {
    return [];
  }
}
