import { type ListOptions, singleRow, versionList } from './list.ts';
import type { Operation } from './operation.ts';
import type { XResource } from './resource.ts';
import { brands, productTypes, suppliers, tags, variantAttributes } from './tables/catalogue.ts';
import { consignments } from './tables/consignments.ts';
import { customerGroups, customers } from './tables/customers.ts';
import { inventory, outletTaxes } from './tables/inventory.ts';
import { outlets, registers } from './tables/outlets.ts';
import { paymentTypes } from './tables/payment-types.ts';
import { priceBookProducts } from './tables/price-books.ts';
import { products, withLinks } from './tables/products.ts';
import { sales } from './tables/sales.ts';
import { taxes } from './tables/taxes.ts';
import { users } from './tables/users.ts';

/** A list, and with it the rows of the list one by one. */
const listAndRow = (resource: XResource, options: ListOptions): Operation[] => [
  versionList(resource, options),
  singleRow(resource, options),
];

const read: Operation[] = [
  ...listAndRow(outlets, { scopes: ['outlets:read'], deleted: true }),
  ...listAndRow(registers, { scopes: ['registers:read'], deleted: true }),
  ...listAndRow(customers, { scopes: ['customers:read'], deleted: true }),
  ...listAndRow(customerGroups, { scopes: ['customers:read'], deleted: true }),
  ...listAndRow(products, {
    scopes: ['products:read'],
    deleted: true,
    filters: { sku: 'sku', name: 'variant_name', family_name: 'name', handle: 'handle' },
    view: withLinks,
  }),
  ...listAndRow(sales, { scopes: ['sales:read'] }),
  versionList(inventory, { scopes: ['inventory:read'] }),
  versionList(inventory, {
    scopes: ['inventory:read'],
    path: '/products/{}/inventory',
    only: ({ ids }) => ({ field: 'product_id', value: ids[0] ?? '' }),
  }),
  versionList(outletTaxes, { scopes: ['outlets:read'], deleted: true, filters: { outlet_id: 'outlet_id' } }),
  versionList(paymentTypes, { scopes: ['payment_types:read'] }),
  ...listAndRow(taxes, { scopes: ['taxes:read'] }),
  ...listAndRow(users, { scopes: ['users:read'] }),
  ...listAndRow(brands, { scopes: ['products:read'] }),
  ...listAndRow(suppliers, { scopes: ['suppliers:read'] }),
  ...listAndRow(tags, { scopes: ['products:read'], deleted: true }),
  ...listAndRow(productTypes, { scopes: ['products:read'] }),
  ...listAndRow(variantAttributes, { scopes: ['products:read'], deleted: true }),
  ...listAndRow(consignments, {
    scopes: ['consignments:read'],
    filters: { type: 'type', status: 'status', outlet_id: 'outlet_id' },
  }),
  versionList(priceBookProducts, { scopes: ['products:read:price_books'] }),
];

export const operations: Operation[] = [...read];
