import { diceFor } from '../random.ts';
import type { Store } from '../store.ts';
import { item } from './items.ts';
import { longNote } from './names.ts';
import { amount, edited, editedIds, linked, nested, noRows, type Resource, type Row, toOne } from './resource.ts';
import { type Line, lineCount, MOST_LINES, type SaleFacts, saleFacts, saleScopes } from './sale-facts.ts';
import { discount, itemFee, LINE_DISCOUNT, TAX_1, TAX_2, taxCategory, taxClass } from './small-tables.ts';

const saleOf = (lineId: number) => Math.floor((lineId - 1) / MOST_LINES) + 1;
const numberOf = (lineId: number) => ((lineId - 1) % MOST_LINES) + 1;

/** Ids have gaps: five are set aside for each sale, and most sales have fewer lines. */
export const saleLine: Resource = {
  name: 'SaleLine',
  key: 'saleLineID',
  scopes: saleScopes,
  sortable: ['saleLineID', 'timeStamp', 'saleID'],
  growing: ['timeStamp', 'createTime', 'saleID'],
  count: (store) => store.sizes.sales * MOST_LINES,
  exists: (store, id) => numberOf(id) <= lineCount(store, saleOf(id)),
  movedIds: (store) => editedIds(store, 'Sale').flatMap((saleId) => lineIdsOf(store, saleId)),
  row(store, id) {
    const facts = saleFacts(store, saleOf(id));
    return lineRow(store, saleOf(id), facts, facts.lines[numberOf(id) - 1] as Line);
  },
  relations: {
    Discount: linked(() => discount, 'discountID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID'),
    Note: toOne((_, row) =>
      row.noteID === '0'
        ? undefined
        : { noteID: row.noteID, note: longNote(Number(row.saleID)), isPublic: 'true', timeStamp: row.timeStamp },
    ),
    Item: linked(() => item, 'itemID'),
    InventorySales: noRows('InventorySale'),
  },
};

const lineIdsOf = (store: Store, saleId: number) =>
  Array.from({ length: lineCount(store, saleId) }, (_, at) => (saleId - 1) * MOST_LINES + at + 1);

export function lineRowsOf(store: Store, saleId: number): Row[] {
  const facts = saleFacts(store, saleId);
  return facts.lines.map((line) => lineRow(store, saleId, facts, line));
}

function lineRow(store: Store, saleId: number, facts: SaleFacts, line: Line): Row {
  const id = (saleId - 1) * MOST_LINES + line.number;
  const dice = diceFor(store.seed, 'lineExtras', id);
  const [hasNote, hasFee, isOnAccount] = [dice.chance(0.03), dice.chance(0.05), dice.chance(0.05)];
  const account = { saleAccountID: id, creditAccountID: facts.customerId || 1, salePaymentID: 0, saleLineID: id };
  return edited(store, 'SaleLine', id, {
    saleLineID: String(id),
    createTime: facts.createTime,
    timeStamp: facts.timeStamp,
    unitQuantity: String(line.quantity),
    unitPrice: amount(line.unit),
    normalUnitPrice: '0',
    discountAmount: '0',
    discountPercent: line.discount === 0 ? '0' : String(LINE_DISCOUNT),
    avgCost: amount(line.cost),
    fifoCost: amount(line.cost),
    tax: String(line.isTaxed),
    tax1Rate: String(TAX_1),
    tax2Rate: String(TAX_2),
    isLayaway: 'false',
    isWorkorder: 'false',
    isSpecialOrder: 'false',
    displayableSubtotal: amount(line.net),
    displayableUnitPrice: amount(line.unit),
    lineType: '',
    requireFullReservation: 'false',
    calcLineDiscount: amount(line.discount),
    calcTransactionDiscount: '0',
    calcTotal: amount(line.net + line.tax1 + line.tax2),
    calcSubtotal: amount(line.gross),
    calcTax1: amount(line.tax1),
    calcTax2: amount(line.tax2),
    taxClassID: '1',
    customerID: String(facts.customerId),
    discountID: line.discount === 0 ? '0' : '1',
    employeeID: String(facts.employeeId),
    itemID: String(line.itemId),
    noteID: hasNote ? String(id) : '0',
    parentSaleLineID: '0',
    shopID: String(facts.shopId),
    taxCategoryID: '1',
    saleID: String(saleId),
    itemFeeID: hasFee ? '1' : '0',
    ...(hasFee ? { ItemFee: itemFee.row(store, 1) } : {}),
    ...(isOnAccount ? { SalesAccounts: nested('SaleAccount', [textsOf(account)]) } : {}),
  });
}

const textsOf = (row: Record<string, number>): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
