import { exists, idsWhere, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { numberIn, type Row, shown, type XResource } from '../resource.ts';
import { brands, productTypes, suppliers, tags } from '../tables/catalogue.ts';
import { customers } from '../tables/customers.ts';
import { inventory } from '../tables/inventory.ts';
import { outlets } from '../tables/outlets.ts';
import { products } from '../tables/products.ts';
import { shareOf, taxes } from '../tables/taxes.ts';
import { users } from '../tables/users.ts';

/*
 * Rows in the shapes of 0.9 and 1.0, which webhooks send too. Which fields there are is seen in public clients; the official
 * description of these versions could not be read.
 */

/** `YYYY-MM-DD HH:MM:SS` in UTC (seen in clients); empty where 2.0 has null. */
export const oldTime = (value: unknown): string =>
  typeof value === 'string' ? value.slice(0, 19).replace('T', ' ') : '';

/** A row that a uuid of another one leads to; an empty one when there is none. */
function at(store: XStore, resource: XResource, id: unknown): Row {
  const number = numberIn(store, resource, id);
  return exists(store, resource, number) ? rowOf(store, resource, number) : {};
}

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
const decimal = (value: unknown): string => Number(value ?? 0).toFixed(5);

export function oldProduct(store: XStore, row: Row): Row {
  const tax = rowOf(store, taxes, Number(row._tax ?? 1));
  const [one, two, three] = row.variant_options as Row[];
  const price = Number(row.price_excluding_tax);
  const stock = idsWhere(store, inventory, 'product_id', String(row.id)).map((number) =>
    rowOf(store, inventory, number),
  );
  return {
    id: row.id,
    source_id: text(row.source_id),
    variant_source_id: text(row.source_variant_id),
    handle: row.handle,
    type: text(at(store, productTypes, row.product_type_id).name),
    has_variants: row.has_variants,
    variant_parent_id: text(row.variant_parent_id),
    variant_option_one_name: text(one?.name),
    variant_option_one_value: text(one?.value),
    variant_option_two_name: text(two?.name),
    variant_option_two_value: text(two?.value),
    variant_option_three_name: text(three?.name),
    variant_option_three_value: text(three?.value),
    active: row.active,
    name: row.variant_name,
    base_name: row.name,
    description: text(row.description),
    image: row.image_thumbnail_url,
    image_large: row.image_url,
    images: row.images,
    sku: text(row.sku),
    tags: (row.tag_ids as unknown[]).map((id) => text(at(store, tags, id).name)).join(', '),
    brand_id: text(row.brand_id),
    brand_name: text(at(store, brands, row.brand_id).name),
    supplier_name: text(at(store, suppliers, row.supplier_id).name),
    supplier_code: text(row.supplier_code),
    supply_price: decimal(row.supply_price),
    account_code_purchase: text(row.account_code_purchase),
    account_code_sales: text(row.account_code),
    track_inventory: row.has_inventory,
    button_order: text(row.button_order),
    inventory: stock.map((level) => ({
      outlet_id: level.outlet_id,
      outlet_name: text(at(store, outlets, level.outlet_id).name),
      count: decimal(level.inventory_level),
      reorder_point: text(level.reorder_point),
      restock_level: text(level.reorder_amount),
    })),
    price_book_entries: [],
    price,
    tax: Math.round(price * shareOf(tax) * 100_000) / 100_000,
    tax_id: tax.id,
    tax_rate: shareOf(tax),
    tax_name: tax.name,
    display_retail_price_tax_inclusive: 0,
    updated_at: oldTime(row.updated_at),
    deleted_at: oldTime(row.deleted_at),
    version: row.version,
  };
}

export function oldSale(store: XStore, row: Row): Row {
  const lines = row.line_items as Row[];
  const payments = row.payments as Row[];
  const customer = at(store, customers, row.customer_id);
  const paid = payments.reduce((sum, { amount }) => sum + Number(amount), 0);
  const [price, tax] = [Number(row.total_price), Number(row.total_tax)];
  return {
    id: row.id,
    source: row.source,
    source_id: text(row.source_id),
    register_id: row.register_id,
    market_id: '1',
    customer_id: text(row.customer_id),
    customer_name: text(customer.name),
    customer: customer.id === undefined ? {} : oldCustomer(store, customer),
    user_id: row.user_id,
    user_name: text(at(store, users, row.user_id).display_name),
    sale_date: oldTime(row.sale_date),
    created_at: oldTime(row.created_at),
    updated_at: oldTime(row.updated_at),
    total_price: price,
    total_cost: lines.reduce((sum, line) => sum + Number(line.cost_total), 0),
    total_tax: tax,
    tax_name: text((row.taxes as Row[])[0]?.name),
    note: text(row.note),
    status: row.status,
    short_code: row.short_code,
    invoice_number: row.invoice_number,
    return_for: text(row.return_for),
    register_sale_products: lines.map((line) => oldLine(store, row, line)),
    totals: {
      total_tax: tax,
      total_price: price,
      total_payment: Math.round(paid * 100) / 100,
      total_to_pay: Math.round((price + tax - paid) * 100) / 100,
    },
    register_sale_payments: payments.map((payment) => ({
      id: payment.id,
      payment_type_id: payment.payment_type_id,
      register_id: payment.register_id,
      retailer_payment_type_id: payment.retailer_payment_type_id,
      name: payment.name,
      label: payment.name,
      payment_date: oldTime(payment.payment_date),
      amount: payment.amount,
    })),
    taxes: (row.taxes as Row[]).map(({ id, name, rate, amount }) => ({ id, tax: amount, name, rate })),
    version: row.version,
  };
}

function oldLine(store: XStore, sale: Row, line: Row): Row {
  const product = at(store, products, line.product_id);
  const tax = at(store, taxes, line.tax_id);
  return {
    id: line.id,
    product_id: line.product_id,
    register_id: sale.register_id,
    sequence: text(line.sequence),
    handle: text(product.handle),
    sku: text(product.sku),
    name: text(product.variant_name),
    quantity: line.quantity,
    price: line.price,
    cost: line.cost,
    price_set: line.price_set === true ? 1 : 0,
    discount: line.discount,
    loyalty_value: line.loyalty_value,
    tax: line.tax,
    tax_id: line.tax_id,
    tax_name: text(tax.name),
    tax_rate: tax.rates === undefined ? 0 : shareOf(tax),
    tax_total: line.tax_total,
    price_total: line.price_total,
    status: line.status,
    attributes: [],
  };
}

export function oldCustomer(_: XStore, row: Row): Row {
  const contact = [
    ...['first_name', 'last_name', 'company_name', 'phone', 'mobile', 'fax', 'email', 'twitter', 'website'],
    ...['physical', 'postal'].flatMap((kind) =>
      ['suburb', 'city', 'postcode', 'state', 'country_id'].map((part) => `${kind}_${part}`),
    ),
  ];
  const addresses = ['physical', 'postal'].flatMap((kind) =>
    [1, 2].map((line) => [`${kind}_address${line}`, text(row[`${kind}_address_${line}`])]),
  );
  return {
    id: row.id,
    name: text(row.name),
    customer_code: row.customer_code,
    customer_group_id: row.customer_group_id,
    first_name: text(row.first_name),
    last_name: text(row.last_name),
    company_name: text(row.company_name),
    email: text(row.email),
    phone: text(row.phone),
    mobile: text(row.mobile),
    year_to_date: decimal(row.year_to_date),
    balance: decimal(row.balance),
    loyalty_balance: decimal(row.loyalty_balance),
    enable_loyalty: row.enable_loyalty === false ? 0 : 1,
    note: text(row.note),
    gender: text(row.gender),
    date_of_birth: text(row.date_of_birth),
    custom_field_1: text(row.custom_field_1),
    custom_field_2: text(row.custom_field_2),
    custom_field_3: text(row.custom_field_3),
    custom_field_4: text(row.custom_field_4),
    contact: {
      ...Object.fromEntries(contact.map((field) => [field, text(row[field])])),
      ...Object.fromEntries(addresses),
    },
    created_at: oldTime(row.created_at),
    updated_at: oldTime(row.updated_at),
    deleted_at: oldTime(row.deleted_at),
    version: row.version,
  };
}

/** Stock as a webhook sends it: the count, with the product it is of. */
export function oldInventory(store: XStore, row: Row): Row {
  const product = at(store, products, row.product_id);
  return {
    id: row.id,
    outlet_id: row.outlet_id,
    product_id: row.product_id,
    count: decimal(row.inventory_level),
    reorder_point: text(row.reorder_point),
    restock_level: text(row.reorder_amount),
    attributed_cost: decimal(row.average_cost),
    outlet: shown(outlets, at(store, outlets, row.outlet_id)),
    product: { id: product.id, sku: text(product.sku), handle: text(product.handle), name: text(product.variant_name) },
    version: row.version,
  };
}

export const oldConsignment = (_: XStore, row: Row): Row => ({
  id: row.id,
  name: row.name,
  consignment_date: oldTime(row.consignment_date),
  due_at: oldTime(row.due_at),
  received_at: oldTime(row.received_at),
  outlet_id: row.outlet_id,
  supplier_id: text(row.supplier_id),
  source_outlet_id: text(row.source_outlet_id),
  status: row.status,
  type: row.type,
  version: row.version,
});

export const oldConsignmentProduct = (_: XStore, row: Row): Row => ({
  id: row.id,
  product_id: row.product_id,
  consignment_id: row._consignment,
  count: text(row.count),
  received: text(row.received),
  cost: text(row.cost),
  version: row.version,
});

/** Lists that changed little: the row of 2.0 with older times, and no null. */
export const sameRow =
  (resource: XResource) =>
  (_: XStore, row: Row): Row =>
    Object.fromEntries(
      Object.entries(shown(resource, row)).map(([name, value]) => [
        name,
        /(_at|_time)$/.test(name) ? oldTime(value) : (value ?? ''),
      ]),
    );

export const oldTax = (_: XStore, row: Row): Row => ({
  id: row.id,
  name: row.name,
  rate: shareOf(row),
  active: 1,
  default: row.is_default === true ? 1 : 0,
  rates: row.rates,
});

export const oldPaymentType = (_: XStore, row: Row): Row => ({
  id: row.id,
  name: row.name,
  payment_type_id: String(row.type_id),
  config: JSON.stringify(row.config ?? {}),
});
