import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { below, type Row, startStillSandbox } from '../../support/sandbox-client.ts';
import type { SandboxStore } from '../../support/sandbox-control.ts';

let world: Awaited<ReturnType<typeof startStillSandbox>>;
let store: SandboxStore;
let token: string;
beforeAll(async () => {
  world = await startStillSandbox();
  store = await world.control.createStore({ sizes: { items: 20, customers: 40, sales: 60 }, limits: 'off' });
  token = (await world.control.grant(store.id)).accessToken;
});
afterAll(() => world.sandbox.close());

const send = (method: string, path: string, body?: object) => world.client.write(store, method, path, token, body);
const read = async (path: string) => (await world.client.list(store, path, token)).body;
const rows = async (resource: string, query: string) =>
  [(await read(`${resource}.json?${query}`))[resource.split('/').at(-1) ?? ''] ?? []].flat() as Row[];
/** The row that a write answers. */
const write = async (method: string, path: string, body?: object): Promise<Row> => {
  const reply = await send(method, path, body);
  expect([reply.status, reply.body.message]).toEqual([200, undefined]);
  const { '@attributes': _, ...named } = reply.body;
  return Object.values(named)[0] as Row;
};
const stockOf = async (itemId: unknown, shopId: string) =>
  Number((await rows('ItemShop', `itemID=${itemId}`)).find(({ shopID }) => shopID === shopId)?.qoh);
async function newItem(qoh: number): Promise<string> {
  const ItemShops = { ItemShop: { shopID: 1, qoh } };
  return String((await write('POST', 'Item.json', { description: 'Bowl', defaultCost: 4, ItemShops })).itemID);
}
const lastCause = async (itemId: string) => (await rows('InventoryLog', `itemID=${itemId}`)).at(-1);
const sell = (itemID: string, quantity: number) =>
  write('POST', 'Sale.json', {
    completed: true,
    shopID: 1,
    taxCategoryID: 0,
    SaleLines: { SaleLine: { itemID, unitQuantity: quantity, unitPrice: 1 } },
    SalePayments: { SalePayment: { amount: quantity, paymentTypeID: 1 } },
  });

describe('an order', () => {
  test('adds up over its lines, and what is received of them comes into stock', async () => {
    const itemID = await newItem(2);
    const order = await write('POST', 'Order.json', { vendorID: 1, shopID: 1, orderedDate: '2026-03-01', shipCost: 5 });
    expect(order).toMatchObject({ complete: 'false', orderedDate: '2026-03-01T05:00:00+00:00' });
    const line = await write('POST', 'OrderLine.json', { orderID: order.orderID, itemID, quantity: 6, price: 3.5 });
    expect(line).toMatchObject({ total: '21', originalPrice: '4', numReceived: '0' });
    await write('PUT', `OrderLine/${line.orderLineID}.json`, { numReceived: 4 });
    expect(await stockOf(itemID, '1')).toBe(6);
    const done = await write('PUT', `Order/${order.orderID}.json`, { complete: true });
    expect(done).toMatchObject({ totalQuantity: '6', subTotalCost: '21', totalCost: '26', complete: 'true' });
    expect([await stockOf(itemID, '1'), await stockOf(itemID, '0')]).toEqual([8, 8]);
    expect(await lastCause(itemID)).toMatchObject({ orderID: order.orderID, qohChange: '2', reason: 'orderReceived' });
    await write('DELETE', `OrderLine/${line.orderLineID}.json`);
    expect((await read(`Order/${order.orderID}.json`)).Order).toMatchObject({ totalQuantity: '0', totalCost: '5' });
    expect(await stockOf(itemID, '1')).toBe(8);
  });

  test('needs a vendor, and its lines an item', async () => {
    expect((await send('POST', 'Order.json', {})).body.message).toBe('vendorID is required.');
    expect((await send('POST', 'OrderLine.json', { orderID: 1 })).body.message).toBe('itemID is required.');
  });
});

describe('a transfer', () => {
  test('takes what is sent out of one shop; the other one receives it in its own screens', async () => {
    const itemID = await newItem(5);
    const { transferID } = await write('POST', 'Inventory/Transfer.json', { sendingShopID: 1, receivingShopID: 2 });
    const at = `Inventory/Transfer/${transferID}`;
    const item = await write('POST', `${at}/AddItems.json`, {
      TransferItems: { TransferItem: [{ itemID, toSend: 2 }] },
    });
    const changed = { TransferItem: { transferItemID: item.transferItemID, toSend: 3 } };
    expect(await write('POST', `${at}/UpdateItems.json`, changed)).toMatchObject({ toSend: '3' });
    expect(await write('POST', `${at}/send.json`)).toMatchObject({ status: 'sent', sentByEmployeeID: '1' });
    expect([await stockOf(itemID, '1'), await stockOf(itemID, '2'), await stockOf(itemID, '0')]).toEqual([2, 0, 2]);
    expect(await rows('Inventory/Transfer', `transferID=${transferID}`)).toMatchObject([{ status: 'sent' }]);
    expect((await send('POST', `${at}/Send.json`)).status).toBe(400);
    expect(await write('POST', `${at}/Archive.json`)).toMatchObject({ archived: 'true' });
    expect(await write('POST', `${at}/Restore.json`)).toMatchObject({ archived: 'false' });
  });

  test('is refused between a shop and itself', async () => {
    expect((await send('POST', 'Inventory/Transfer.json', { sendingShopID: 1, receivingShopID: 1 })).status).toBe(400);
  });
});

describe('a count', () => {
  test('brings stock to what was counted, less what was sold since', async () => {
    const itemID = await newItem(10);
    const { inventoryCountID } = await write('POST', 'InventoryCount.json', { name: 'March', shopID: 1 });
    await write('POST', 'InventoryCountItem.json', { inventoryCountID, itemID, qty: 5 });
    await write('POST', 'InventoryCountItem.json', { inventoryCountID, itemID, qty: 3 });
    const [calc] = await rows('InventoryCountCalc', `inventoryCountID=${inventoryCountID}`);
    expect(calc).toMatchObject({ calcQoh: '10', countedQoh: '8', itemID });
    await sell(itemID, 2);
    const done = await write('POST', 'InventoryCountReconcile.json', { inventoryCountID, itemID });
    expect(done).toMatchObject({ qohChange: '-2' });
    expect([await stockOf(itemID, '1'), await stockOf(itemID, '0')]).toEqual([6, 6]);
    expect(await lastCause(itemID)).toMatchObject({ inventoryCountID, reason: 'inventoryCount' });
    expect((await send('POST', 'InventoryCountReconcile.json', { inventoryCountID, itemID })).status).toBe(400);
  });
});

describe('a gift card', () => {
  test('is paid with until nothing is left; a void gives it back', async () => {
    const card = await write('POST', 'CreditAccount.json', { giftCard: true, code: 'G-1234567' });
    expect(card).toMatchObject({ name: 'Gift Card', balance: '0', code: 'G-1234567' });
    const SalesAccounts = { SaleAccount: { creditAccountID: card.creditAccountID } };
    const pays = (amount: number, creditAccountID?: unknown) => ({
      completed: true,
      taxCategoryID: 0,
      SalePayments: {
        SalePayment: {
          amount,
          paymentTypeID: creditAccountID ? 5 : 1,
          ...(creditAccountID ? { creditAccountID } : {}),
        },
      },
    });
    const balance = async () =>
      ((await read(`CreditAccount/${card.creditAccountID}.json`)).CreditAccount as Row).balance;
    const line = { unitPrice: 50, unitQuantity: 1, SalesAccounts };
    await write('POST', 'Sale.json', { ...pays(50), SaleLines: { SaleLine: line } });
    expect(await balance()).toBe('-50');
    const plain = { SaleLines: { SaleLine: { unitPrice: 30, unitQuantity: 1 } } };
    const { saleID } = await write('POST', 'Sale.json', { ...pays(30, card.creditAccountID), ...plain });
    expect(await balance()).toBe('-20');
    expect((await send('POST', 'Sale.json', { ...pays(30, card.creditAccountID), ...plain })).status).toBe(400);
    await write('PUT', `Sale/${saleID}.json`, { voided: true });
    expect(await balance()).toBe('-50');
  });
});

describe('what belongs to a record', () => {
  test('a customer: contact with its lists, note, tags, custom fields; no mail is wanted unless said', async () => {
    const customer = await write('POST', 'Customer.json', {
      firstName: 'Ann',
      lastName: 'Oak',
      dob: '1990-05-01',
      Contact: { noEmail: false, Emails: { ContactEmail: { address: 'ann@example.com', useType: 'Primary' } } },
      Note: { note: 'Rings twice' },
      Tags: { tag: ['regular', 'sale'] },
      CustomFieldValues: {
        CustomFieldValue: [
          { customFieldID: 2, value: 38 },
          { customFieldID: 3, value: ['Running'] },
        ],
      },
    });
    expect(customer).toMatchObject({
      dob: '1990-05-01T04:00:00+00:00',
      Contact: { noEmail: 'false', noPhone: 'true' },
    });
    const phone = { Contact: { Phones: { ContactPhone: [{ number: '555-0100', useType: 'Mobile' }] } } };
    await write('PUT', `Customer/${customer.customerID}.json`, phone);
    const names = '["Contact","Note","Tags","CustomFieldValues"]';
    const found = (await read(`Customer/${customer.customerID}.json?load_relations=${names}`)).Customer as Row;
    expect(below(found.Contact as Row, 'Emails', 'ContactEmail')).toEqual([
      { address: 'ann@example.com', useType: 'Primary' },
    ]);
    expect(below(found.Contact as Row, 'Phones', 'ContactPhone')).toMatchObject([{ number: '555-0100' }]);
    expect(found.Note).toMatchObject({ note: 'Rings twice', isPublic: 'false' });
    expect(
      below(found, 'Tags', 'Tag')
        .map(({ name }) => name)
        .sort(),
    ).toEqual(['regular', 'sale']);
    expect(below(found, 'CustomFieldValues', 'CustomFieldValue')).toMatchObject([
      { value: '38', type: 'integer' },
      { type: 'multi_choice' },
    ]);
    expect(await rows('Customer', 'load_relations=["Contact"]&Contact.email=ann@example.com')).toHaveLength(1);
  });

  test('a customer who is forgotten is archived without anything personal', async () => {
    const gone = await write('DELETE', 'Customer/3/Anonymize.json');
    expect(gone).toMatchObject({ archived: 'true', firstName: 'Anonymous', company: '' });
    const { Contact } = (await read('Customer/3.json?load_relations=["Contact"]')).Customer as Row;
    expect(Contact).toMatchObject({ Emails: '', Phones: '', Addresses: '', noEmail: 'true' });
  });

  test('an item: its place in a matrix, tags, vendor numbers', async () => {
    const { itemMatrixID } = await write('POST', 'ItemMatrix.json', { description: 'Chair', itemAttributeSetID: 1 });
    const item = await write('POST', 'Item.json', {
      description: 'Chair red',
      itemMatrixID,
      ItemAttributes: { attribute1: 'Red', attribute2: 'L' },
      ItemVendorNums: { ItemVendorNum: { vendorID: 1, value: 'CH-1' } },
      Tags: { Tag: { name: 'summer' } },
    });
    const names = '["ItemAttributes","ItemVendorNums","TagRelations.Tag","Note"]';
    const found = (await read(`Item/${item.itemID}.json?load_relations=${names}`)).Item as Row;
    expect(found.ItemAttributes).toMatchObject({ attribute1: 'Red', itemAttributeSetID: '1' });
    expect(below(found, 'ItemVendorNums', 'ItemVendorNum')).toMatchObject([{ value: 'CH-1', vendorID: '1' }]);
    expect(below(found, 'TagRelations', 'TagRelation')).toMatchObject([{ Tag: { name: 'summer' } }]);
    expect(found).not.toHaveProperty('Note');
    await write('DELETE', `ItemMatrix/${itemMatrixID}.json`);
    expect(((await read(`Item/${item.itemID}.json`)).Item as Row).archived).toBe('true');
  });
});

describe('a picture', () => {
  const pixel = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');
  const upload = async (path: string, file?: Blob) => {
    const body = new FormData();
    body.set('data', JSON.stringify({ description: 'Front', ordering: 2 }));
    if (file) body.set('image', file, 'front.png');
    const url = `${world.client.api}/API/V3/Account/${store.accountId}/${path}`;
    const reply = await fetch(url, { method: 'POST', headers: { authorization: `Bearer ${token}` }, body });
    return { status: reply.status, body: (await reply.json()) as Record<string, Row> };
  };

  test('is uploaded as a form, shown with its item, and found at its address without a token', async () => {
    const { Image } = (await upload('Item/6/Image.json', new Blob([pixel], { type: 'image/png' }))).body;
    expect(Image).toMatchObject({
      description: 'Front',
      ordering: '2',
      filename: 'front.png',
      size: '16',
      itemID: '6',
    });
    const picture = await fetch(`${Image?.baseImageURL}${Image?.publicID}`);
    expect(picture.headers.get('content-type')).toBe('image/png');
    expect(Buffer.from(await picture.arrayBuffer())).toEqual(pixel);
    const item = (await read('Item/6.json?load_relations=["Images"]')).Item as Row;
    expect(below(item, 'Images', 'Image')).toMatchObject([{ imageID: Image?.imageID }]);
    await write('DELETE', `Image/${Image?.imageID}.json`);
    expect((await fetch(`${Image?.baseImageURL}${Image?.publicID}`)).status).toBe(401);
  });

  test('is refused without a file, and with one that is no picture', async () => {
    expect((await upload('Item/6/Image.json')).status).toBe(400);
    expect((await upload('ItemMatrix/1/Image.json', new Blob(['x'], { type: 'text/html' }))).status).toBe(400);
  });
});

describe('short lists', () => {
  test.each([
    { path: 'Vendor', body: { name: 'Mill', accountNumber: 7 }, shows: { accountNumber: '7', archived: 'false' } },
    { path: 'Tag', body: { name: 'fresh' }, shows: { name: 'fresh' } },
    { path: 'Season', body: { name: 'Spring' }, shows: { name: 'Spring' } },
    { path: 'Serialized', body: { serial: 'S-1', colorName: 'Red' }, shows: { serial: 'S-1', itemID: '0' } },
    { path: 'Employee', body: { firstName: 'Jo', lastName: 'Doe' }, shows: { lockOut: 'false' } },
    { path: 'Manufacturer', body: { name: 'Forge' }, shows: { name: 'Forge' } },
    { path: 'TaxCategory', body: { tax1Name: 'VAT', tax1Rate: 0.2 }, shows: { tax1Rate: '0.2', tax2Rate: '0' } },
    { path: 'TaxClass', body: { name: 'Books' }, shows: { name: 'Books' } },
    { path: 'Discount', body: { name: 'Staff', discountPercent: 0.3 }, shows: { discountPercent: '0.3' } },
    { path: 'CustomerType', body: { name: 'Club', discountID: 1 }, shows: { discountID: '1' } },
    { path: 'PaymentType', body: { name: 'Cheque', type: 'cash' }, shows: { type: 'user defined' } },
    { path: 'Shop', body: { name: 'Kiosk' }, shows: { labelTitle: 'Shop Name' } },
    {
      path: 'Item/CustomField',
      body: { name: 'Origin', type: 'text' },
      shows: { type: 'text', decimalPrecision: '0' },
    },
    { path: 'Customer/CustomField/3/CustomFieldChoice', body: { name: 'Chess' }, shows: { customFieldID: '3' } },
  ])('$path: a row is created, read back and changed', async ({ path, body, shows }) => {
    const made = await write('POST', `${path}.json`, body);
    expect(made).toMatchObject(shows);
    const [key = ''] = Object.keys(made);
    const one = `${path}/${made[key]}.json`;
    const { '@attributes': _, ...read1 } = await read(one);
    expect(Object.values(read1)[0]).toMatchObject(shows);
    const field = Object.keys(body).find((name) => /name/i.test(name)) ?? 'serial';
    expect(await write('PUT', one, { [field]: 'Other' })).toMatchObject({ [field]: 'Other' });
    expect((await send('PUT', one, { [field]: { deep: 1 } })).status).toBe(400);
  });
});
