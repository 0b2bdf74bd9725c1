/** The 30 scopes that clients may ask for (firm), what each says on the consent page, and whether it writes. */
const words: [name: string, text: string, reads?: true][] = [
  ['all', 'Everything you may do'],
  ['admin', 'See and change administration records'],
  ['admin_employees', 'See and change employees'],
  ['admin_inventory', 'See and change vendors and manufacturers'],
  ['admin_purchases', 'See and change payment types, discounts and taxes'],
  ['admin_shops', 'See and change shops'],
  ['admin_void_sale', 'Void sales'],
  ['categories', 'See and change product categories'],
  ['customers', 'See and change customers'],
  ['customers_read', 'See customers', true],
  ['customers_view_gift_card_numbers', 'See gift card numbers', true],
  ['inventory', 'See and change items and stock'],
  ['inventory_counts', 'See and change inventory counts'],
  ['inventory_counts_reconcile', 'Reconcile inventory counts'],
  ['inventory_read', 'See items and stock', true],
  ['manufacturers', 'See and change manufacturers'],
  ['product_cost', 'See and change cost prices'],
  ['product_edit', 'Create, change and archive products'],
  ['purchase_orders', 'See and change purchase orders'],
  ['register', 'Make sales and see sales history'],
  ['register_layaway', 'Make layaways'],
  ['register_read', 'See sales history', true],
  ['register_refund', 'Make refunds'],
  ['reports', 'See reports', true],
  ['special_orders', 'See and change special orders'],
  ['tags', 'See and change tags'],
  ['transfers', 'See and change transfers'],
  ['vendors', 'See and change vendors'],
  ['vendor_returns', 'See vendor returns', true],
  ['workbench', 'See and change work orders'],
];

export const scopeWords = new Map(
  words.map(([name, text, reads]) => [`employee:${name}`, { text, reads: reads === true }]),
);
export const knownScopes: ReadonlySet<string> = new Set(scopeWords.keys());
export const rightNames = words.map(([name]) => name).filter((name) => name !== 'all');
