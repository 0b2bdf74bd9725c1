import { timeOf } from './calendar.ts';
import { withCheckDigit } from './check-digits.ts';
import { Purpose } from './dice.ts';
import { familyKind, familyOf, type Place, placeOf, singleKind } from './families.ts';
import type { Origin } from './origin.ts';
import type { CategoryNode } from './vocabulary/categories.ts';
import { brands, vendors } from './vocabulary/companies.ts';
import { adjectives, type Kind } from './vocabulary/kinds.ts';
import { longNote, shortNotes, sloppy } from './vocabulary/texts.ts';

/** What any series shows of a product. Amounts are cents of the store's currency; texts are as typed, "" where there is none. */
export interface Product {
  id: number;
  name: string;
  /** The family a variant belongs to, with its size and colour; undefined for a single thing. */
  place: Place | undefined;
  size: string;
  colour: string;
  kind: Kind;
  category: CategoryNode;
  priceCents: number;
  /** The maker's suggested price. */
  suggestedCents: number;
  costCents: number;
  sku: string;
  makerSku: string;
  /** 12 and 13 digits with a valid check digit. */
  upc: string;
  ean: string;
  isTaxed: boolean;
  /** Labour and the like: sold, but not counted. */
  isService: boolean;
  isArchived: boolean;
  isOnWeb: boolean;
  modelYear: number;
  /** Numbers in the lists of the vocabulary, from 1; 0 for none. */
  brand: number;
  vendor: number;
  note: string;
  /** Epoch seconds. */
  createdAt: number;
  changedAt: number;
}

const DAY = 86_400;

const PRICE = new Purpose('price');
const ENDING = new Purpose('price ending');
const FREE = new Purpose('free');
const NEGATIVE = new Purpose('negative price');
const NO_COST = new Purpose('no cost');
const TAXED = new Purpose('taxed');
const ARCHIVED = new Purpose('product archived');
const SERVICE = new Purpose('service');
const NAME = new Purpose('product name');
const SLOPPY = new Purpose('sloppy name');
const LONG = new Purpose('long name');
const SKU_BLANK = new Purpose('sku blank');
const SKU_GROUP = new Purpose('sku of a group');
const SKU_PAIR = new Purpose('sku of a pair');
const SKU_ALIKE = new Purpose('sku but for case and space');
const MAKER_SKU = new Purpose('maker sku');
const UPC = new Purpose('upc');
const UPC_PAIR = new Purpose('upc of a pair');
const EAN = new Purpose('ean');
const BRAND = new Purpose('brand');
const VENDOR = new Purpose('vendor');
const WEB = new Purpose('on web');
const YEAR = new Purpose('model year');
const NOTE = new Purpose('product note');
const REORDER = new Purpose('reordering');
const STOCK = new Purpose('stock');

/** One among `every` items, never the first: a newcomer's first item is whole, sold and found by its own SKU. */
const isOdd = (use: Purpose, every: number, origin: Origin, id: number) =>
  id > 1 && use.isChosen(every, origin.seed, id);

/** Some are free, a few cost less than nothing. The larger sizes of a family cost a little more. */
export function priceCents(origin: Origin, id: number): number {
  if (isOdd(NEGATIVE, 30, origin, id)) return -500;
  if (isOdd(FREE, 20, origin, id)) return 0;
  return listCents(origin, id);
}

const endings = [0, 50, 95, 99, 99, 39];

function listCents(origin: Origin, id: number): number {
  const place = placeOf(id);
  const kind = place ? familyKind(origin, place.familyId) : singleKind(origin, id).kind;
  // Families and single things draw apart: number 3 of one is not number 3 of the other.
  const [drawnBy, n] = place ? [place.familyId, 1] : [id, 0];
  const spread = PRICE.fraction(origin.seed, drawnBy, n) ** 2;
  const dollars = Math.floor(kind.from + spread * (kind.upTo - kind.from));
  const larger = place && place.size >= 3 ? 500 : 0;
  return 100 * dollars + larger + ENDING.pick(endings, origin.seed, drawnBy, n);
}

/** About half of the list price; not known for some. */
export function costCents(origin: Origin, id: number): number {
  return isOdd(NO_COST, 40, origin, id) ? 0 : Math.floor(listCents(origin, id) * 0.55);
}

export const isTaxed = (origin: Origin, id: number) => !isOdd(TAXED, 10, origin, id);
export const isProductArchived = (origin: Origin, id: number) => isOdd(ARCHIVED, 25, origin, id);
export const isService = (origin: Origin, id: number) => isOdd(SERVICE, 20, origin, id);

/** Pieces of a product in a shop, some less than none. Archived things and services have none. */
export function quantityIn(origin: Origin, id: number, shopNumber: number): number {
  if (isProductArchived(origin, id) || isService(origin, id)) return 0;
  return STOCK.below(40, origin.seed, id, shopNumber) - 1;
}

/** Below how many pieces a shop orders, and up to how many; 0 where it orders by eye. */
export function reorderingOf({ seed }: Origin, id: number, shopNumber: number): { point: number; level: number } {
  if (REORDER.chance(0.7, seed, id, shopNumber)) return { point: 0, level: 0 };
  const point = 2 + REORDER.below(6, seed, id, 10 + shopNumber);
  return { point, level: point * 3 };
}

/** Blank for some; shared by a pair, by a whole group, or the same but for case and a space with the item before. */
export function skuOf(origin: Origin, id: number): string {
  if (isOdd(SKU_BLANK, 20, origin, id)) return '';
  if (isOdd(SKU_GROUP, 30, origin, id)) return 'DUPLICATE';
  if (isOdd(SKU_PAIR, 50, origin, id)) return ownSku(id - 1);
  if (isOdd(SKU_ALIKE, 70, origin, id)) return `${ownSku(id - 1).toLowerCase()} `;
  return ownSku(id);
}

const ownSku = (id: number) => {
  const place = placeOf(id);
  if (!place) return `SKU-${padded(id, 5)}`;
  return `F${padded(place.familyId, 4)}-${place.size + 1}-${place.colour + 1}`;
};

const padded = (value: number, digits: number) => String(value).padStart(digits, '0');

/** Half have one, half of those begin with 0, which spreadsheets lose; now and then two products share one. */
function upcOf({ seed }: Origin, id: number): string {
  if (UPC.chance(0.5, seed, id)) return '';
  const of = UPC_PAIR.isChosen(90, seed, id) ? Math.max(1, id - 1) : id;
  return withCheckDigit(`${of % 2 === 0 ? '0' : '6'}${padded(of, 10)}`);
}

const eanOf = ({ seed }: Origin, id: number) => (EAN.chance(0.7, seed, id) ? '' : withCheckDigit(`4${padded(id, 11)}`));

/** Most names are plain; some carry what real ones do: odd spaces, markup, 250 characters. */
function nameOf(origin: Origin, id: number, plain: string): string {
  if (isOdd(SLOPPY, 30, origin, id)) return SLOPPY.pick(sloppy, origin.seed, id, 1)(plain);
  return isOdd(LONG, 80, origin, id) ? `${plain}: ${longNote(id)}`.slice(0, 250) : plain;
}

/** A fifth of the products have a note, some of several pages. */
function noteOf({ seed }: Origin, id: number): string {
  if (NOTE.isChosen(40, seed, id)) return longNote(id);
  return NOTE.chance(0.2, seed, id) ? NOTE.pick(shortNotes, seed, id, 1) : '';
}

export function productOf(origin: Origin, id: number): Product {
  const { seed } = origin;
  const place = placeOf(id);
  const family = place && familyOf(origin, place.familyId);
  const { kind, category } = family ?? singleKind(origin, id);
  const size = (place && family?.sizes[place.size]) ?? '';
  const colour = (place && family?.colours[place.colour]) ?? '';
  const plain = family
    ? [family.name, size, colour].filter((part) => part !== '').join(' ')
    : `${NAME.pick(adjectives, seed, id)} ${kind.noun} ${id}`;
  const price = priceCents(origin, id);
  const changedAt = timeOf(origin, id, origin.items);
  // Members of a family have one maker and one vendor.
  const [drawnBy, n] = place ? [place.familyId, 1] : [id, 0];
  return {
    id,
    name: nameOf(origin, id, plain),
    place,
    size,
    colour,
    kind,
    category,
    priceCents: price,
    suggestedCents: Math.round(listCents(origin, id) * 1.2),
    costCents: costCents(origin, id),
    sku: skuOf(origin, id),
    makerSku: MAKER_SKU.chance(0.6, seed, id) ? '' : `M-${id}`,
    upc: upcOf(origin, id),
    ean: eanOf(origin, id),
    isTaxed: isTaxed(origin, id),
    isService: isService(origin, id),
    isArchived: isProductArchived(origin, id),
    isOnWeb: WEB.chance(0.3, seed, id),
    modelYear: YEAR.chance(0.8, seed, id) ? 0 : 2020 + YEAR.below(7, seed, id, 1),
    brand: BRAND.chance(0.4, seed, drawnBy, n) ? 0 : 1 + BRAND.below(brands.length, seed, drawnBy, 2 + n),
    vendor: VENDOR.chance(0.4, seed, drawnBy, n) ? 0 : 1 + VENDOR.below(vendors.length, seed, drawnBy, 2 + n),
    note: noteOf(origin, id),
    createdAt: changedAt - DAY,
    changedAt,
  };
}
