import { nextId, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { fieldsOf } from '../body-fields.ts';
import { found } from '../list.ts';
import { createRow, updateRow } from '../list-writes.ts';
import { type Call, invalid, type Operation, objectBody, operation, type Reply } from '../operation.ts';
import { createConsignment, putProducts, removeConsignment, updateConsignment } from '../operations/consignments.ts';
import { customerWrites } from '../operations/customers.ts';
import { isLive, type Pen, write } from '../pen.ts';
import { createProducts, editProduct, removeProducts } from '../product-writes.ts';
import { idOf, numberIn, type Row, stamp, type XResource } from '../resource.ts';
import { createSale, editSale, saleBody } from '../sale-writes.ts';
import { brands, productTypes, suppliers, tags } from '../tables/catalogue.ts';
import { consignmentProducts, consignments } from '../tables/consignments.ts';
import { customers } from '../tables/customers.ts';
import { outlets, registers } from '../tables/outlets.ts';
import { paymentTypes } from '../tables/payment-types.ts';
import { products } from '../tables/products.ts';
import { sales } from '../tables/sales.ts';
import { rateId, taxes } from '../tables/taxes.ts';
import { users } from '../tables/users.ts';
import { type OldList, oldList } from './pages.ts';
import {
  oldConsignment,
  oldConsignmentProduct,
  oldCustomer,
  oldPaymentType,
  oldProduct,
  oldSale,
  oldTax,
  sameRow,
} from './views.ts';

const old = ['old'] as const;

/** A list and its rows. A row comes as a list of one, or bare, by what clients read. */
function lists(name: string, scope: string, list: OldList, single: 'list' | 'bare' = 'list'): Operation[] {
  return [
    operation(`GET /${name}`, [scope], (call) => oldList(list, call), old),
    operation(
      `GET /${name}/{}`,
      [scope],
      ({ store, ids }) => {
        const row = list.view(store, rowOf(store, list.resource, found(store, list.resource, ids[0])));
        return { status: 200, body: single === 'bare' ? row : { [list.plural]: [row] } };
      },
      old,
    ),
  ];
}

const success: Reply = { status: 200, body: { status: 'success' } };

/** Writes of 0.9: POST to the list, with `id` in the body for a row that is there. */
function posted(
  name: string,
  scope: string,
  resource: XResource,
  handle: (call: Call, number: number | undefined) => Reply,
) {
  return operation(
    `POST /${name}`,
    [scope],
    (call) => {
      const { id } = objectBody(call);
      return handle(
        call,
        id === undefined || id === null || id === '' ? undefined : found(call.store, resource, String(id)),
      );
    },
    old,
  );
}

export const oldOperations: Operation[] = [
  ...lists('products', 'products:read', {
    plural: 'products',
    resource: products,
    view: oldProduct,
    filters: { sku: 'sku', handle: 'handle' },
  }),
  posted('products', 'products:write', products, (call, number) => {
    const product = write(call.store, call.nowMs, (pen) => putProduct(call.store, pen, number, objectBody(call)));
    return { status: 200, body: { product: oldProduct(call.store, rowOf(call.store, products, product)) } };
  }),
  operation(
    'DELETE /products/{}',
    ['products:write'],
    ({ store, ids, nowMs }) => {
      const number = found(store, products, ids[0]);
      write(store, nowMs, (pen) => removeProducts(store, pen, number, false));
      return success;
    },
    old,
  ),
  ...lists('customers', 'customers:read', {
    plural: 'customers',
    resource: customers,
    view: oldCustomer,
    filters: { code: 'customer_code', email: 'email' },
  }),
  posted('customers', 'customers:write', customers, (call, number) => {
    const flat = {
      ...call,
      ids: [String(idOf(call.store, customers, number ?? 0))],
      body: flatCustomer(objectBody(call)),
    };
    const row =
      number === undefined ? createRow(customers, customerWrites, flat) : updateRow(customers, customerWrites, flat);
    return { status: 200, body: { customer: oldCustomer(call.store, row), status: 'success' } };
  }),
  ...lists('register_sales', 'sales:read', {
    plural: 'register_sales',
    resource: sales,
    view: oldSale,
    filters: { outlet_id: 'outlet_id', status: 'status' },
  }),
  posted('register_sales', 'sales:write', sales, (call, number) => {
    const body = saleBody(objectBody(call));
    const sale = write(call.store, call.nowMs, (pen) => {
      if (number === undefined) return createSale(call.store, pen, body);
      editSale(call.store, pen, number, body);
      return number;
    });
    return { status: 200, body: { register_sale: oldSale(call.store, rowOf(call.store, sales, sale)) } };
  }),
  ...lists(
    'supplier',
    'suppliers:read',
    { plural: 'suppliers', resource: suppliers, view: sameRow(suppliers), paging: 'top' },
    'bare',
  ),
  posted('supplier', 'suppliers:write', suppliers, (call, number) => {
    const writes = {
      scopes: [],
      table: 'CreateSupplierRequest',
      defaults: () => ({ description: '', source: 'USER' }),
    };
    const named = { ...call, ids: [String(idOf(call.store, suppliers, number ?? 0))] };
    const row = number === undefined ? createRow(suppliers, writes, named) : updateRow(suppliers, writes, named);
    return { status: 200, body: sameRow(suppliers)(call.store, row) };
  }),
  operation(
    'DELETE /supplier/{}',
    ['suppliers:write'],
    ({ store, ids, nowMs }) => {
      const number = found(store, suppliers, ids[0]);
      write(store, nowMs, (pen) => pen.remove(suppliers, number));
      return success;
    },
    old,
  ),
  ...lists('outlets', 'outlets:read', { plural: 'outlets', resource: outlets, view: sameRow(outlets) }),
  ...lists('registers', 'registers:read', { plural: 'registers', resource: registers, view: sameRow(registers) }),
  ...lists('users', 'users:read', { plural: 'users', resource: users, view: sameRow(users) }),
  ...lists('payment_types', 'payment_types:read', {
    plural: 'payment_types',
    resource: paymentTypes,
    view: oldPaymentType,
  }),
  ...lists('taxes', 'taxes:read', { plural: 'taxes', resource: taxes, view: oldTax }),
  operation('POST /taxes', ['taxes:write'], createTax, old),
  ...lists(
    'consignment',
    'consignments:read',
    { plural: 'consignments', resource: consignments, view: oldConsignment },
    'bare',
  ),
  ...lists(
    'consignment_product',
    'consignments:read',
    {
      plural: 'consignment_products',
      resource: consignmentProducts,
      view: oldConsignmentProduct,
      filters: { consignment_id: '_consignment' },
    },
    'bare',
  ),
  operation(
    'POST /consignment',
    [],
    (call) => {
      const { name, outlet_id, type, ...rest } = objectBody(call);
      const kind = type ?? 'SUPPLIER';
      const { id } = createConsignment({
        ...call,
        body: { name: name ?? 'Consignment', outlet_id, type: kind, ...rest },
      });
      return { status: 200, body: consignmentShown(call, id) };
    },
    old,
  ),
  operation(
    'PUT /consignment/{}',
    [],
    (call) => ({ status: 200, body: consignmentShown(call, updateConsignment(call).id) }),
    old,
  ),
  operation(
    'DELETE /consignment/{}',
    [],
    (call) => {
      removeConsignment(call);
      return success;
    },
    old,
  ),
  operation(
    'POST /consignment_product',
    [],
    (call) => {
      const { consignment_id, ...rest } = objectBody(call);
      const [row] = putProducts({ ...call, ids: [String(consignment_id)] }, [fieldsOf('ConsignmentProduct', rest)]);
      return { status: 200, body: { ...row, consignment_id } };
    },
    old,
  ),
];

const consignmentShown = ({ store }: Call, id: unknown): Row =>
  oldConsignment(store, rowOf(store, consignments, numberIn(store, consignments, id)));

/** Contact data of 0.9 lies in `contact`, with addresses under slightly other names. */
function flatCustomer(body: Row): Row {
  const { contact, id: _, ...rest } = body;
  const inner = typeof contact === 'object' && contact !== null ? (contact as Row) : {};
  const flat = Object.fromEntries(
    Object.entries(inner).map(([name, value]) => [name.replace(/_address([12])$/, '_address_$1'), value]),
  );
  return { ...flat, ...rest };
}

/** A product of 0.9 names its brand, supplier, type, tax and tags; those that are new are made. */
function putProduct(store: XStore, pen: Pen, number: number | undefined, body: Row): number {
  const given = (field: string) =>
    typeof body[field] === 'string' && body[field] !== '' ? String(body[field]) : undefined;
  const link = (to: XResource, field: string) => {
    const name = given(field);
    return name === undefined ? undefined : idOf(store, to, named(store, pen, to, name));
  };
  const tax = given('tax_name');
  const price = body.retail_price ?? body.price;
  const fields: Row = {
    name: given('name'),
    handle: given('handle'),
    sku: given('sku'),
    description: given('description'),
    source_id: given('source_id'),
    supplier_code: given('supplier_code'),
    is_active: typeof body.active === 'boolean' ? body.active : undefined,
    has_inventory: typeof body.track_inventory === 'boolean' ? body.track_inventory : undefined,
    price_excluding_tax: numberIn09(price, 'retail_price'),
    supply_price: numberIn09(body.supply_price, 'supply_price'),
    brand_id: link(brands, 'brand_name'),
    supplier_id: link(suppliers, 'supplier_name'),
    product_type_id: link(productTypes, 'type'),
    tag_ids: given('tags')
      ?.split(',')
      .map((name) => idOf(store, tags, named(store, pen, tags, name.trim()))),
    all_outlets_tax: tax === undefined ? undefined : { tax_id: idOf(store, taxes, taxNamed(store, tax)) },
    inventory: inventoryIn(store, body.inventory),
  };
  for (const [name, value] of Object.entries(fields)) if (value === undefined) delete fields[name];
  if (number === undefined) {
    if (fields.name === undefined) throw invalid('name is missing.');
    return numberIn(store, products, createProducts(store, pen, fields)[0]);
  }
  editProduct(store, pen, number, fields);
  return number;
}

function numberIn09(value: unknown, field: string): number | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  const number = Number(value);
  if (!(Math.abs(number) < 1e12)) throw invalid(`${field} must be a number.`);
  return number;
}

function inventoryIn(store: XStore, value: unknown): Row[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return value
    .filter((one): one is Row => typeof one === 'object' && one !== null)
    .map(({ outlet_id, count, reorder_point, restock_level }) => {
      if (!isLive(store, outlets, numberIn(store, outlets, outlet_id)))
        throw invalid(`outlet_id ${outlet_id} was not found.`);
      return {
        outlet_id,
        current_amount: numberIn09(count, 'count') ?? 0,
        reorder_point: numberIn09(reorder_point, 'reorder_point') ?? null,
        reorder_amount: numberIn09(restock_level, 'restock_level') ?? null,
      };
    });
}

/** The row of this name; a new one where there is none. */
function named(store: XStore, pen: Pen, to: XResource, name: string): number {
  const known = withName(store, to, name);
  if (known !== undefined) return known;
  return pen.create(to, { name, created_at: stamp(pen.at), updated_at: stamp(pen.at), deleted_at: null });
}

function withName(store: XStore, to: XResource, name: string): number | undefined {
  for (let number = 1; number < nextId(store, to); number += 1)
    if (isLive(store, to, number) && rowOf(store, to, number).name === name) return number;
  return undefined;
}

function taxNamed(store: XStore, name: string): number {
  const number = withName(store, taxes, name);
  if (number === undefined) throw invalid(`tax_name ${name} was not found.`);
  return number;
}

function createTax(call: Call): Reply {
  const { store, nowMs } = call;
  const { name, rate } = objectBody(call);
  if (typeof name !== 'string' || name.trim() === '') throw invalid('name is missing.');
  const share = Number(rate);
  if (rate === null || rate === '' || !(share >= 0 && share < 10)) throw invalid('rate must be a share, such as 0.15.');
  const number = write(store, nowMs, (pen) => {
    const rates = [{ id: rateId(store, 100 + nextId(store, taxes)), name, display_name: name, rate: share }];
    return pen.create(taxes, { name, display_name: name, is_default: false, rates, deleted_at: null });
  });
  return { status: 200, body: { ...oldTax(store, rowOf(store, taxes, number)) } };
}
