import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { below, type Row, startStillSandbox } from '../../support/sandbox-client.ts';
import type { SandboxStore } from '../../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({
    sizes: { items: 20, customers: 40, sales: 120 },
    limits: 'off',
    accessSeconds: 864_000,
  });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const send = (method: string, path: string, body?: object, as = token) =>
  world.client.write(store, method, path, as, body);
const read = async (path: string) => (await world.client.list(store, path, token)).body;
const rows = async (resource: string, query: string) =>
  [(await read(`${resource}.json?${query}`))[resource] ?? []].flat() as Row[];
const write = async (method: string, path: string, body?: object): Promise<Row> => {
  const reply = await send(method, path, body);
  expect([reply.status, reply.body.message]).toEqual([200, undefined]);
  return reply.body[path.split(/[/.]/)[0] ?? ''] ?? {};
};
const sold = (lines: object[], rest: object = {}) =>
  write('POST', 'Sale.json', { shopID: 1, registerID: 1, employeeID: 1, SaleLines: { SaleLine: lines }, ...rest });
const lines = (sale: Row) => below(sale, 'SaleLines', 'SaleLine');
const stockOf = async (itemId: string, shopId: string) =>
  Number((await rows('ItemShop', `itemID=${itemId}`)).find(({ shopID }) => shopID === shopId)?.qoh);
/** A counted item with a price and stock in the first shop. */
async function newItem(price: number, qoh = 10): Promise<string> {
  const item = await write('POST', 'Item.json', {
    description: 'Kettle',
    Prices: { ItemPrice: { amount: price, useType: 'Default' } },
  });
  await write('PUT', `Item/${item.itemID}.json`, { ItemShops: { ItemShop: { shopID: 1, qoh } } });
  return String(item.itemID);
}
const taxes = (fields: object) => write('POST', 'TaxCategory.json', { tax1Name: 'One', tax2Name: 'Two', ...fields });

describe('totals of a sale', () => {
  test('lines may come as a list of wrapped ones (recorded)', async () => {
    const SaleLines = [
      { SaleLine: { unitQuantity: 2, unitPrice: '1.23' } },
      { SaleLine: { unitQuantity: 1, unitPrice: 1 } },
    ];
    const sale = await write('POST', 'Sale.json', { shopID: 1, taxCategoryID: 0, SaleLines });
    expect(sale).toMatchObject({ calcTotal: '3.46' });
  });

  test('without a tax category nothing is taxed, whatever its lines ask for', async () => {
    const itemID = await newItem(5);
    const sale = await sold([{ itemID, unitQuantity: 2, unitPrice: '1.23', tax: true }], { taxCategoryID: 0 });
    expect(sale).toMatchObject({ calcTotal: '2.46', calcNonTaxable: '2.46', calcTaxable: '0', balance: '2.46' });
    expect(lines(sale)[0]).toMatchObject({ tax: 'false', calcTotal: '2.46', displayableUnitPrice: '1.23' });
    expect(sale).toMatchObject({ completed: 'false', Shop: { shopID: '1' } });
    expect(sale).not.toHaveProperty('SalePayments');
  });

  test('each tax is the sum of what lines say unrounded, rounded once', async () => {
    const { taxCategoryID } = await taxes({ tax1Rate: 0.05, tax2Rate: 0.09975 });
    const itemID = await newItem(45);
    const line = { itemID, unitQuantity: 2, discountPercent: 0.5 };
    const sale = await sold([line, { itemID, unitPrice: 9.99, unitQuantity: 3, tax: false }], { taxCategoryID });
    expect(lines(sale)[0]).toMatchObject({
      calcSubtotal: '90',
      calcLineDiscount: '45',
      displayableSubtotal: '45',
      calcTax1: '2.25',
      calcTax2: '4.48875',
      calcTotal: '51.73875',
    });
    expect(sale).toMatchObject({
      calcTax1: '2.25',
      calcTax2: '4.49',
      taxTotal: '6.74',
      calcTaxable: '45',
      calcNonTaxable: '29.97',
      calcSubtotal: '119.97',
      calcDiscount: '45',
      calcTotal: '81.71',
    });
  });

  test('a tax category may have other rates for a tax class', async () => {
    const TaxCategoryClasses = { TaxCategoryClass: { taxClassID: 2, tax1Rate: 0.1 } };
    const { taxCategoryID } = await taxes({ tax1Rate: 0.2, TaxCategoryClasses });
    const line = { unitPrice: 100, unitQuantity: 1, tax: true };
    const sale = await sold([line, { ...line, taxClassID: 2 }], { taxCategoryID });
    expect(lines(sale).map(({ tax1Rate, calcTax1 }) => [tax1Rate, calcTax1])).toEqual([
      ['0.2', '20'],
      ['0.1', '10'],
    ]);
    expect(sale).toMatchObject({ calcTax1: '30', calcTotal: '230', tax1Rate: '0.2' });
    const loaded = `TaxCategory/${taxCategoryID}.json?load_relations=["TaxCategoryClasses.TaxClass"]`;
    const found = (await read(loaded)).TaxCategory as Row;
    expect(below(found, 'TaxCategoryClasses', 'TaxCategoryClass')).toMatchObject([{ TaxClass: { name: 'Labor' } }]);
  });

  test('where prices hold the taxes, they come out of them', async () => {
    const { taxCategoryID } = await taxes({ tax1Rate: 0.21, isTaxInclusive: true });
    const sale = await sold([{ unitPrice: 121, unitQuantity: 1, tax: true }], { taxCategoryID });
    expect(sale).toMatchObject({ calcTotal: '121', calcTax1: '21', calcTaxable: '100', isTaxInclusive: 'true' });
  });

  test('a discount of the sale is spread over its lines', async () => {
    const discount = await write('POST', 'Discount.json', { name: 'Ten off', discountAmount: 10 });
    const line = { unitPrice: 10, unitQuantity: 1 };
    const sale = await sold([line, line, line], { taxCategoryID: 0, discountID: discount.discountID });
    expect(lines(sale).map(({ calcTransactionDiscount }) => calcTransactionDiscount)).toEqual(['3.33', '3.34', '3.33']);
    expect(sale).toMatchObject({ calcDiscount: '10', calcTotal: '20' });
  });

  test('price, tax and cost of a line are its item’s unless sent; a code may name the item', async () => {
    const { itemID } = await write('POST', 'Item.json', {
      description: 'Pan',
      upc: '12345678',
      defaultCost: 4,
      tax: false,
    });
    const sale = await sold([{ itemCode: '12345678', unitQuantity: 1, unitPrice: 8 }]);
    expect(lines(sale)[0]).toMatchObject({ itemID, avgCost: '4', tax: 'false', unitPrice: '8' });
  });
});

describe('completing a sale', () => {
  test('is refused unless it is paid to the cent, and nothing of it stays', async () => {
    const itemID = await newItem(12.5);
    const last = (await rows('Sale', 'sort=-saleID&limit=1'))[0]?.saleID;
    const asked = {
      completed: true,
      taxCategoryID: 0,
      SaleLines: { SaleLine: [{ itemID, unitQuantity: 1 }] },
      SalePayments: { SalePayment: [{ amount: '12.49', paymentTypeID: 1 }] },
    };
    const reply = await send('POST', 'Sale.json', asked);
    expect([reply.status, reply.body.message]).toEqual([400, expect.stringMatching(/paid in full.*12\.5.*12\.49/)]);
    expect((await rows('Sale', 'sort=-saleID&limit=1'))[0]?.saleID).toBe(last);
    expect(await stockOf(itemID, '1')).toBe(10);
  });

  test('moves stock of the shop and of all shops, and adds a row to the log', async () => {
    const itemID = await newItem(12.5);
    const { timeStamp } = (await read(`Item/${itemID}.json`)).Item as Row;
    world.time.ms += 60_000;
    const sale = await sold([{ itemID, unitQuantity: 3 }], {
      completed: true,
      taxCategoryID: 0,
      SalePayments: { SalePayment: { amount: 37.5, paymentTypeID: 1 } },
    });
    expect(sale).toMatchObject({ completed: 'true', balance: '0', calcPayments: '37.5' });
    expect(sale.completeTime).toBe(sale.timeStamp);
    expect([await stockOf(itemID, '1'), await stockOf(itemID, '0')]).toEqual([7, 7]);
    const log = await rows('InventoryLog', `itemID=${itemID}`);
    expect(log.at(-1)).toMatchObject({ saleID: sale.saleID, qohChange: '-3', reason: 'sale', shopID: '1' });
    expect(((await read(`Item/${itemID}.json`)).Item as Row).timeStamp).toBe(timeStamp);
  });

  test('may come later than the sale: a layaway takes nothing from stock', async () => {
    const itemID = await newItem(10);
    const open = await sold([{ itemID, unitQuantity: 2 }], {
      taxCategoryID: 0,
      SalePayments: { SalePayment: { amount: 5, paymentTypeID: 1 } },
    });
    expect(open).toMatchObject({ balance: '15', completed: 'false' });
    expect(await stockOf(itemID, '1')).toBe(10);
    const rest = { completed: true, SalePayments: { SalePayment: { amount: 15, paymentTypeID: 2 } } };
    expect(await write('PUT', `Sale/${open.saleID}.json`, rest)).toMatchObject({ completed: 'true', balance: '0' });
    expect(await stockOf(itemID, '1')).toBe(8);
  });
});

async function paidSale(itemID: string, quantity: number, price: number): Promise<Row> {
  return sold([{ itemID, unitQuantity: quantity, unitPrice: price }], {
    completed: true,
    taxCategoryID: 0,
    SalePayments: { SalePayment: { amount: (quantity * price).toFixed(2), paymentTypeID: 1 } },
  });
}

describe('afterwards', () => {
  test('a void puts everything back, leaves the time of completion, and says who did it', async () => {
    const itemID = await newItem(10);
    const sale = await paidSale(itemID, 4, 10);
    world.time.ms += 86_400_000;
    const voided = await write('PUT', `Sale/${sale.saleID}.json`, { voided: true });
    expect(voided).toMatchObject({ voided: 'true', timeStamp: sale.timeStamp });
    expect(voided.updatetime).not.toBe(sale.updatetime);
    expect(await stockOf(itemID, '1')).toBe(10);
    expect(await rows('SaleVoid', `saleID=${sale.saleID}`)).toMatchObject([{ employeeID: '1', shopID: '1' }]);
  });

  test('a refund is a sale of its own with negative quantities, and cannot take back more than is left', async () => {
    const itemID = await newItem(10);
    const sale = await paidSale(itemID, 4, 10);
    const reply = await send('POST', `Sale/${sale.saleID}/refund.json`, { completed: true });
    expect(reply.body.Sale).toMatchObject({ calcTotal: '-40', balance: '0', completed: 'true' });
    expect(lines(reply.body.Sale as Row)[0]).toMatchObject({
      unitQuantity: '-4',
      parentSaleLineID: lines(sale)[0]?.saleLineID,
    });
    expect(await stockOf(itemID, '1')).toBe(10);
    expect((await send('POST', `Sale/${sale.saleID}/Refund.json`, {})).status).toBe(400);
  });

  test('a completed sale cannot be deleted; an open one is archived', async () => {
    const sale = await paidSale(await newItem(10), 1, 10);
    expect((await send('DELETE', `Sale/${sale.saleID}.json`)).status).toBe(400);
    const open = await sold([]);
    expect(await write('DELETE', `Sale/${open.saleID}.json`)).toMatchObject({ archived: 'true' });
  });

  test('lines of an open sale are added, changed and deleted at their own address, and the sale follows', async () => {
    const itemID = await newItem(10);
    const { saleID } = await sold([], { taxCategoryID: 0 });
    const line = (await send('POST', `Sale/${saleID}/SaleLine.json`, { itemID, unitQuantity: 2 })).body.SaleLine as Row;
    expect((await read(`Sale/${saleID}.json`)).Sale).toMatchObject({ calcTotal: '20' });
    await write('PUT', `SaleLine/${line.saleLineID}.json`, { unitQuantity: 3 });
    expect((await read(`Sale/${saleID}.json`)).Sale).toMatchObject({ calcTotal: '30' });
    await write('DELETE', `SaleLine/${line.saleLineID}.json`);
    expect((await read(`Sale/${saleID}.json`)).Sale).toMatchObject({ calcTotal: '0' });
  });

  test('a seller sells, but may not refund, void or change items, whatever the scopes', async () => {
    const sale = await paidSale(await newItem(10), 1, 10);
    const login = `seller@${store.accountId}.example`;
    const { accessToken } = await world.control.call<{ accessToken: string }>('POST', `stores/${store.id}/grants`, {
      login,
    });
    const status = async (method: string, path: string, body: object) =>
      (await send(method, path, body, accessToken)).status;
    expect(await status('POST', 'Sale.json', { shopID: 1 })).toBe(200);
    expect(await status('POST', `Sale/${sale.saleID}/Refund.json`, {})).toBe(403);
    expect(await status('PUT', `Sale/${sale.saleID}.json`, { voided: true })).toBe(403);
    expect(await status('PUT', 'Item/1.json', { description: 'Mine' })).toBe(403);
  });

  test('a receipt is said to be sent', async () => {
    const reply = await send('POST', 'Sale/1/EmailReceipt.json', { emailAddress: 'ann@example.com' });
    expect(reply.body).toEqual({ message: 'Receipt emailed to: ann@example.com' });
  });
});

describe('what a write costs', () => {
  test.each([
    {
      path: 'Sale.json',
      body: {
        completed: true,
        SaleLines: { SaleLine: [{ unitPrice: 1, unitQuantity: 0 }, { unitQuantity: 0 }, { unitQuantity: 0 }] },
        SalePayments: { SalePayment: { amount: 0, paymentTypeID: 1 } },
      },
      cost: '7',
    },
    { path: 'Category.json', body: { name: 'Loft' }, cost: '10' },
    { path: 'Sale/1/EmailReceipt.json', body: { emailAddress: 'a@b.example' }, cost: '5' },
    {
      path: 'Item.json',
      body: {
        description: 'x',
        Prices: {
          ItemPrice: [
            { amount: 1, useTypeID: 1 },
            { amount: 2, useTypeID: 2 },
          ],
        },
      },
      cost: '2',
    },
  ])('$path: $cost drips', async ({ path, body, cost }) => {
    expect((await send('POST', path, body)).headers.get('x-ls-api-request-cost')).toBe(cost);
  });
});
