import {
  attributes,
  brands,
  deliverydates,
  productsAttributes,
  sets,
  suppliers,
  tags,
  tagsProducts,
  types,
  typesAttributes,
} from './catalog-lists.ts';
import { categories, categoriesProducts } from './categories.ts';
import { checkouts, checkoutsProducts } from './checkouts.ts';
import { customers, groups, groupsCustomers } from './customers.ts';
import { deliveries } from './deliveries.ts';
import { discountrules, discounts } from './discounts.ts';
import { eventLists } from './event-lists.ts';
import { productsImages } from './images.ts';
import { invoices, invoicesItems, shipments, shipmentsProducts } from './invoices.ts';
import { messages } from './message-lists.ts';
import { allMetafields } from './metafields.ts';
import { ordersProducts } from './order-lines.ts';
import { orders, ordersCustomstatuses } from './orders.ts';
import { products, productsRelations } from './products.ts';
import { quotes, quotesProducts } from './quotes.ts';
import type { Resource } from './resource.ts';
import { shopPages, shopSnippets } from './shop.ts';
import { countries, languages, paymentmethods, shippingmethods } from './shop-lists.ts';
import { additionalCosts, taxes } from './taxes.ts';
import { variants, variantsMovements } from './variants.ts';
import { webhooks } from './webhooks.ts';

const all: readonly Resource[] = [
  products,
  productsAttributes,
  productsImages,
  variants,
  variantsMovements,
  categories,
  categoriesProducts,
  brands,
  suppliers,
  tags,
  tagsProducts,
  types,
  typesAttributes,
  attributes,
  sets,
  deliverydates,
  customers,
  groups,
  groupsCustomers,
  orders,
  ordersProducts,
  ordersCustomstatuses,
  invoices,
  invoicesItems,
  shipments,
  shipmentsProducts,
  checkouts,
  checkoutsProducts,
  quotes,
  quotesProducts,
  discounts,
  discountrules,
  webhooks,
  deliveries,
  ...messages,
  ...eventLists,
  productsRelations,
  ...shopPages,
  ...shopSnippets,
  taxes,
  additionalCosts,
  languages,
  countries,
  shippingmethods,
  paymentmethods,
  ...allMetafields,
];

/** All resources by name. */
export const resources: ReadonlyMap<string, Resource> = new Map(all.map((one) => [one.name, one]));
