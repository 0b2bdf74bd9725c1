import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withCheckDigit } from '../../../src/sandbox/shop-data/check-digits.ts';
import { familyCount, familyOf, memberAt, membersOf, placeOf } from '../../../src/sandbox/shop-data/families.ts';
import { type Product, productOf, quantityIn } from '../../../src/sandbox/shop-data/products.ts';
import { categories, departments, leaves } from '../../../src/sandbox/shop-data/vocabulary/categories.ts';
import { anyOrigin, idsUpTo, origin } from './any-origin.ts';

describe('families of sizes and colours', () => {
  test('a member leads to its family, and its place there back to it', () =>
    fc.assert(
      fc.property(anyOrigin, fc.nat(299_999), (store, at) => {
        const id = 1 + at;
        const place = placeOf(id);
        if (!place) return;
        expect(memberAt(place)).toBe(id);
        const family = familyOf(store, place.familyId);
        expect(place.size).toBeLessThan(Math.max(1, family.sizes.length));
        expect(place.colour).toBeLessThan(Math.max(1, family.colours.length));
        if (id <= store.items) expect(membersOf(store, place.familyId)).toContain(id);
      }),
    ));

  test('every item is single or in one family, which has no other members', () =>
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer(), (items, seed) => {
        const store = origin({ items, seed });
        const members = idsUpTo(familyCount(store)).flatMap((familyId) => {
          const ids = membersOf(store, familyId);
          expect(ids.length).toBeGreaterThan(0);
          expect(ids.every((id) => placeOf(id)?.familyId === familyId)).toBe(true);
          return ids;
        });
        expect(members).toEqual(idsUpTo(items).filter((id) => placeOf(id) !== undefined));
        expect(membersOf(store, familyCount(store) + 1)).toEqual([]);
      }),
    ));

  test('members differ in size or colour, have one shelf, and the larger ones cost a little more', () => {
    const store = origin({ items: 400 });
    for (const familyId of idsUpTo(familyCount(store))) {
      const members = membersOf(store, familyId).map((id) => productOf(store, id));
      expect(new Set(members.map(({ size, colour }) => `${size}|${colour}`)).size).toBe(members.length);
      expect(new Set(members.map(({ category }) => category.id)).size).toBe(1);
      expect(new Set(members.map(({ brand, vendor }) => `${brand}|${vendor}`)).size).toBe(1);
      const prices = new Set(members.map(({ suggestedCents }) => suggestedCents));
      expect(prices.size).toBeLessThanOrEqual(2);
    }
  });
});

test('check digits are those of well-known numbers', () => {
  expect(withCheckDigit('03600029145')).toBe('036000291452');
  expect(withCheckDigit('400638133393')).toBe('4006381333931');
  expect(withCheckDigit('00000000000')).toBe('000000000000');
});

describe('products of a store of 60, the smallest that people meet', () => {
  test.each([1, 2, 3, 40, -9])('have what real ones have, seed %i', (seed) => {
    const store = origin({ seed, items: 60 });
    const all = idsUpTo(60).map((id) => productOf(store, id));
    const some = (matches: (product: Product) => boolean) => all.filter(matches).length;
    expect(some(({ priceCents }) => priceCents === 0)).toBeGreaterThan(0);
    expect(some(({ priceCents }) => priceCents < 0)).toBeGreaterThan(0);
    expect(some(({ costCents }) => costCents === 0)).toBeGreaterThan(0);
    expect(some(({ sku }) => sku === '')).toBeGreaterThan(1);
    expect(some(({ isArchived }) => isArchived)).toBeGreaterThan(1);
    expect(some(({ isTaxed }) => !isTaxed)).toBeGreaterThan(1);
    expect(some(({ note }) => note.length > 2000)).toBeGreaterThan(0);
    expect(some(({ place }) => place !== undefined)).toBeGreaterThan(20);
    expect(new Set(all.map(({ sku }) => sku)).size).toBeLessThan(60 - 2);
    const [first] = all;
    expect(first).toMatchObject({ sku: 'SKU-00001', isArchived: false, isTaxed: true, isService: false });
    expect(first?.priceCents).toBeGreaterThan(0);
  });
});

describe('products', () => {
  const store = origin({ items: 5000 });
  const all = idsUpTo(5000).map((id) => productOf(store, id));

  test('are the same for a seed and others for another one', () => {
    expect(idsUpTo(50).map((id) => productOf(origin({ items: 5000 }), id))).toEqual(all.slice(0, 50));
    expect(idsUpTo(50).map((id) => productOf(origin({ items: 5000, seed: 2 }), id))).not.toEqual(all.slice(0, 50));
  });

  test('share SKUs in pairs, in groups and all but for case and space', () => {
    const skus = [...Map.groupBy(all, ({ sku }) => sku)].filter(([sku, products]) => sku !== '' && products.length > 1);
    expect(skus.some(([, products]) => products.length === 2)).toBe(true);
    expect(skus.some(([, products]) => products.length > 100)).toBe(true);
    const alike = Map.groupBy(all, ({ sku }) => sku.trim().toLowerCase());
    expect([...alike.values()].some((products) => new Set(products.map(({ sku }) => sku)).size === 2)).toBe(true);
  });

  test('have valid codes, some with a leading 0, some shared, some none', () => {
    for (const { upc, ean } of all) {
      if (upc !== '') expect(withCheckDigit(upc.slice(0, -1))).toBe(upc);
      if (ean !== '') expect(withCheckDigit(ean.slice(0, -1))).toBe(ean);
      expect([0, 12]).toContain(upc.length);
      expect([0, 13]).toContain(ean.length);
    }
    expect(all.some(({ upc }) => upc.startsWith('0'))).toBe(true);
    const upcs = all.map(({ upc }) => upc).filter((upc) => upc !== '');
    expect(new Set(upcs).size).toBeLessThan(upcs.length);
  });

  test('are named in many scripts, with quotes, emoji, odd spaces and markup', () => {
    const names = all.map(({ name }) => name).join('\n');
    for (const script of ['Cyrillic', 'Han', 'Arabic', 'Hebrew', 'Thai', 'Devanagari', 'Greek', 'Katakana', 'Hangul']) {
      expect(names).toMatch(new RegExp(`\\p{Script=${script}}`, 'u'));
    }
    for (const odd of [/"/, /'/, /\\/, /\t/, /^ /m, /\u0301/, /<b>/, /^=/m, /\u200d/, /\p{Emoji_Presentation}/u]) {
      expect(names).toMatch(odd);
    }
    expect(all.every(({ name }) => name.length <= 255)).toBe(true);
  });

  test('that are archived or services have no stock; others have some, now and then less than none', () => {
    const quantities = all.flatMap(({ id, isArchived, isService }) => {
      const here = [1, 2, 3].map((shop) => quantityIn(store, id, shop));
      if (isArchived || isService) expect(here).toEqual([0, 0, 0]);
      return here;
    });
    expect(Math.min(...quantities)).toBe(-1);
  });
});

test('categories are a nested set of three levels, and the lowest hold the kinds', () => {
  expect(categories.length).toBeGreaterThan(35);
  expect(departments.length).toBe(5);
  const numbers = categories.flatMap(({ left, right }) => [left, right]).sort((a, b) => a - b);
  expect(numbers).toEqual(idsUpTo(2 * categories.length));
  for (const { id, parentId, path, name, left, right, depth } of categories) {
    const parent = categories[parentId - 1];
    expect(path).toBe(parent ? `${parent.path}/${name}` : name);
    expect(depth).toBe(parent ? parent.depth + 1 : 0);
    if (parent) expect(parent.left < left && right < parent.right).toBe(true);
    expect(leaves.some((leaf) => leaf.id === id)).toBe(right === left + 1);
  }
});
