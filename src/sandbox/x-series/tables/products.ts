import { exists, rowOf } from '../../rows/rows.ts';
import { familyOf, membersOf, placeOf } from '../../shop-data/families.ts';
import { isProductArchived, isService, type Product, productOf, skuOf } from '../../shop-data/products.ts';
import type { XStore } from '../../store.ts';
import { originOf } from '../../store.ts';
import { deletedBeside } from '../deleted-rows.ts';
import { idOf, money, numberIn, type Row, resource, stamp, type XResource } from '../resource.ts';
import { uuidOf } from '../uuids.ts';
import { brandRow, brands, productTypes, suppliers, tags, variantAttributes } from './catalogue.ts';
import { madeImages } from './product-images.ts';
import { NO_TAX, shareOf, taxes } from './taxes.ts';

const PRODUCT_SUPPLIERS = 45;
/** The tax of the first outlet, by which prices are shown with and without tax. */
const HOME_TAX = 2;

export const products: XResource = resource({
  name: 'products',
  table: 12,
  made: ({ sizes }) => sizes.items + deletedBeside(sizes.items),
  quick: {
    deleted_at: ({ sizes, bornAt }, number) => (number > sizes.items ? stamp(bornAt) : null),
    sku: (store, number) => skuOf(originOf(store), number),
    handle: (_, number) => handleOf(number),
    name: (store, number) => familyName(store, number) ?? productOf(originOf(store), number).name,
    active: (store, number) => !isProductArchived(originOf(store), number),
    variant_parent_id: (store, number) => idOf(store, products, parentOf(store, number)),
    brand_id: (store, number) => idOf(store, brands, brandRow(productOf(originOf(store), number).brand)),
    supplier_id: (store, number) => idOf(store, suppliers, productOf(originOf(store), number).vendor),
    product_type_id: (store, number) =>
      idOf(store, productTypes, productOf(originOf(store), number).category.departmentId),
    has_inventory: (store, number) => !isService(originOf(store), number),
  },
  madeWhere: { variant_parent_id: (store, id) => variantsMade(store, numberIn(store, products, id)) },
  row(store, number) {
    const product = productOf(originOf(store), number);
    const { isArchived } = product;
    const name = familyName(store, number) ?? product.name;
    const images = madeImages(store, number);
    return {
      name,
      variant_name: product.place ? variantName(product, name) : name,
      description: product.note || null,
      handle: handleOf(number),
      sku: product.sku,
      source: 'USER',
      source_id: null,
      source_variant_id: null,
      active: !isArchived,
      is_active: !isArchived,
      has_inventory: !product.isService,
      is_composite: false,
      ...variantsOf(store, product),
      ...pricesOf(store, product.priceCents / 100, product.isTaxed ? HOME_TAX : NO_TAX),
      supply_price: money(product.costCents),
      supplier_id: idOf(store, suppliers, product.vendor),
      supplier_code: product.makerSku || null,
      product_suppliers: suppliersOf(store, product),
      product_codes: codesOf(product),
      product_type_id: idOf(store, productTypes, product.category.departmentId),
      brand_id: idOf(store, brands, brandRow(product.brand)),
      tag_ids: tagsOf(product).map((tag) => idOf(store, tags, tag)),
      attributes: [],
      image_url: images[0]?.url ?? imageUrl(store, 'standard'),
      image_thumbnail_url: images[0]?.url ?? imageUrl(store, 'thumb'),
      images,
      account_code: null,
      account_code_purchase: null,
      button_order: 0,
      loyalty_amount: null,
      created_at: stamp(product.createdAt),
      updated_at: stamp(number > store.sizes.items ? store.bornAt : product.changedAt),
      deleted_at: number > store.sizes.items ? stamp(store.bornAt) : null,
      _tax: product.isTaxed ? HOME_TAX : NO_TAX,
    };
  },
  hides: [],
});

/** Members of a family share its handle, as all single things have their own. */
function handleOf(number: number): string {
  const place = placeOf(number);
  return place ? `family-${place.familyId}` : `product-${number}`;
}

function familyName(store: XStore, number: number): string | undefined {
  const place = placeOf(number);
  return place && familyOf(originOf(store), place.familyId).name;
}

const variantName = ({ size, colour }: Product, name: string) =>
  [name, size, colour].filter((part) => part !== '').join(' / ');

/** The first member of a family stands for all of it (firm); it is its own parent's row, so that its parent is none. */
function parentOf(store: XStore, number: number): number {
  const place = placeOf(number);
  const first = place && familyOf(originOf(store), place.familyId).firstItemId;
  return first === undefined || first === number ? 0 : first;
}

function variantsMade(store: XStore, number: number): number[] {
  const place = number === 0 ? undefined : placeOf(number);
  if (!place || parentOf(store, number) !== 0) return [];
  return membersOf({ ...originOf(store), items: products.made(store) }, place.familyId).slice(1);
}

function variantsOf(store: XStore, { id, size, colour }: Product): Row {
  const members = [id, ...variantsMade(store, id)];
  const parent = parentOf(store, id);
  const option = (attribute: number, value: string) =>
    value === ''
      ? []
      : [{ id: idOf(store, variantAttributes, attribute), name: attribute === 1 ? 'Size' : 'Colour', value }];
  return {
    has_variants: members.length > 1,
    variant_parent_id: idOf(store, products, parent),
    variant_options: [...option(1, size), ...option(2, colour)],
    ...(members.length > 1 ? { variant_count: members.length } : {}),
  };
}

/** A price without tax, and with it. Shown to five decimals, so that the sum doesn't always come out at a whole cent. */
export function pricesOf(store: XStore, price: number, tax: number): Row {
  const share = shareOf(rowOf(store, taxes, tax));
  return { price_excluding_tax: money(price * 100), price_including_tax: money(price * (1 + share) * 100) };
}

function suppliersOf(store: XStore, { id, vendor, makerSku, costCents }: Product): Row[] {
  if (vendor === 0) return [];
  return [
    {
      id: uuidOf(store, PRODUCT_SUPPLIERS, id),
      product_id: idOf(store, products, id),
      supplier_id: idOf(store, suppliers, vendor),
      supplier_name: rowOf(store, suppliers, vendor).name,
      code: makerSku,
      price: money(costCents),
    },
  ];
}

/** The SKU is a code of its own kind; types are in capitals by the table, in small letters in one example. */
function codesOf({ sku, upc, ean }: Product): Row[] {
  const codes = [
    { type: 'CUSTOM', code: sku },
    { type: 'UPC', code: upc },
    { type: 'EAN', code: ean },
  ];
  return codes.filter(({ code }) => code !== '');
}

const tagsOf = ({ isOnWeb, modelYear, isService }: Product): number[] =>
  [isOnWeb ? 1 : 0, modelYear > 0 ? 2 : 0, isService ? 3 : 0].filter((tag) => tag > 0);

export const imageUrl = ({ domainPrefix }: XStore, size: 'standard' | 'thumb') =>
  `https://${domainPrefix}.retail.lightspeed.app/images/placeholder/product-${size}.png`;

/** A product as lists show it, with the rows it links to. */
export function withLinks(store: XStore, row: Row): Row {
  return {
    ...row,
    supplier: linked(store, suppliers, row.supplier_id, [
      'id',
      'name',
      'source',
      'description',
      'deleted_at',
      'version',
    ]),
    type: linked(store, productTypes, row.product_type_id, [
      'id',
      'name',
      'leaf_category',
      'category_path',
      'deleted_at',
      'version',
    ]),
    brand: linked(store, brands, row.brand_id, ['id', 'name', 'deleted_at', 'version']),
    categories: (row.tag_ids as string[])
      .map((id) => linked(store, tags, id, ['id', 'name', 'deleted_at', 'version']))
      .filter((tag) => 'id' in tag),
  };
}

/** A linked row in short; `{}` where the link leads nowhere. */
function linked(store: XStore, to: XResource, id: unknown, fields: string[]): Row {
  const number = numberIn(store, to, id);
  if (!exists(store, to, number)) return {};
  const row = rowOf(store, to, number);
  return Object.fromEntries(fields.map((field) => [field, row[field]]));
}
