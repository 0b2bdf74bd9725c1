import { quantityIn } from '../shop-data/products.ts';
import { MOST_LINES } from '../shop-data/sale-lines.ts';
import { originOf, type RStore } from '../store.ts';
import { type Row, resource, stamp } from './resource.ts';
import { saleFacts } from './sale-facts.ts';
import { saleLine } from './sale-lines.ts';
import { SHOPS } from './shops.ts';
import { movesStock, soldLines } from './sold-lines.ts';
import { setUpAt } from './table.ts';

const openings = (store: RStore) => store.sizes.items * SHOPS;

/** The sale and the line that a row of the log is about; undefined for an opening row. */
function sold(store: RStore, id: number) {
  const lineId = id - openings(store);
  if (lineId < 1) return undefined;
  const facts = saleFacts(store, Math.floor((lineId - 1) / MOST_LINES) + 1);
  return { lineId, facts, line: facts.lines[(lineId - 1) % MOST_LINES] };
}

/**
 * Why stock is what it is: for every item and shop, the quantity on hand is the sum of its rows. As made, the first rows
 * open the stock of each item in each shop, then each sold line has one; ids of lines that moved no stock are gaps.
 */
export const inventoryLog = resource({
  name: 'InventoryLog',
  key: 'inventoryLogID',
  scopes: ['inventory', 'inventory_read', 'product_cost'],
  sortable: ['inventoryLogID', 'itemID'],
  growing: ['createTime'],
  made: (store) => openings(store) + saleLine.made(store),
  isMade: (store, id) => {
    const about = sold(store, id);
    return !about || (about.line !== undefined && about.line.itemId !== 0 && movesStock(about.facts));
  },
  makeRow(store, id) {
    const about = sold(store, id);
    if (!about?.line) return openingRow(store, id);
    const { facts, line, lineId } = about;
    const saleId = Math.floor((lineId - 1) / MOST_LINES) + 1;
    return {
      ...logRow({
        itemID: line.itemId,
        shopID: facts.shop.number,
        employeeID: facts.employee,
        qohChange: -line.quantity,
      }),
      inventoryLogID: String(id),
      createTime: stamp(facts.at),
      reason: 'sale',
      automated: 'true',
      customerID: String(facts.customerId),
      saleID: String(saleId),
    };
  },
  makeField(store, id, field) {
    if (field !== 'itemID' || id > openings(store)) return undefined;
    return String(Math.floor((id - 1) / SHOPS) + 1);
  },
  madeWhere: {
    itemID: (store, itemId) => {
      const id = Number(itemId);
      if (!(id >= 1 && id <= store.sizes.items)) return [];
      const first = Array.from({ length: SHOPS }, (_, at) => (id - 1) * SHOPS + at + 1);
      return [
        ...first,
        ...soldLines(store)
          .ofItem(id)
          .map((lineId) => openings(store) + lineId),
      ];
    },
    saleID: (store, saleId) => {
      const first = openings(store) + (Number(saleId) - 1) * MOST_LINES + 1;
      return Number(saleId) >= 1 ? Array.from({ length: MOST_LINES }, (_, at) => first + at) : [];
    },
  },
  relations: {},
});

/** A row of the log with everything that is said of it; links that are not said are `0`. */
export function logRow(said: Record<string, number>): Row {
  const row: Row = {
    shopID: '0',
    employeeID: '0',
    itemID: '0',
    qohChange: '0',
    costChange: '0',
    createTime: '',
    automated: 'false',
    causedNegative: 'false',
    reason: '',
    customerID: '0',
    inventoryCountID: '0',
    itemImportID: '0',
    orderID: '0',
    saleID: '0',
    transferID: '0',
    vendorReturnID: '0',
  };
  for (const [name, value] of Object.entries(said)) row[name] = String(value);
  return row;
}

function openingRow(store: RStore, id: number): Row {
  const itemID = Math.floor((id - 1) / SHOPS) + 1;
  const shopID = ((id - 1) % SHOPS) + 1;
  const qohChange = quantityIn(originOf(store), itemID, shopID) + soldLines(store).quantity(itemID, shopID);
  return {
    ...logRow({ itemID, shopID, employeeID: 1, qohChange }),
    inventoryLogID: String(id),
    createTime: setUpAt(store),
    reason: 'manualAdjustQOH',
  };
}
