import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { busyness } from '../../../src/sandbox/shop-data/calendar.ts';
import {
  giftCardAt,
  giftCardCents,
  giftCardCount,
  refundOf,
  saleKind,
  saleOfGiftCard,
  saleRedeeming,
} from '../../../src/sandbox/shop-data/sale-kinds.ts';
import { eachSold, type Line, lineCount, MOST_LINES } from '../../../src/sandbox/shop-data/sale-lines.ts';
import {
  giftCardBalance,
  MOST_PAYMENTS,
  type Sale,
  saleOf,
  shopOfRegister,
  shopOfSale,
} from '../../../src/sandbox/shop-data/sales.ts';
import { type Shop, shops } from '../../../src/sandbox/shop-data/shops.ts';
import { roundedTax, TAX_UNITS, taxesOn } from '../../../src/sandbox/shop-data/taxes.ts';
import { anyOrigin, idsUpTo, origin } from './any-origin.ts';

const sum = <T>(rows: readonly T[], of: (row: T) => number) => rows.reduce((total, row) => total + of(row), 0);
/** Whole cents of a number of tax units, written anew: by decimal text instead of by whole numbers. */
const cents = (units: number) => Math.sign(units) * Math.round(Number((Math.abs(units) / TAX_UNITS).toFixed(6)));

describe('taxes', () => {
  const [canadian, , british] = shops as [Shop, Shop, Shop];

  test('of lines keep fractions of a cent; those of a sale are rounded once', () => {
    const [tax1, tax2] = taxesOn(canadian, 4500);
    expect([tax1, tax2].map((units) => units / TAX_UNITS / 100)).toEqual([2.25, 4.48875]);
    const lines = [599, 1998].map((net) => taxesOn(canadian, net));
    expect(roundedTax(sum(lines, ([one]) => one))).toBe(130);
    expect(roundedTax(sum(lines, ([, two]) => two))).toBe(259);
  });

  test('are in the price where the shop says so', () => {
    expect(taxesOn(british, 12_000)).toEqual([2000 * TAX_UNITS, 0]);
    expect(taxesOn(british, 999)[0] / TAX_UNITS).toBeCloseTo(166.5, 4);
  });

  test('of a refund are those of the sale with the sign turned', () =>
    fc.assert(
      fc.property(fc.constantFrom(...shops), fc.integer({ min: -1e8, max: 1e8 }), (shop, net) => {
        for (const at of [0, 1] as const) {
          expect(roundedTax(taxesOn(shop, -net)[at]) + roundedTax(taxesOn(shop, net)[at])).toBe(0);
          expect(roundedTax(taxesOn(shop, net)[at])).toBe(cents(taxesOn(shop, net)[at]) + 0);
        }
      }),
    ));
});

describe('any sale', () => {
  const check = (holds: (sale: Sale, of: Parameters<typeof saleOf>[0]) => void) =>
    fc.assert(
      fc.property(anyOrigin, fc.nat(999_999), (of, at) => holds(saleOf(of, 1 + (at % of.sales)), of)),
      { numRuns: 2000 },
    );

  test('equals its lines, taxes and payments to the cent', () =>
    check((sale) => {
      for (const line of sale.lines) {
        expect(line.grossCents).toBe(line.unitCents * line.quantity + 0);
        expect(line.netCents).toBe(line.grossCents - line.discountCents - line.saleDiscountCents);
        const rates = sale.shop.taxes.map(({ rate }) => (line.isTaxed ? rate : 0));
        const base = sale.shop.taxInclusive
          ? line.netCents / (1 + rates[0]! / TAX_UNITS + rates[1]! / TAX_UNITS)
          : line.netCents;
        expect(Math.abs(line.tax1 - base * rates[0]!)).toBeLessThan(1);
        expect(Math.abs(line.tax2 - base * rates[1]!)).toBeLessThan(1);
      }
      expect(sale.grossCents).toBe(sum(sale.lines, (line) => line.grossCents));
      expect(sale.discountCents).toBe(sum(sale.lines, (line) => line.discountCents + line.saleDiscountCents));
      expect(sale.tax1Cents).toBe(cents(sum(sale.lines, (line) => line.tax1)) + 0);
      expect(sale.tax2Cents).toBe(cents(sum(sale.lines, (line) => line.tax2)) + 0);
      const onTop = sale.shop.taxInclusive ? 0 : sale.tax1Cents + sale.tax2Cents;
      expect(sale.totalCents).toBe(sale.grossCents - sale.discountCents + onTop);
      expect(sale.paidCents).toBe(sum(sale.payments, (payment) => payment.cents));
      if (sale.isCompleted) expect(sale.paidCents).toBe(sale.totalCents);
      else expect(Math.abs(sale.paidCents)).toBeLessThanOrEqual(Math.abs(sale.totalCents) / 5);
    }));

  test('has lines of items that exist, customers, registers and employees of the store', () =>
    check((sale, of) => {
      expect(sale.lines.length).toBe(lineCount(of, sale.id));
      expect(sale.lines.length).toBeLessThanOrEqual(MOST_LINES);
      expect(sale.payments.length).toBeLessThanOrEqual(MOST_PAYMENTS);
      sale.lines.forEach((line, at) => {
        expect(line.number).toBe(at + 1);
        expect(line.itemId).toBeLessThanOrEqual(of.items);
        expect(line.quantity).not.toBe(0);
      });
      expect(sale.customerId).toBeLessThanOrEqual(of.customers);
      expect(sale.employee).toBeLessThanOrEqual(of.employees);
      expect(sale.register).toBeLessThanOrEqual(of.registers);
      if (sale.shop.number <= of.registers) expect(shopOfRegister(sale.register)).toBe(sale.shop.number);
    }));

  test('tells what it sold as well without prices', () =>
    check((sale, of) => {
      const sold: [number, number][] = [];
      eachSold(of, sale.id, (itemId, quantity) => sold.push([itemId, quantity]));
      const lines = sale.lines.filter(({ itemId }) => itemId !== 0);
      expect(sold).toEqual(lines.map(({ itemId, quantity }) => [itemId, quantity]));
      expect(shopOfSale(of, sale.id)).toBe(sale.shop);
    }));

  test('is sold while its shop is open, or on the web while all are closed', () =>
    check((sale) => {
      if (sale.kind === 'refund' || busyness(sale.shop, sale.at) > 0) return;
      expect(sale.shop.number).toBe(1);
      expect(shops.every((shop) => busyness(shop, sale.at) === 0)).toBe(true);
    }));

  test('that takes another back names a plain one sold before, and turns its lines', () =>
    check((sale, of) => {
      if (sale.kind !== 'refund') return;
      const sold = saleOf(of, sale.refundedSaleId);
      expect(sold.id).toBeLessThan(sale.id);
      expect(sold.kind).toBe('plain');
      expect(refundOf(of, sold.id)).toBe(sale.id);
      expect([sale.shop.number, sale.customerId]).toEqual([sold.shop.number, sold.customerId]);
      for (const line of sale.lines) {
        const from = sold.lines[line.refundedLine - 1] as Line;
        expect([line.itemId, line.quantity, line.netCents]).toEqual([from.itemId, -from.quantity, 0 - from.netCents]);
      }
      if (sale.lines.length === sold.lines.length) expect(sale.totalCents).toBe(0 - sold.totalCents);
    }));

  test('is taken back at most once: a refund leads back to it', () =>
    check((sale, of) => {
      const refundId = refundOf(of, sale.id);
      if (refundId !== undefined) expect(saleOf(of, refundId).refundedSaleId).toBe(sale.id);
    }));
});

test('gift cards are sold, used at most once for what they hold, and keep the rest', () =>
  fc.assert(
    fc.property(anyOrigin, fc.nat(40_000), (of, at) => {
      const count = giftCardCount(of);
      expect(saleOfGiftCard(of, count + 1)).toBeGreaterThan(of.sales);
      if (count === 0) return;
      const card = 1 + (at % count);
      const soldBy = saleOf(of, saleOfGiftCard(of, card));
      expect(soldBy.lines[0]).toMatchObject({ giftCard: card, itemId: 0, netCents: giftCardCents(of, card), tax1: 0 });
      const used = saleRedeeming(of, card);
      if (used === undefined) expect(giftCardBalance(of, card)).toBe(giftCardCents(of, card));
      else {
        expect(used).toBeGreaterThan(soldBy.id);
        expect(giftCardAt(of, used)).toBe(card);
        const paid = saleOf(of, used).payments.find(({ giftCard }) => giftCard === card)?.cents ?? 0;
        expect(giftCardBalance(of, card)).toBe(giftCardCents(of, card) - paid);
        expect(giftCardBalance(of, card)).toBeGreaterThanOrEqual(0);
      }
    }),
  ));

test.each([1, 2, 3, 17])(
  'a store of 80 sales, the smallest that people meet, has one of each kind, seed %i',
  (seed) => {
    const of = origin({ seed, items: 60, customers: 40, sales: 80, registers: 1 });
    const sales = idsUpTo(80).map((id) => saleOf(of, id));
    expect(new Set(sales.map(({ kind }) => kind))).toEqual(
      new Set(['plain', 'refund', 'layaway', 'giftCard', 'voided']),
    );
    expect(sales.every(({ kind, id }) => kind === saleKind(of, id))).toBe(true);
    expect(new Set(sales.map(({ shop }) => shop.number))).toEqual(new Set([1, 2, 3]));
    expect(sales.some(({ payments }) => payments.length === 2)).toBe(true);
    expect(sales.some(({ discountPercent }) => discountPercent > 0)).toBe(true);
    expect(sales.some(({ customerId }) => customerId === 0)).toBe(true);
    expect(idsUpTo(80).map((id) => saleOf({ ...of }, id))).toEqual(sales);
  },
);
