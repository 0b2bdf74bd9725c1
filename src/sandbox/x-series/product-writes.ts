import { idsOf, idsWhere, nextId, rowOf } from '../rows/rows.ts';
import type { XStore } from '../store.ts';
import { isLive, type Pen } from './pen.ts';
import { rowsIn } from './product-body.ts';
import { idOf, numberIn, type Row, stamp } from './resource.ts';
import { variantAttributes } from './tables/catalogue.ts';
import { outletTaxes, setStock, stockOf } from './tables/inventory.ts';
import { outlets } from './tables/outlets.ts';
import { imageUrl, pricesOf, products } from './tables/products.ts';
import { NO_TAX, shareOf, taxes } from './tables/taxes.ts';
import { uuidOf } from './uuids.ts';

const HOME_TAX = 2;
const PRODUCT_SUPPLIERS = 45;
/** Suppliers of a product have ids made of its number and theirs. */
const MOST_SUPPLIERS = 1000;

/** Makes a product and its variants; ids of all of them, the one that stands for the family first. */
export function createProducts(store: XStore, pen: Pen, body: Row): string[] {
  const variants = rowsIn(body.variants);
  if (variants.length === 0) return [create(store, pen, body, body, undefined)];
  const ids: string[] = [];
  for (const variant of variants) ids.push(create(store, pen, body, variant, ids[0]));
  countVariants(store, pen, ids[0] ?? '');
  return ids;
}

/** `own` holds the fields of a variant, or is the body itself. */
function create(store: XStore, pen: Pen, body: Row, own: Row, parentId: string | undefined): string {
  const number = nextId(store, products);
  const id = uuidOf(store, products.table, number);
  const handle = body.handle || `${slugOf(String(body.name))}-${number}`;
  const row = {
    description: null,
    source: 'USER',
    source_id: null,
    source_variant_id: null,
    active: true,
    is_active: true,
    has_inventory: true,
    is_composite: false,
    has_variants: false,
    variant_parent_id: parentId ?? null,
    variant_options: [],
    supply_price: 0,
    supplier_id: null,
    supplier_code: null,
    product_suppliers: [],
    product_codes: [],
    product_type_id: null,
    brand_id: null,
    tag_ids: [],
    attributes: [],
    image_url: imageUrl(store, 'standard'),
    image_thumbnail_url: imageUrl(store, 'thumb'),
    images: [],
    account_code: null,
    account_code_purchase: null,
    button_order: 0,
    loyalty_amount: null,
    created_at: stamp(pen.at),
    updated_at: stamp(pen.at),
    deleted_at: null,
    ...pricesOf(store, 0, HOME_TAX),
    _tax: HOME_TAX,
    ...shaped(store, number, { ...body, sku: own.sku ?? body.sku ?? String(10_000 + number), ...own }, undefined),
    handle,
  };
  pen.create(products, row);
  writeStockAndTaxes(store, pen, id, { ...body, ...own });
  return id;
}

/** Changes a product by a body that names only what changes. */
export function editProduct(store: XStore, pen: Pen, number: number, body: Row): void {
  const before = rowOf(store, products, number);
  pen.edit(products, number, shaped(store, number, body, before));
  writeStockAndTaxes(store, pen, String(before.id), body, false);
}

/** Deletes products, with the families they stand for where `all` says so. Ids of what went. */
export function removeProducts(store: XStore, pen: Pen, number: number, all: boolean): void {
  const { id, variant_parent_id: parent } = rowOf(store, products, number);
  const head = all && typeof parent === 'string' ? parent : String(id);
  const others = all ? idsWhere(store, products, 'variant_parent_id', head) : [];
  for (const one of [numberIn(store, products, head), ...others].filter((one) => isLive(store, products, one)))
    pen.remove(products, one);
  if (!all && typeof parent === 'string') countVariants(store, pen, parent);
}

/** Keeps the count of a family right. */
function countVariants(store: XStore, pen: Pen, parentId: string): void {
  const number = numberIn(store, products, parentId);
  if (!isLive(store, products, number)) return;
  const others = idsWhere(store, products, 'variant_parent_id', parentId).filter((one) => isLive(store, products, one));
  pen.edit(products, number, { has_variants: others.length > 0, variant_count: others.length + 1 });
}

/** The row's fields out of a body's. */
function shaped(store: XStore, number: number, body: Row, before: Row | undefined): Row {
  const row: Row = {};
  for (const field of kept) if (body[field] !== undefined) row[field] = body[field];
  if (body.is_active !== undefined) row.active = body.is_active;
  if (body.account_code_sale !== undefined) row.account_code = body.account_code_sale;
  if (body.product_category_id !== undefined) row.product_type_id = body.product_category_id;
  const options = optionsOf(store, rowsIn(body.variant_definitions));
  if (options) row.variant_options = options;
  const name = body.name ?? before?.name;
  const values = ((options ?? before?.variant_options ?? []) as Row[]).map(({ value }) => value);
  if (body.name !== undefined || options) row.variant_name = [name, ...values].join(' / ');
  const given = rowsIn(body.product_suppliers);
  if (body.product_suppliers !== undefined) {
    row.product_suppliers = given.map((one, at) => ({
      id: uuidOf(store, PRODUCT_SUPPLIERS, number * MOST_SUPPLIERS + Math.min(at, MOST_SUPPLIERS - 1)),
      product_id: idOf(store, products, number),
      code: '',
      price: 0,
      ...one,
    }));
    const [first] = given;
    if (first) Object.assign(row, { supplier_id: first.supplier_id, supplier_code: first.code ?? null });
  }
  return { ...row, ...priced(store, body, before) };
}

const kept = [
  ...['name', 'description', 'sku', 'source', 'source_id', 'source_variant_id', 'is_active', 'has_inventory'],
  ...['supply_price', 'supplier_id', 'supplier_code', 'product_type_id', 'product_codes', 'brand_id', 'tag_ids'],
  ...[
    'account_code_purchase',
    'loyalty_amount',
    'weight',
    'weight_unit',
    'length',
    'width',
    'height',
    'dimensions_unit',
  ],
];

/** One price leads to the other by the product's tax; where both are given, the one without tax holds. */
function priced(store: XStore, body: Row, before: Row | undefined): Row {
  const { tax_id, is_default } = (body.all_outlets_tax ?? {}) as Row;
  const tax = (is_default === true ? 0 : numberIn(store, taxes, tax_id)) || Number(before?._tax ?? HOME_TAX);
  const share = shareOf(rowOf(store, taxes, tax));
  const { price_excluding_tax: without, price_including_tax: inclusive } = body;
  if (without === undefined && inclusive === undefined) {
    return body.all_outlets_tax === undefined
      ? {}
      : { ...pricesOf(store, Number(before?.price_excluding_tax ?? 0), tax), _tax: tax };
  }
  const price = without === undefined ? Number(inclusive) / (1 + share) : Number(without);
  return { ...pricesOf(store, price, tax), _tax: tax };
}

function optionsOf(store: XStore, definitions: Row[]): Row[] | undefined {
  if (definitions.length === 0) return undefined;
  return definitions.map(({ attribute_id, value }) => {
    const number = numberIn(store, variantAttributes, attribute_id);
    return { id: attribute_id, name: rowOf(store, variantAttributes, number).name, value };
  });
}

/** A new product has a stock and a tax in each outlet; of one that is there, those that the body names change. */
function writeStockAndTaxes(store: XStore, pen: Pen, id: string, body: Row, isNew = true): void {
  const given = new Map(rowsIn(body.inventory).map((one) => [one.outlet_id, one]));
  const taxOf = new Map(rowsIn(body.outlet_taxes).map((one) => [one.outlet_id, one.tax_id]));
  const { tax_id, is_default } = (body.all_outlets_tax ?? {}) as Row;
  const forAll = is_default === true ? undefined : tax_id;
  for (const number of idsOf(store, outlets)) {
    const outlet = rowOf(store, outlets, number);
    const outletId = String(outlet.id);
    const level = given.get(outletId);
    if (isNew || level) {
      const { current_amount, reorder_amount, reorder_point } = level ?? {};
      setStock(store, pen, {
        product_id: id,
        outlet_id: outletId,
        inventory_level: Number(current_amount ?? stockOf(store, id, outletId)),
        ...(reorder_point === undefined ? {} : { reorder_point }),
        ...(reorder_amount === undefined ? {} : { reorder_amount }),
      });
    }
    const tax = taxOf.get(outletId) ?? forAll ?? (isNew ? outlet.default_tax_id : undefined);
    if (tax !== undefined) setTax(store, pen, id, outletId, tax ?? idOf(store, taxes, NO_TAX));
  }
}

function setTax(store: XStore, pen: Pen, productId: string, outletId: string, taxId: unknown): void {
  const number = idsWhere(store, outletTaxes, 'product_id', productId).find(
    (one) => rowOf(store, outletTaxes, one).outlet_id === outletId,
  );
  if (number !== undefined) pen.edit(outletTaxes, number, { tax_id: taxId });
  else pen.create(outletTaxes, { outlet_id: outletId, product_id: productId, tax_id: taxId, deleted_at: null });
}

const slugOf = (name: string) =>
  name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '') || 'product';
