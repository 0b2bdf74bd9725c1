import { BLOCK, FAMILIES, familyCount, familyOf, membersOf, placeOf, SINGLES } from '../shop-data/families.ts';
import type { Origin } from '../shop-data/origin.ts';

/**
 * Products as made: a single thing is a product with one variant, a family one with a variant for each member. Variants have
 * the ids of items; products are numbered in the order of their first variants, so that the way between is arithmetic.
 */
const PRODUCTS = SINGLES + FAMILIES;

export function productCount(origin: Origin): number {
  return Math.floor(origin.items / BLOCK) * SINGLES + Math.min(SINGLES, origin.items % BLOCK) + familyCount(origin);
}

export function productOfVariant(variantId: number): number {
  const block = Math.floor((variantId - 1) / BLOCK);
  const place = placeOf(variantId);
  return place
    ? block * PRODUCTS + SINGLES + (place.familyId - block * FAMILIES)
    : block * PRODUCTS + ((variantId - 1) % BLOCK) + 1;
}

/** The family that a product is; undefined for a single thing. */
export function familyOfProduct(productId: number): number | undefined {
  const [block, at] = [Math.floor((productId - 1) / PRODUCTS), (productId - 1) % PRODUCTS];
  return at < SINGLES ? undefined : block * FAMILIES + (at - SINGLES) + 1;
}

/** The variant that a product was made with first. */
export function firstVariantOf(origin: Origin, productId: number): number {
  const family = familyOfProduct(productId);
  if (family !== undefined) return familyOf(origin, family).firstItemId;
  return Math.floor((productId - 1) / PRODUCTS) * BLOCK + ((productId - 1) % PRODUCTS) + 1;
}

/** The variants that a product was made with, in order. */
export function variantsOfProduct(origin: Origin, productId: number): number[] {
  const family = familyOfProduct(productId);
  return family === undefined ? [firstVariantOf(origin, productId)] : membersOf(origin, family);
}
