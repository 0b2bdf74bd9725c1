import { timeOf } from '../shop-data/calendar.ts';
import { Purpose } from '../shop-data/dice.ts';
import type { Origin } from '../shop-data/origin.ts';
import { isService, isTaxed, productOf, quantityIn } from '../shop-data/products.ts';
import type { Edit } from './edit.ts';
import { refuse } from './errors.ts';
import { always, choice, fixed, flag, link, list, number, shown, stamps, text, translated, whole } from './fields.ts';
import { fourDigits, fromCents } from './money.ts';
import { originOf } from './origin.ts';
import { productOfVariant, variantsOfProduct } from './product-ids.ts';
import { type Row, resource } from './resource.ts';
import { STANDARD_TAX, ZERO_TAX } from './taxes.ts';

const SOLD = new Purpose('c-series stock sold');
const WEIGHT = new Purpose('c-series weight');
const OLD_PRICE = new Purpose('c-series old price');
const DAY = 86_400;

export const variantTime = (origin: Origin, id: number) => timeOf(origin, id, origin.items);
/** Pieces of a variant as made that are in stock, and those that were sold before. */
export const madeStock = (origin: Origin, id: number) => quantityIn(origin, id, 1);
export const madeSold = (origin: Origin, id: number) => (isService(origin, id) ? 0 : SOLD.below(30, origin.seed, id));

export const madeTax = (origin: Origin, id: number) => (isTaxed(origin, id) ? STANDARD_TAX : ZERO_TAX);

/** Price and stock of a product are here; each product has at least one (firm). */
export const variants = resource({
  name: 'variants',
  path: 'variants',
  one: 'variant',
  many: 'variants',
  group: 'products',
  itemGroup: 'variants',
  growing: ['createdAt', 'updatedAt'],
  filters: { product: 'product', articleCode: 'articleCode', article_code: 'articleCode', ean: 'ean', sku: 'sku' },
  fields: {
    ...stamps,
    isDefault: flag(),
    sortOrder: whole(1),
    articleCode: text(),
    ean: text(),
    sku: text(),
    hs: text('', null),
    unitPrice: number(),
    unitUnit: text(),
    priceExcl: number(),
    priceIncl: number(),
    priceCost: number(),
    oldPriceExcl: number(),
    oldPriceIncl: number(),
    stockTracking: choice(['enabled', 'disabled', 'indicator']),
    stockLevel: whole(),
    stockAlert: whole(),
    stockMinimum: whole(),
    stockSold: fixed(whole()),
    stockBuyMininum: shown((row) => row.stockBuyMinimum ?? 1),
    stockBuyMinimum: whole(1),
    stockBuyMaximum: whole(10_000),
    weight: number(),
    weightValue: shown((row) => Number(row.weight ?? 0).toFixed(3)),
    weightUnit: choice(['g', 'kg', 'lb', 'oz']),
    volume: number(),
    volumeValue: shown((row) => row.volume ?? 0),
    volumeUnit: choice(['ml', 'l']),
    colli: number(),
    sizeX: number(),
    sizeY: number(),
    sizeZ: number(),
    sizeXValue: shown((row) => Number(row.sizeX ?? 0).toFixed(3)),
    sizeYValue: shown((row) => Number(row.sizeY ?? 0).toFixed(3)),
    sizeZValue: shown((row) => Number(row.sizeZ ?? 0).toFixed(3)),
    sizeUnit: choice(['cm', 'm', 'in']),
    matrix: always(false),
    title: translated(),
    taxType: always(null),
    image: always(false),
    tax: link('taxes'),
    product: link('products'),
    movements: list(({ id }) => `variants/movements?variant=${id}`),
    metafields: list(({ id }) => `variants/${id}/metafields`),
    additionalcost: link('additionalcosts'),
    options: shown(({ options }) => options ?? []),
  },
  made: (store) => store.sizes.items,
  makeRow: (store, id) => madeVariant(originOf(store), id),
  makeField(store, id, field) {
    const origin = originOf(store);
    if (field === 'product') return String(productOfVariant(id));
    if (field === 'updatedAt') return variantTime(origin, id);
    return field === 'createdAt' ? variantTime(origin, id) - DAY : undefined;
  },
  madeWhere: { product: (store, value) => variantsOfProduct(originOf(store), Number(value)) },
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['product'],
    prepare(row, before, edit) {
      if (row.product === '0') refuse('product', 'This value should not be blank.');
      if (row.tax === '0') row.tax = STANDARD_TAX.id;
      setPrices(row, before, edit);
      if (!before) row.isDefault = row.isDefault === true || siblingsOf(row, edit).length === 0;
    },
    follow(row, before, edit) {
      keepOneDefault(row, before, edit);
      const change = Number(row.stockLevel) - Number(before?.stockLevel ?? 0);
      if (change !== 0) recordMovement(edit, row, change);
    },
    unfollow(row, edit) {
      if (siblingsOf(row, edit).length === 0) refuse('product', 'A product needs at least one variant.');
      removeBelow(row, edit);
    },
  },
});

function madeVariant(origin: Origin, id: number): Row {
  const product = productOf(origin, id);
  const tax = madeTax(origin, id);
  const incl = product.priceCents;
  const old = OLD_PRICE.chance(0.1, origin.seed, id) ? product.suggestedCents : 0;
  const place = [product.size && `Size: ${product.size}`, product.colour && `Colour: ${product.colour}`];
  const service = product.isService;
  return {
    id,
    createdAt: product.createdAt,
    updatedAt: product.changedAt,
    isDefault: !product.place || variantsOfProduct(origin, productOfVariant(id))[0] === id,
    sortOrder: product.place ? 1 + variantsOfProduct(origin, productOfVariant(id)).indexOf(id) : 1,
    articleCode: product.makerSku,
    ean: product.ean,
    sku: product.sku,
    hs: '',
    unitPrice: 0,
    unitUnit: '',
    priceExcl: fourDigits(incl / 100 / (1 + tax.rate)),
    priceIncl: fromCents(incl),
    priceCost: fromCents(product.costCents),
    oldPriceExcl: fourDigits(old / 100 / (1 + tax.rate)),
    oldPriceIncl: fromCents(old),
    stockTracking: service ? 'disabled' : 'enabled',
    stockLevel: madeStock(origin, id),
    stockAlert: service ? 0 : 5,
    stockMinimum: 0,
    stockSold: madeSold(origin, id),
    stockBuyMinimum: 1,
    stockBuyMaximum: 10_000,
    weight: service ? 0 : WEIGHT.below(4000, origin.seed, id),
    weightUnit: 'g',
    volume: 0,
    volumeUnit: 'ml',
    colli: 0,
    sizeX: 0,
    sizeY: 0,
    sizeZ: 0,
    sizeUnit: 'cm',
    title: place.filter((part) => part !== '').join(', ') || product.name,
    tax: tax.id,
    product: String(productOfVariant(id)),
    additionalcost: '0',
    options: optionsOf(product.size, product.colour),
  };
}

/** What a variant of a set is; the shape is unsure, lists of variants without a set show []. */
const optionsOf = (size: string, colour: string) =>
  [
    { id: 1, name: 'Size', value: size },
    { id: 2, name: 'Colour', value: colour },
  ].filter(({ value }) => value !== '');

/** The other variants of a variant's product. */
const siblingsOf = (row: Row, edit: Edit) =>
  edit.where('variants', 'product', row.product).filter(({ id }) => id !== row.id);

/** Of the two prices the one that was sent leads, with tax where both were; the other one follows by the tax. */
function setPrices(row: Row, before: Row | undefined, edit: Edit): void {
  const rate = Number(edit.row('taxes', row.tax)?.rate ?? 0);
  for (const [incl, excl] of [['priceIncl', 'priceExcl'] as const, ['oldPriceIncl', 'oldPriceExcl'] as const]) {
    const isExclOnly = row[excl] !== (before?.[excl] ?? 0) && row[incl] === (before?.[incl] ?? 0);
    if (isExclOnly) row[incl] = fourDigits(Number(row[excl]) * (1 + rate));
    else row[excl] = fourDigits(Number(row[incl]) / (1 + rate));
  }
}

function keepOneDefault(row: Row, before: Row | undefined, edit: Edit): void {
  if (row.isDefault !== true || before?.isDefault === true) return;
  for (const other of siblingsOf(row, edit))
    if (other.isDefault === true) edit.change('variants', other, { isDefault: false });
}

function recordMovement(edit: Edit, variant: Row, change: number): void {
  const { channel } = edit;
  edit.create('variantsMovements', {
    channel,
    stockLevelChange: change,
    variant: String(variant.id),
    product: variant.product,
  });
}

/** What goes with a variant, whether or not its product stays. */
export function removeBelow(row: Row, edit: Edit): void {
  for (const movement of edit.where('variantsMovements', 'variant', row.id)) edit.remove('variantsMovements', movement);
}

/** Two movements of each variant as made: what came in, and what was sold of it; their sum is the stock. */
export const variantsMovements = resource({
  name: 'variantsMovements',
  path: 'variants/movements',
  one: 'variantsMovement',
  many: 'variantsMovements',
  group: 'products',
  growing: ['createdAt'],
  filters: { variant: 'variant', product: 'product', channel: 'channel' },
  fields: {
    createdAt: stamps.createdAt,
    channel: fixed(text()),
    stockLevelChange: fixed(whole()),
    product: link('products'),
    variant: link('variants'),
  },
  made: (store) => 2 * store.sizes.items,
  makeRow(store, id) {
    const origin = originOf(store);
    const variant = Math.ceil(id / 2);
    const sold = madeSold(origin, variant);
    const isFirst = id % 2 === 1;
    return {
      id,
      createdAt: variantTime(origin, variant) - DAY,
      channel: isFirst ? 'backoffice' : 'shop',
      stockLevelChange: isFirst ? madeStock(origin, variant) + sold : 0 - sold,
      product: String(productOfVariant(variant)),
      variant: String(variant),
    };
  },
  makeField: (_, id, field) => (field === 'variant' ? String(Math.ceil(id / 2)) : undefined),
  madeWhere: {
    variant: (_, value) => movementsOf(Number(value)),
    product: (store, value) => variantsOfProduct(originOf(store), Number(value)).flatMap(movementsOf),
  },
});

const movementsOf = (variant: number) => [2 * variant - 1, 2 * variant];
