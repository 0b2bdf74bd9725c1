import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Row, rowsIn, startStillSandbox } from '../support/sandbox-client.ts';
import type { SandboxStore } from '../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 200, customers: 60, sales: 120 }, registers: 2 });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const get = (path: string, as = token) => world.client.list(store, path, as);
const rows = async (path: string, element = path.split(/[./?]/)[0] as string) => rowsIn(await get(path), element);

const lists = [
  ['CreditAccount', 'CreditAccount'],
  ['CustomerType', 'CustomerType'],
  ['Discount', 'Discount'],
  ['Employee', 'Employee'],
  ['InventoryCount', 'InventoryCount'],
  ['InventoryCountCalc', 'InventoryCountCalc'],
  ['InventoryCountItem', 'InventoryCountItem'],
  ['InventoryCountReconcile', 'InventoryCountReconcile'],
  ['Inventory/Transfer', 'Transfer'],
  ['Inventory/Transfer/1/TransferItems', 'TransferItem'],
  ['ItemAttributeSet', 'ItemAttributeSet'],
  ['ItemMatrix', 'ItemMatrix'],
  ['Manufacturer', 'Manufacturer'],
  ['Order', 'Order'],
  ['OrderLine', 'OrderLine'],
  ['Order/1/Shipment', 'OrderShipment'],
  ['PaymentType', 'PaymentType'],
  ['PriceLevel', 'PriceLevel'],
  ['Register', 'Register'],
  ['SaleVoid', 'SaleVoid'],
  ['Shipment', 'OrderShipment'],
  ['Shipment/1/Item', 'OrderShipmentItem'],
  ['Tag', 'Tag'],
  ['TaxCategory', 'TaxCategory'],
  ['TaxClass', 'TaxClass'],
  ['Transfer', 'Transfer'],
  ['TransferItem', 'TransferItem'],
  ['Vendor', 'Vendor'],
  ['Customer/CustomField', 'CustomField'],
  ['Customer/CustomField/3/CustomFieldChoice', 'CustomFieldChoice'],
  ['Item/CustomField', 'CustomField'],
  ['Order/CustomField', 'CustomField'],
];

test.each(lists)('%s: the list has rows, all of them texts, and each is there by its id', async (path, element) => {
  const all = await rows(`${path}.json?load_relations=all`, element);
  expect(all.length).toBeGreaterThan(0);
  const key = `${element.charAt(0).toLowerCase()}${element.slice(1)}ID`;
  for (const row of all) {
    expect(row[key]).toMatch(/^\d+$/);
    for (const value of Object.values(row)) expect(['string', 'object']).toContain(typeof value);
  }
  const [first] = all;
  const one = await get(`${path}/${first?.[key]}.json?load_relations=all`);
  expect(one.body[element]).toEqual(first);
  expect((await get(`${path}/99999999.json`)).status).toBe(404);
});

describe('what rows link to', () => {
  test('an order is the sum of its lines and came in by its shipment', async () => {
    for (const order of await rows('Order.json?load_relations=["OrderLines","Vendor"]')) {
      const lines = [(order.OrderLines as { OrderLine: Row[] }).OrderLine].flat();
      const sum = lines.reduce((cents, { total }) => cents + Math.round(Number(total) * 100), 0);
      expect(Math.round(Number(order.subTotalCost) * 100)).toBe(sum);
      expect((order.Vendor as Row).vendorID).toBe(order.vendorID);
      const shipments = await rows(`Order/${order.orderID}/Shipment.json`, 'OrderShipment');
      expect(shipments).toHaveLength(order.complete === 'true' ? 1 : 0);
    }
  });

  test('the items of a matrix are its variants, and lead back to it', async () => {
    const matrices = await rows('ItemMatrix.json?load_relations=["Items","ItemAttributeSet"]');
    for (const matrix of matrices.slice(0, -1)) {
      const members = [(matrix.Items as { Item: Row[] }).Item].flat();
      const values = [matrix.attribute1Values, matrix.attribute2Values ?? ['-']] as string[][];
      expect(members).toHaveLength((values[0]?.length ?? 0) * (values[1]?.length ?? 0));
      for (const { itemMatrixID } of members) expect(itemMatrixID).toBe(matrix.itemMatrixID);
    }
  });

  test('both lists of transfers show the same ones', async () => {
    const [older, newer] = [await rows('Transfer.json'), await rows('Inventory/Transfer.json', 'Transfer')];
    expect(newer.map(({ transferID, sendingShopID }) => [transferID, sendingShopID])).toEqual(
      older.map(({ transferID, transferFromID }) => [transferID, transferFromID]),
    );
  });
});

describe('gift cards', () => {
  test('are listed only where they are asked for', async () => {
    const accounts = await rows('CreditAccount.json');
    expect(new Set(accounts.map(({ giftCard }) => giftCard))).toEqual(new Set(['false']));
    const cards = await rows('CreditAccount.json?giftCard=true');
    expect(new Set(cards.map(({ giftCard }) => giftCard))).toEqual(new Set(['true']));
    const [card] = cards;
    expect(await rows(`CreditAccount.json?giftCard=true&code=${card?.code}`)).toEqual([card]);
  });

  test('show their numbers only to a token with the scope for it', async () => {
    const { accessToken } = await world.control.grant(store.id, ['employee:customers']);
    const [card] = rowsIn(await get('CreditAccount.json?giftCard=true', accessToken), 'CreditAccount');
    expect(card?.code).toMatch(/^\*{8}\d{4}$/);
  });
});

describe('accounting reports', () => {
  const range = 'startDate=2024-01-01&endDate=2026-12-31';
  const cents = (text: unknown) => Math.round(Number(text) * 100);
  const sum = (list: Row[], field: string) => list.reduce((total, row) => total + cents(row[field]), 0);
  const sales = async () =>
    (await Promise.all(['', '&saleID=%3E,100'].map((more) => rows(`Sale.json?archived=true${more}`)))).flat();
  const counted = async () =>
    [...new Map((await sales()).map((row) => [row.saleID, row])).values()].filter(
      ({ completed, voided }) => completed === 'true' && voided === 'false',
    );

  test('by day and shop add up to what the sales say', async () => {
    const [taxes, payments, discounts] = await Promise.all([
      rows(`Reports/Accounting/TaxesByDay.json?${range}`, 'Taxes'),
      rows(`Reports/Accounting/PaymentsByDay.json?${range}`, 'Payments'),
      rows(`Reports/Accounting/DiscountsByDay.json?${range}`, 'Discounts'),
    ]);
    const all = await counted();
    expect(sum(taxes, 'tax')).toBe(sum(all, 'calcTax1') + sum(all, 'calcTax2'));
    expect(sum(payments, 'amount')).toBe(sum(all, 'calcPayments'));
    expect(sum(discounts, 'discount')).toBe(sum(all, 'calcDiscount'));
    for (const { date } of taxes) expect(date).toMatch(/^\d\d\/\d\d\/\d{4}$/);
  });

  test('balance in each shop on each day: sales less discounts and with taxes are what was paid', async () => {
    const [sold, taxes, payments, discounts] = await Promise.all([
      rows(`Reports/Accounting/TaxClassSalesByDay.json?${range}`, 'SalesDay'),
      rows(`Reports/Accounting/TaxesByDay.json?${range}`, 'Taxes'),
      rows(`Reports/Accounting/PaymentsByDay.json?${range}`, 'Payments'),
      rows(`Reports/Accounting/DiscountsByDay.json?${range}`, 'Discounts'),
    ]);
    const days = new Set(sold.map(({ date, shopID }) => `${date} ${shopID}`));
    expect(days.size).toBeGreaterThan(50);
    for (const day of days) {
      const of = (list: Row[]) => list.filter(({ date, shopID }) => `${date} ${shopID}` === day);
      const due = sum(of(sold), 'subtotal') - sum(of(discounts), 'discount') + sum(of(taxes), 'tax');
      expect(`${day} ${due}`).toBe(`${day} ${sum(of(payments), 'amount')}`);
    }
  });

  test('a day holds what was sold from midnight to midnight on the clock of the shop', async () => {
    const whole = await rows(`Reports/Accounting/PaymentsByDay.json?${range}`, 'Payments');
    const [year, month, day] = ['2025', '12', '20'];
    const one = await rows(
      `Reports/Accounting/PaymentsByDay.json?startDate=${year}-${month}-${day}&endDate=${year}-${month}-${day}`,
      'Payments',
    );
    expect(one).toEqual(whole.filter(({ date }) => date === `${month}/${day}/${year}`));
  });

  test('want two dates, and the scope for reports', async () => {
    expect((await get('Reports/Accounting/TaxesByDay.json')).status).toBe(400);
    expect((await get('Reports/Accounting/TaxesByDay.json?startDate=1&endDate=2')).status).toBe(400);
    const { accessToken } = await world.control.grant(store.id, ['employee:customers']);
    expect((await get(`Reports/Accounting/TaxesByDay.json?${range}`, accessToken)).status).toBe(403);
  });
});
