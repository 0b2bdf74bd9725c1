import type { Scope } from '../../connector.ts';
import { resources } from './resources.ts';

type Row = [scope: string, title: string, description: string, group: string, sensitive?: string];

/**
 * The scopes an app may ask for, in our words: the 51 published ones (firm), and `store_credits:write:redeem`, which one
 * operation names and the list forgets (unsure).
 */
const rows: Row[] = [
  ['audit:read', 'Read the audit log', 'Who signed in, and what was changed where it matters.', 'Staff and admin'],
  [
    'billing:partner_subscription:read',
    'Read partner billing',
    'Subscriptions that a partner bills.',
    'Staff and admin',
  ],
  [
    'billing:partner_subscription:write',
    'Change partner billing',
    'Subscriptions that a partner bills.',
    'Staff and admin',
    'Changes what the merchant pays for.',
  ],
  ['business_rules:read', 'Read business rules', 'Rules that run at the register.', 'Staff and admin'],
  [
    'business_rules:write',
    'Make business rules',
    'Create and delete rules that run at the register.',
    'Staff and admin',
    'Changes what happens at every register.',
  ],
  ['channels:read', 'Read sales channels', 'Web shops that are connected, and what they asked for.', 'Other'],
  [
    'consignments:read',
    'Read stock orders, transfers and counts',
    'Consignments of every kind with their products.',
    'Stock',
  ],
  ['consignments:write:inventory_count', 'Count stock', 'Begin, fill and finish inventory counts.', 'Stock'],
  [
    'consignments:write:stock_order',
    'Order stock and send it back',
    'Stock orders to suppliers, and returns.',
    'Stock',
  ],
  ['consignments:write:stock_transfer', 'Move stock', 'Transfers between outlets.', 'Stock'],
  ['customers:read', 'Read customers', 'Customers and their groups.', 'Customers'],
  ['customers:write', 'Change customers', 'Create, change and delete customers and groups.', 'Customers'],
  ['custom_fields:read', 'Read custom fields', 'Fields that the merchant added.', 'Other'],
  ['custom_fields:write', 'Change custom fields', 'Add fields and fill them.', 'Other'],
  ['fulfillments:read', 'Read fulfillments', 'What was sent out or picked up for a sale.', 'Sales'],
  ['fulfillments:write', 'Fulfil sales', 'Mark what was sent out or picked up.', 'Sales'],
  ['gift_cards:read', 'Read gift cards', 'Gift cards and what was paid with them.', 'Sales'],
  [
    'gift_cards:write:issue',
    'Issue gift cards',
    'Issue and void gift cards.',
    'Sales',
    'Makes money that can be spent in the shop.',
  ],
  ['gift_cards:write:redeem', 'Take gift cards', 'Redeem gift cards and load them again.', 'Sales'],
  ['inventory:read', 'Read stock', 'Stock levels of each outlet.', 'Stock'],
  ['inventory:write', 'Change stock', 'Reorder points, and corrections of stock.', 'Stock'],
  ['outlets:read', 'Read outlets', 'The shops, with their addresses and taxes.', 'Staff and admin'],
  ['payments:read', 'Read payments', 'Payments of sales.', 'Sales'],
  ['payment_types:read', 'Read payment types', 'Ways to pay at the registers.', 'Sales'],
  ['products:read', 'Read products', 'Products, brands, types, tags and images; no costs.', 'Products'],
  ['products:read:price_books', 'Read price books', 'Price books and the prices in them.', 'Products'],
  ['products:write', 'Change products', 'Products, brands, types, tags and images; no costs.', 'Products'],
  ['products:write:price_books', 'Change price books', 'Price books and the prices in them.', 'Products'],
  ['promotions:read', 'Read promotions', 'Promotions, and what a basket would cost with them.', 'Products'],
  ['promotions:write', 'Change promotions', 'Create and change promotions.', 'Products'],
  ['register:close', 'Close registers', 'Close a register at the end of the day.', 'Sales'],
  ['register:open', 'Open registers', 'Open a register.', 'Sales'],
  ['registers:read', 'Read registers', 'Registers and whether they are open.', 'Sales'],
  ['remote_rules:read', 'Read remote rules', 'Rules that ask another server.', 'Staff and admin'],
  [
    'remote_rules:write',
    'Change remote rules',
    'Rules that ask another server.',
    'Staff and admin',
    'Lets another server take part in every sale.',
  ],
  [
    'retailer:read',
    'Read account settings',
    'Name, time zone, currency and loyalty of the account.',
    'Staff and admin',
  ],
  ['sales:read', 'Read sales', 'Sales with lines and payments.', 'Sales'],
  ['sales:write', 'Make sales', 'Make, change, void and return sales.', 'Sales'],
  ['serial_numbers:read', 'Read serial numbers', 'Serial numbers of products.', 'Stock'],
  ['serial_numbers:write', 'Change serial numbers', 'Add and delete serial numbers.', 'Stock'],
  ['services:read', 'Read service orders', 'Repairs and other services.', 'Sales'],
  ['services:write', 'Change service orders', 'Repairs and other services.', 'Sales'],
  ['store_credits:read', 'Read store credit', 'What customers have to spend.', 'Customers'],
  [
    'store_credits:write:issue',
    'Give store credit',
    'Give customers credit to spend.',
    'Customers',
    'Makes money that can be spent in the shop.',
  ],
  ['store_credits:write:redeem', 'Take store credit', 'Take store credit as payment.', 'Customers'],
  ['suppliers:read', 'Read suppliers', 'Whom products are bought from.', 'Purchasing'],
  ['suppliers:write', 'Change suppliers', 'Whom products are bought from.', 'Purchasing'],
  ['taxes:read', 'Read taxes', 'Taxes, tax groups and rates.', 'Sales'],
  ['taxes:write', 'Change taxes', 'Taxes, tax groups and rates.', 'Sales', 'Changes what every sale is taxed with.'],
  [
    'users:read',
    'Read users',
    'Who works in the shops, and their roles.',
    'Staff and admin',
    'Shows names and mail addresses of staff.',
  ],
  ['users:write', 'Change users', 'Create, change and delete users.', 'Staff and admin', 'Can give rights to people.'],
  ['webhooks', 'Webhooks', 'Be told of changes by webhooks of its own.', 'Other'],
];

/** Sends or reads: an app may not, with a scope that only reads, change anything. */
const reads = (scope: string) => scope.split(':').includes('read');

export const scopes: Scope[] = rows.map(([scope, title, description, group, sensitive = null]) => ({
  scope,
  title,
  description,
  group,
  sensitive,
  access: reads(scope) ? 'read' : 'read-write',
  coveredBy: [],
  resources: resources.filter((resource) => resource.scopes.includes(scope)).map(({ name }) => name),
}));

const all = scopes.map(({ scope }) => scope);
const among = (...areas: string[]) => all.filter((scope) => areas.includes(scope.split(':')[0] ?? ''));
const readsOf = (...areas: string[]) => among(...areas).filter(reads);

export const bundles = [
  { name: 'Read only', scopes: all.filter(reads) },
  { name: 'Catalog and stock', scopes: [...among('products', 'inventory'), ...readsOf('outlets')] },
  {
    name: 'Sales to accounting',
    scopes: readsOf('sales', 'payments', 'payment_types', 'taxes', 'outlets', 'registers', 'customers'),
  },
  { name: 'Purchasing', scopes: among('suppliers', 'consignments') },
  { name: 'Everything', scopes: all },
];
