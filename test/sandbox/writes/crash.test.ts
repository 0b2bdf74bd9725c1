import { setTimeout } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../support/process.ts';
import { below, type Row, rowsIn } from '../../support/sandbox-client.ts';
import { startProcess } from '../../support/sandbox-process.ts';

const STOCK = 1000;

test('a kill leaves all of a write or none of it, and every write that was answered', async () => {
  const folder = await temporaryFolder();
  let running = await startProcess(folder);
  const store = await running.control.createStore();
  const { accessToken } = await running.control.grant(store.id);
  const send = async (path: string, body: object) =>
    (await running.client.write(store, 'POST', path, accessToken, body)).body;
  const item = (await send('Item.json', { description: 'Cup', ItemShops: { ItemShop: { shopID: 1, qoh: STOCK } } }))
    .Item;
  const line = { itemID: item?.itemID, unitQuantity: 1, unitPrice: 2 };
  const sale = {
    completed: true,
    shopID: 1,
    taxCategoryID: 0,
    SaleLines: { SaleLine: [line, line, line] },
    SalePayments: { SalePayment: { amount: 6, paymentTypeID: 1 } },
  };
  const answered: string[] = [];
  const sell = async () => {
    for (let left = 200; left > 0; left -= 1) answered.push(String((await send('Sale.json', sale)).Sale?.saleID));
  };
  for (let kills = 0; kills < 2; kills += 1) {
    const sellers = [sell(), sell()].map((one) => one.catch(() => undefined));
    while (answered.length < 20 * (kills + 1)) await setTimeout(5);
    await running.kill();
    await Promise.all(sellers);
    running = await startProcess(folder);
  }
  const list = async (path: string) => running.client.list(store, path, accessToken);
  const found: Row[] = [];
  for (let at = 'Sale.json?saleID=>,5&load_relations=["SaleLines","SalePayments"]&limit=100'; at !== ''; ) {
    const page = at.startsWith('http') ? await running.client.get(at, accessToken) : await list(at);
    found.push(...rowsIn(page, 'Sale'));
    at = page.body['@attributes']?.next ?? '';
  }
  expect(found.map(({ saleID }) => saleID)).toEqual(expect.arrayContaining(answered));
  for (const one of found) {
    expect(one).toMatchObject({ completed: 'true', calcTotal: '6', calcPayments: '6', balance: '0' });
    expect(below(one, 'SaleLines', 'SaleLine')).toHaveLength(3);
    expect(below(one, 'SalePayments', 'SalePayment')).toHaveLength(1);
  }
  const stock = rowsIn(await list(`ItemShop.json?itemID=${item?.itemID}`), 'ItemShop');
  const qoh = (shop: string) => stock.find(({ shopID }) => shopID === shop)?.qoh;
  expect([qoh('1'), qoh('0')]).toEqual([String(STOCK - 3 * found.length), String(STOCK - 3 * found.length)]);
}, 60_000);
