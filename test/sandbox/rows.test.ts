import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { below, type Row, rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
beforeAll(async () => {
  world = await startStillSandbox();
});
afterAll(() => world.sandbox.close());

const sizes = { items: 1200, customers: 300, sales: 400 };

async function reader(settings: object = {}) {
  const store = await world.control.createStore({ sizes, ...settings });
  const { accessToken } = await world.control.grant(store.id);
  return { store, all: (path: string) => allRows(store, path, accessToken) };
}

async function allRows(store: SandboxStore, path: string, token: string): Promise<Row[]> {
  const resource = path.split('.')[0] as string;
  const rows: Row[] = [];
  for (let reply = await world.client.list(store, path, token); ; ) {
    rows.push(...rowsIn(reply, resource));
    const next = reply.body['@attributes']?.next ?? '';
    if (next === '') return rows;
    reply = await world.client.get(next, token);
  }
}

const cents = (text: unknown) => {
  const value = Number(text) * 100;
  expect(Math.abs(value - Math.round(value)), `${text} has no part of a cent`).toBeLessThan(1e-6);
  return Math.round(value);
};
/** In cents, to the hundred-thousandth part of one, which is the finest that lines show. */
const exactSum = (rows: Row[], field: string) =>
  Math.round(rows.reduce((total, row) => total + Number(row[field]), 0) * 1e7) / 1e5;
const rounded = (value: number) => Math.sign(value) * Math.round(Math.abs(value)) + 0;
const sum = (rows: Row[], field: string) => rows.reduce((total, row) => total + cents(row[field]), 0);

test('in any store every sale equals its lines, taxes and payments to the cent', () =>
  fc.assert(
    fc.asyncProperty(
      fc.record({
        seed: fc.integer(),
        registers: fc.integer({ min: 1, max: 9 }),
        sizes: fc.record({
          items: fc.integer({ min: 0, max: 50 }),
          customers: fc.integer({ min: 0, max: 20 }),
          sales: fc.integer({ min: 0, max: 60 }),
        }),
      }),
      async (settings) => {
        const { all } = await reader(settings);
        for (const sale of await all('Sale.json?load_relations=["SaleLines","SalePayments"]')) {
          const lines = below(sale, 'SaleLines', 'SaleLine');
          const isInclusive = sale.isTaxInclusive === 'true';
          const payments = below(sale, 'SalePayments', 'SalePayment');
          expect(lines.length).toBeGreaterThan(0);
          for (const line of lines) {
            const gross = Math.round(Number(line.unitPrice) * Number(line.unitQuantity) * 100) + 0;
            expect(cents(line.displayableSubtotal)).toBe(gross - cents(line.calcLineDiscount));
            const left = cents(line.displayableSubtotal) - cents(line.calcTransactionDiscount);
            const taxes = Number(line.calcTax1) + Number(line.calcTax2);
            expect(Number(line.calcTotal)).toBeCloseTo(left / 100 + (isInclusive ? 0 : taxes), 6);
            expect(Math.abs(cents(line.calcSubtotal) - gross + (isInclusive ? 100 * taxes : 0))).toBeLessThan(1.0001);
          }
          // Taxes of lines keep fractions of a cent; a sale rounds the sum of each tax once.
          expect(cents(sale.calcTax1)).toBe(rounded(exactSum(lines, 'calcTax1')));
          expect(cents(sale.calcTax2)).toBe(rounded(exactSum(lines, 'calcTax2')));
          expect(cents(sale.taxTotal)).toBe(cents(sale.calcTax1) + cents(sale.calcTax2));
          expect(cents(sale.calcDiscount)).toBe(sum(lines, 'calcLineDiscount') + sum(lines, 'calcTransactionDiscount'));
          expect(cents(sale.displayableSubtotal)).toBe(
            sum(lines, 'displayableSubtotal') - sum(lines, 'calcTransactionDiscount'),
          );
          expect(cents(sale.calcSubtotal)).toBe(sum(lines, 'calcSubtotal'));
          const net = cents(sale.calcSubtotal) - cents(sale.calcDiscount);
          expect(cents(sale.calcTaxable) + cents(sale.calcNonTaxable)).toBe(net);
          expect(cents(sale.total)).toBe(net + cents(sale.taxTotal));
          expect(cents(sale.total)).toBe(cents(sale.displayableSubtotal) + (isInclusive ? 0 : cents(sale.taxTotal)));
          expect(cents(sale.calcPayments)).toBe(sum(payments, 'amount'));
          expect(cents(sale.balance)).toBe(cents(sale.total) - cents(sale.calcPayments));
          if (sale.completed === 'true') expect(sale.balance).toBe('0');
          expect('completeTime' in sale).toBe(sale.completed === 'true');
        }
      },
    ),
    { numRuns: 15 },
  ));

test('an item’s stock in shop 0 is the total of its shops', async () => {
  const { all } = await reader();
  const stock = Map.groupBy(await all('ItemShop.json'), (row) => row.itemID);
  expect(stock.size).toBe(sizes.items);
  for (const shops of stock.values()) {
    const total = shops.find(({ shopID }) => shopID === '0');
    const single = shops.filter(({ shopID }) => shopID !== '0');
    expect(single.length).toBe(3);
    expect(Number(total?.qoh)).toBe(single.reduce((quantity, { qoh }) => quantity + Number(qoh), 0));
    expect(cents(total?.totalValueAvgCost)).toBe(sum(single, 'totalValueAvgCost'));
  }
});

test('the same seed gives the same rows, another seed others', async () => {
  const [one, same, other] = [await reader({ seed: 7 }), await reader({ seed: 7 }), await reader({ seed: 8 })];
  for (const path of [
    'Item.json',
    'Customer.json?load_relations=["Contact"]',
    'Sale.json?load_relations=["SaleLines"]',
  ]) {
    const rows = await one.all(path);
    expect(await same.all(path)).toEqual(rows);
    expect(await other.all(path)).not.toEqual(rows);
  }
});

test('sales stay at their registers when a store gets more of them', async () => {
  const [one, other] = [await reader({ registers: 1 }), await reader({ registers: 1 })];
  await world.control.call('PATCH', `stores/${other.store.id}`, { registers: 5 });
  expect(await other.all('Sale.json')).toEqual(await one.all('Sale.json'));
});

describe('rows are as awkward as real ones', () => {
  let items: Row[];
  let customers: Row[];
  let sales: Row[];
  beforeAll(async () => {
    const { all } = await reader();
    items = await all('Item.json?archived=true&load_relations=["Note"]');
    customers = await all('Customer.json?archived=true&load_relations=["Contact","Note"]');
    sales = await all('Sale.json?load_relations=["SaleLines","SalePayments"]');
  });

  test('descriptions and names are in many scripts, with quotes and emoji', () => {
    const text = [
      ...items.map((row) => row.description),
      ...customers.map((row) => `${row.firstName} ${row.lastName}`),
    ].join('\n');
    for (const script of [
      /\p{Script=Cyrillic}/u,
      /\p{Script=Han}/u,
      /\p{Script=Arabic}/u,
      /\p{Script=Thai}/u,
      /\p{Script=Hebrew}/u,
      /\p{Emoji_Presentation}/u,
      /"/,
      /'/,
    ]) {
      expect(text).toMatch(script);
    }
  });

  test('some texts are long, have lines and tabs, or begin and end with spaces', () => {
    const notes = [...items, ...customers].map((row) => String((row.Note as Row | undefined)?.note ?? ''));
    expect(notes.some((note) => note.length > 2000 && /\n/.test(note) && /\t/.test(note))).toBe(true);
    expect(items.some((row) => /^ .* $/s.test(String(row.description)))).toBe(true);
  });

  test('SKUs are blank or not unique in some', () => {
    const skus = Map.groupBy(items, (row) => row.customSku);
    expect(skus.get('')?.length).toBeGreaterThan(1);
    expect([...skus].some(([sku, rows]) => sku !== '' && rows.length > 1)).toBe(true);
  });

  test('some rows are archived, some prices are nothing or less', () => {
    expect(items.some((row) => row.archived === 'true')).toBe(true);
    expect(customers.some((row) => row.archived === 'true')).toBe(true);
    const prices = items.map((row) => Number(below(row, 'Prices', 'ItemPrice')[0]?.amount));
    expect([prices.some((price) => price === 0), prices.some((price) => price < 0)]).toEqual([true, true]);
  });

  test('more than two pages of rows share one second, as after an import, and some neighbours do', () => {
    const seconds = [...Map.groupBy(items, (row) => row.timeStamp).values()].map((rows) => rows.length);
    expect(Math.max(...seconds)).toBeGreaterThan(200);
    expect(seconds.filter((count) => count > 1 && count < 5).length).toBeGreaterThan(3);
  });

  test('items stand in departments and categories, and half of them in matrices that differ in size or colour', async () => {
    const { all } = await reader();
    const rows = await all('Item.json?archived=true&load_relations=["ItemAttributes","Category","Manufacturer"]');
    expect(rows.every((row) => (row.Category as Row).nodeDepth === '2' && row.departmentID !== '0')).toBe(true);
    const matrices = Map.groupBy(rows, (row) => row.itemMatrixID);
    const single = matrices.get('0') ?? [];
    expect(single.length).toBeGreaterThan(rows.length / 3);
    expect(single.every((row) => !('ItemAttributes' in row))).toBe(true);
    matrices.delete('0');
    for (const members of matrices.values()) {
      const attributes = members.map((row) => row.ItemAttributes as Row);
      expect(new Set(attributes.map(({ attribute1, attribute2 }) => `${attribute1}|${attribute2}`)).size).toBe(
        members.length,
      );
      expect(new Set(members.map((row) => row.categoryID)).size).toBe(1);
    }
    expect(new Set([...matrices.values()].map((members) => members.length)).size).toBeGreaterThan(2);
  });

  test('shops are in two zones, with two taxes on top of prices or one within them', async () => {
    const { all } = await reader();
    const shops = await all('Shop.json?load_relations=["TaxCategory"]');
    expect(new Set(shops.map((row) => row.timeZone)).size).toBe(2);
    expect(shops.map((row) => row.TaxCategory)).toMatchObject([
      { tax1Rate: '0.05', tax2Rate: '0.09975', isTaxInclusive: 'false' },
      { tax1Rate: '0.05', tax2Rate: '0.09975', isTaxInclusive: 'false' },
      { tax1Rate: '0.2', tax2Rate: '0', isTaxInclusive: 'true' },
    ]);
    for (const sale of sales) expect(sale.isTaxInclusive).toBe(String(sale.shopID === '3'));
    expect(new Set(sales.map((row) => row.shopID)).size).toBe(3);
  });

  test('a refund names the lines it takes back', () => {
    const lines = new Map(
      sales.flatMap((row) => below(row, 'SaleLines', 'SaleLine')).map((row) => [row.saleLineID, row]),
    );
    const back = [...lines.values()].filter((row) => row.parentSaleLineID !== '0');
    expect(back.length).toBeGreaterThan(10);
    for (const row of back) {
      const sold = lines.get(row.parentSaleLineID) as Row;
      expect([row.itemID, row.unitPrice, Number(row.unitQuantity)]).toEqual([
        sold.itemID,
        sold.unitPrice,
        -Number(sold.unitQuantity),
      ]);
    }
  });

  test('layaways are open, with a deposit; gift cards are sold, and paid with; some sales are voided', () => {
    const layaways = sales.filter((row) => row.completed === 'false');
    expect(layaways.length).toBeGreaterThan(5);
    for (const row of layaways) {
      expect(row.customerID).not.toBe('0');
      expect(below(row, 'SaleLines', 'SaleLine').every(({ isLayaway }) => isLayaway === 'true')).toBe(true);
      expect(Math.abs(cents(row.balance))).toBeGreaterThan(Math.abs(cents(row.calcPayments)));
    }
    const cards = sales
      .flatMap((row) => below(row, 'SaleLines', 'SaleLine'))
      .flatMap((row) => below(row, 'SalesAccounts', 'SaleAccount'))
      .map((row) => row.creditAccountID);
    const used = sales
      .flatMap((row) => below(row, 'SalePayments', 'SalePayment'))
      .filter((row) => row.paymentTypeID === '5');
    expect(used.length).toBeGreaterThan(5);
    for (const row of used) expect(cards).toContain(row.creditAccountID);
    expect(sales.some((row) => row.voided === 'true')).toBe(true);
  });

  test('some sales are refunds, some are paid in two parts, some have one line', () => {
    expect(sales.some((row) => Number(row.total) < 0)).toBe(true);
    expect(sales.some((row) => below(row, 'SalePayments', 'SalePayment').length === 2)).toBe(true);
    expect(sales.some((row) => below(row, 'SaleLines', 'SaleLine').length === 1)).toBe(true);
  });

  test('a field that is not set may be missing, e.g. a birthday', () => {
    expect(new Set(customers.map((row) => 'dob' in row))).toEqual(new Set([true, false]));
  });

  test('every scalar is a text', () => {
    const check = (value: unknown): void => {
      if (typeof value === 'object' && value !== null) Object.values(value).forEach(check);
      else expect(typeof value).toBe('string');
    };
    [...items, ...customers, ...sales].forEach(check);
  });
});
