import { setImmediate } from 'node:timers/promises';
import { candidates } from '../rows/order.ts';
import { exists, rowOf, rowsWhere } from '../rows/rows.ts';
import type { Row } from '../rows/source.ts';
import { shops } from '../shop-data/shops.ts';
import { localDay } from '../shop-data/zones.ts';
import type { RStore } from '../store.ts';
import { secondsOf } from './filter.ts';
import { order } from './orders.ts';
import type { Resource } from './resource.ts';
import { saleLine } from './sale-lines.ts';
import { salePayment } from './sale-payments.ts';
import { sale } from './sales.ts';
import { paymentType, taxCategory, taxClass } from './small-tables.ts';
import { vendor } from './vendors.ts';

/** What accountants read: sums by day and shop. Days are those of the shop's own clock. */
export interface Report {
  name: string;
  /** Name of a row. */
  element: string;
  /** Rows from `startDate` to `endDate`, both ends in; a sentence when these are missing or wrong. */
  rows(store: RStore, query: URLSearchParams): Promise<Row[] | string>;
}

/** A part of a sum: what it is summed under, and cents by the name of the field they show in. */
interface Part {
  under: Row;
  cents: Record<string, number>;
}

const DAY = 86_400;
/** Other requests get their turn after this many sales. */
const SALES_IN_A_TURN = 500;

const centsOf = (text: unknown) => Math.round(Number(text ?? 0) * 100);
const money = (cents: number) => (cents / 100).toFixed(2);

/** `MM/DD/YYYY` of the day on the clock of a row's shop. */
function dayOf(shopId: unknown, stamp: unknown): string {
  const zone = shops[Number(shopId) - 1]?.zone ?? 'America/Toronto';
  const [year, month, day] = localDay(zone, secondsOf(String(stamp)) ?? 0).split('-');
  return `${month}/${day}/${year}`;
}

const nameIn = (store: RStore, resource: Resource, id: unknown, field = 'name') =>
  exists(store, resource, Number(id)) ? String(rowOf(store, resource, Number(id))[field]) : '';

/** Days of a query as epoch seconds that hold them wherever a shop is; undefined when one is no date. */
function rangeOf(query: URLSearchParams): { first: string; last: string; low: number; high: number } | undefined {
  const [first, last] = ['startDate', 'endDate'].map((name) => query.get(name) ?? '');
  if (!first || !last || ![first, last].every((day) => /^\d{4}-\d\d-\d\d$/.test(day))) return undefined;
  const [low, high] = [secondsOf(first), secondsOf(last)];
  return low === undefined || high === undefined ? undefined : { first, last, low: low - DAY, high: high + 2 * DAY };
}

/** Rows of a resource whose time lies in the days asked for, by the clock of their shop. */
async function* rowsOfDays(
  store: RStore,
  resource: Resource,
  time: string,
  range: { first: string; last: string; low: number; high: number },
): AsyncGenerator<{ row: Row; date: string }> {
  const bounds = [{ field: time, low: range.low, high: range.high }];
  let seen = 0;
  for (const id of candidates(store, resource, { sort: time, descending: false, start: undefined, bounds })) {
    seen += 1;
    if (seen % SALES_IN_A_TURN === 0) await setImmediate();
    const row = rowOf(store, resource, id);
    const date = dayOf(row.shopID, row[time]);
    const [month, day, year] = date.split('/');
    const plain = `${year}-${month}-${day}`;
    if (plain >= range.first && plain <= range.last) yield { row, date };
  }
}

/** A report over completed sales that were not voided. */
function byDay(name: string, element: string, partsOf: (store: RStore, row: Row) => Part[]): [string, Report] {
  const path = `Reports/Accounting/${name}`;
  const rows: Report['rows'] = async (store, query) => {
    const range = rangeOf(query);
    if (!range) return 'startDate and endDate must be dates like 2026-01-31.';
    const sums = new Map<string, Part>();
    for await (const { row, date } of rowsOfDays(store, sale, 'completeTime', range)) {
      if (row.completed !== 'true' || row.voided === 'true') continue;
      for (const part of partsOf(store, row))
        add(sums, { ...part, under: { date, shopID: row.shopID, ...part.under } });
    }
    return [...sums.values()].map(({ under, cents }) => ({
      ...under,
      ...Object.fromEntries(Object.entries(cents).map(([field, sum]) => [field, money(sum)])),
    }));
  };
  return [path, { name, element, rows }];
}

function add(sums: Map<string, Part>, part: Part): void {
  const key = JSON.stringify(part.under);
  const known = sums.get(key);
  if (!known) sums.set(key, part);
  else for (const [field, cents] of Object.entries(part.cents)) known.cents[field] = (known.cents[field] ?? 0) + cents;
}

const saleRows = (store: RStore, resource: Resource, { saleID }: Row) =>
  rowsWhere(store, resource, 'saleID', String(saleID));

const ordersByTaxClass: Report = {
  name: 'OrdersByTaxClass',
  element: 'Order',
  async rows(store, query) {
    const range = rangeOf(query);
    if (!range) return 'startDate and endDate must be dates like 2026-01-31.';
    const rows: Row[] = [];
    for await (const { row, date } of rowsOfDays(store, order, 'createTime', range)) {
      if (row.complete !== 'true') continue;
      rows.push({
        date,
        shopID: row.shopID,
        taxClassID: '1',
        taxClassName: nameIn(store, taxClass, 1),
        vendorID: row.vendorID,
        vendorName: nameIn(store, vendor, row.vendorID),
        cost: row.subTotalCost,
        orderID: row.orderID,
        totalShipCost: money(centsOf(row.shipCost)),
        totalOtherCost: money(centsOf(row.otherCost)),
      });
    }
    return rows;
  },
};

export const reports: ReadonlyMap<string, Report> = new Map([
  byDay('DiscountsByDay', 'Discounts', (_, row) => [{ under: {}, cents: { discount: centsOf(row.calcDiscount) } }]),
  byDay('PaymentsByDay', 'Payments', (store, row) =>
    saleRows(store, salePayment, row).map(({ paymentTypeID, amount }) => ({
      under: { paymentTypeName: nameIn(store, paymentType, paymentTypeID), paymentTypeID },
      cents: { amount: centsOf(amount) },
    })),
  ),
  byDay('TaxClassSalesByDay', 'SalesDay', (store, row) =>
    saleRows(store, saleLine, row).map(({ taxClassID, calcSubtotal, fifoCost, avgCost, unitQuantity }) => ({
      under: { taxClassID, taxClassName: nameIn(store, taxClass, taxClassID) },
      cents: {
        subtotal: centsOf(calcSubtotal),
        fifoCost: centsOf(fifoCost) * Number(unitQuantity),
        avgCost: centsOf(avgCost) * Number(unitQuantity),
      },
    })),
  ),
  byDay('TaxesByDay', 'Taxes', (store, { taxCategoryID, calcTax1, calcTax2 }) => [
    {
      under: { taxCategoryID, taxCategoryName: nameIn(store, taxCategory, taxCategoryID, 'tax1Name') },
      cents: { tax: centsOf(calcTax1) + centsOf(calcTax2) },
    },
  ]),
  ['Reports/Accounting/OrdersByTaxClass', ordersByTaxClass],
]);
