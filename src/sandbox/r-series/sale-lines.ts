import { diceFor } from '../random.ts';
import { rowOf, rowsWhere } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { item } from './items.ts';
import { longNote } from './names.ts';
import { amount, linked, nested, noRows, type Row, resource, toOne } from './resource.ts';
import { type Line, lineCount, MOST_LINES, type SaleFacts, saleFacts, saleScopes } from './sale-facts.ts';
import { discount, itemFee, LINE_DISCOUNT, TAX_1, TAX_2, taxCategory, taxClass } from './small-tables.ts';

const saleOf = (lineId: number) => Math.floor((lineId - 1) / MOST_LINES) + 1;
/** Ids that rows as made may have below a sale. */
const idsOf = (saleId: number) => Array.from({ length: MOST_LINES }, (_, at) => (saleId - 1) * MOST_LINES + at + 1);
const numberOf = (lineId: number) => ((lineId - 1) % MOST_LINES) + 1;

/** Ids have gaps: five are set aside for each sale, and most sales have fewer lines. */
export const saleLine = resource({
  name: 'SaleLine',
  key: 'saleLineID',
  scopes: saleScopes,
  sortable: ['saleLineID', 'timeStamp', 'saleID'],
  growing: ['timeStamp', 'createTime', 'saleID'],
  made: (store) => store.sizes.sales * MOST_LINES,
  isMade: (store, id) => numberOf(id) <= lineCount(store, saleOf(id)),
  makeRow(store, id) {
    const facts = saleFacts(store, saleOf(id));
    return lineRow(store, saleOf(id), facts, facts.lines[numberOf(id) - 1] as Line);
  },
  makeField: (_, id, field) => (field === 'saleID' ? String(saleOf(id)) : undefined),
  madeWhere: { saleID: (_, saleId) => idsOf(Number(saleId)) },
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
});

/** Ids of the lines that the generator gives a sale, also one that is not made yet. */
export const lineIdsOf = (store: RStore, saleId: number): number[] => idsOf(saleId).slice(0, lineCount(store, saleId));

export const lineRowsOf = (store: RStore, saleId: number): Row[] =>
  rowsWhere(store, saleLine, 'saleID', String(saleId));

function lineRow(store: RStore, saleId: number, facts: SaleFacts, line: Line): Row {
  const id = (saleId - 1) * MOST_LINES + line.number;
  const dice = diceFor(store.seed, 'lineExtras', id);
  const [hasNote, hasFee, isOnAccount] = [dice.chance(0.03), dice.chance(0.05), dice.chance(0.05)];
  const account = { saleAccountID: id, creditAccountID: facts.customerId || 1, salePaymentID: 0, saleLineID: id };
  return {
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
    ...(hasFee ? { ItemFee: rowOf(store, itemFee, 1) } : {}),
    ...(isOnAccount ? { SalesAccounts: nested('SaleAccount', [textsOf(account)]) } : {}),
  };
}

const textsOf = (row: Record<string, number>): Row =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)]));
