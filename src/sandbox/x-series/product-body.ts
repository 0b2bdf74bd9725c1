import type { XStore } from '../store.ts';
import { fieldsOf } from './body-fields.ts';
import type { Call } from './operation.ts';
import { invalid, objectBody } from './operation.ts';
import { isLive } from './pen.ts';
import { numberIn, type Row, type XResource } from './resource.ts';
import { brands, productTypes, suppliers, tags, variantAttributes } from './tables/catalogue.ts';
import { outlets } from './tables/outlets.ts';
import { taxes } from './tables/taxes.ts';

/**
 * A body that makes or changes products, as the official table of API 2.0 has it. 2.1 says the same in two parts, `common`
 * for the family and `details` for the product; a date version takes either (a guess, as it has the whole API).
 */
export function productBody(call: Call, { partial = false } = {}): Row {
  const body = objectBody(call);
  const given = 'common' in body || 'details' in body ? inOnePart(body) : body;
  const fields = fieldsOf('ProductCreateBody', given, { partial });
  if (typeof given.track_inventory === 'boolean') fields.has_inventory = given.track_inventory;
  if (Array.isArray(given.variant_definitions)) fields.variant_definitions = definitionsIn(given.variant_definitions);
  checkLinks(call.store, fields);
  return fields;
}

function inOnePart(body: Row): Row {
  const part = (name: string): Row => {
    const value = body[name];
    return typeof value === 'object' && value !== null ? (value as Row) : {};
  };
  const { all_outlet_tax, dimension_unit, variant_attribute_values, ...details } = part('details');
  return {
    ...part('common'),
    ...details,
    ...(all_outlet_tax === undefined ? {} : { all_outlets_tax: all_outlet_tax }),
    ...(dimension_unit === undefined ? {} : { dimensions_unit: dimension_unit }),
    ...(variant_attribute_values === undefined ? {} : { variant_definitions: variant_attribute_values }),
    ...(body.variants === undefined ? {} : { variants: body.variants }),
  };
}

/** 2.1 calls the value of an attribute `attribute_value`. */
function definitionsIn(values: unknown[]): Row[] {
  return values
    .filter((one): one is Row => typeof one === 'object' && one !== null)
    .map(({ attribute_id, value, attribute_value }) => ({
      attribute_id,
      value: String(value ?? attribute_value ?? ''),
    }));
}

/** What a body links to must be there. */
function checkLinks(store: XStore, fields: Row): void {
  const check = (to: XResource, field: string, id: unknown) => {
    if (id === undefined || id === null || id === '') return;
    if (!isLive(store, to, numberIn(store, to, id))) throw invalid(`${field} ${String(id)} was not found.`);
  };
  check(suppliers, 'supplier_id', fields.supplier_id);
  check(brands, 'brand_id', fields.brand_id);
  check(productTypes, 'product_type_id', fields.product_type_id);
  check(productTypes, 'product_category_id', fields.product_category_id);
  for (const id of listIn(fields.tag_ids)) check(tags, 'tag_ids', id);
  for (const { supplier_id } of rowsIn(fields.product_suppliers)) check(suppliers, 'supplier_id', supplier_id);
  for (const { attribute_id } of rowsIn(fields.variant_definitions))
    check(variantAttributes, 'attribute_id', attribute_id);
  check(taxes, 'tax_id', (fields.all_outlets_tax as Row | undefined)?.tax_id);
  for (const { outlet_id, tax_id } of rowsIn(fields.outlet_taxes)) {
    check(outlets, 'outlet_id', outlet_id);
    check(taxes, 'tax_id', tax_id);
  }
  for (const { outlet_id } of rowsIn(fields.inventory)) check(outlets, 'outlet_id', outlet_id);
  for (const variant of rowsIn(fields.variants)) checkLinks(store, variant);
}

const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
export const rowsIn = (value: unknown): Row[] =>
  listIn(value).filter((one): one is Row => typeof one === 'object' && one !== null);
