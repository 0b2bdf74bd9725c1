import { rowOf, rowsWhere } from '../rows/rows.ts';
import { Purpose } from '../shop-data/dice.ts';
import { type Line, lineCount, MOST_LINES } from '../shop-data/sale-lines.ts';
import { type Sale, taxCentsOf } from '../shop-data/sales.ts';
import { longNote } from '../shop-data/vocabulary/texts.ts';
import { originOf, type RStore } from '../store.ts';
import { accountIdOfGiftCard } from './credit-accounts.ts';
import { item } from './items.ts';
import { amount, linked, nested, noRows, type Row, resource, stamp } from './resource.ts';
import { exactAmount, saleFacts, saleScopes, saleStamp } from './sale-facts.ts';
import { discount, itemFee, rateText, taxCategory, taxCategoryIdOf, taxClass } from './small-tables.ts';
import { soldLines } from './sold-lines.ts';
import { noteOr } from './written.ts';

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
  isMade: (store, id) => numberOf(id) === 1 || numberOf(id) <= lineCount(originOf(store), saleOf(id)),
  makeRow(store, id) {
    const facts = saleFacts(store, saleOf(id));
    return lineRow(store, facts, facts.lines[numberOf(id) - 1] as Line);
  },
  makeField(store, id, field) {
    if (field === 'saleID') return String(saleOf(id));
    return field === 'timeStamp' ? saleStamp(store, saleOf(id)) : undefined;
  },
  madeWhere: {
    saleID: (_, saleId) => idsOf(Number(saleId)),
    itemID: (store, itemId) => soldLines(store).ofItem(Number(itemId)),
  },
  relations: {
    Discount: linked(() => discount, 'discountID'),
    TaxClass: linked(() => taxClass, 'taxClassID'),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID'),
    Note: noteOr((_, row) =>
      row.noteID === '0'
        ? undefined
        : { noteID: row.noteID, note: longNote(Number(row.saleID)), isPublic: 'true', timeStamp: row.timeStamp },
    ),
    Item: linked(() => item, 'itemID'),
    InventorySales: noRows('InventorySale'),
  },
});

/** Ids of the lines that the generator gives a sale, also one that is not made yet. */
export const lineIdsOf = (store: RStore, saleId: number): number[] =>
  idsOf(saleId).slice(0, lineCount(originOf(store), saleId));

export const lineRowsOf = (store: RStore, saleId: number): Row[] =>
  rowsWhere(store, saleLine, 'saleID', String(saleId));

const NOTE = new Purpose('note of a line');
const FEE = new Purpose('fee of a line');

/**
 * A line as it goes out. Where prices hold the taxes, subtotals called `calc` are taken to be without them and those called
 * `displayable` with them (not known; no such sale was ever seen).
 */
function lineRow(store: RStore, facts: Sale, line: Line): Row {
  const id = (facts.id - 1) * MOST_LINES + line.number;
  const hasNote = NOTE.chance(0.03, store.seed, id);
  const hasFee = line.giftCard === 0 && FEE.chance(0.05, store.seed, id);
  const [one, two] = facts.shop.taxes;
  const taxUnits = line.tax1 + line.tax2;
  const withinCents = facts.shop.taxInclusive ? taxCentsOf(facts, line) : 0;
  const at = stamp(facts.at);
  return {
    saleLineID: String(id),
    createTime: stamp(facts.createdAt),
    timeStamp: at,
    unitQuantity: String(line.quantity),
    unitPrice: amount(line.unitCents),
    normalUnitPrice: '0',
    discountAmount: '0',
    discountPercent: String(line.discountPercent / 100),
    avgCost: amount(line.costCents),
    fifoCost: amount(line.costCents),
    tax: String(line.isTaxed),
    tax1Rate: rateText(one.rate),
    tax2Rate: rateText(two.rate),
    isLayaway: String(facts.kind === 'layaway'),
    isWorkorder: 'false',
    isSpecialOrder: 'false',
    displayableSubtotal: amount(line.grossCents - line.discountCents),
    displayableUnitPrice: amount(line.unitCents),
    lineType: '',
    requireFullReservation: 'false',
    calcLineDiscount: amount(line.discountCents),
    calcTransactionDiscount: amount(line.saleDiscountCents),
    calcTotal: exactAmount(line.netCents, facts.shop.taxInclusive ? 0 : taxUnits),
    calcSubtotal: amount(line.grossCents - withinCents),
    calcTax1: exactAmount(0, line.tax1),
    calcTax2: exactAmount(0, line.tax2),
    taxClassID: '1',
    customerID: String(facts.customerId),
    discountID: line.discountPercent === 0 ? '0' : '1',
    employeeID: String(facts.employee),
    itemID: String(line.itemId),
    noteID: hasNote ? String(id) : '0',
    parentSaleLineID: String(line.refundedLine === 0 ? 0 : (facts.refundedSaleId - 1) * MOST_LINES + line.refundedLine),
    shopID: String(facts.shop.number),
    taxCategoryID: taxCategoryIdOf(facts.shop),
    saleID: String(facts.id),
    itemFeeID: hasFee ? '1' : '0',
    ...(hasFee ? { ItemFee: rowOf(store, itemFee, 1) } : {}),
    ...(line.giftCard > 0 ? { SalesAccounts: nested('SaleAccount', [accountOf(store, id, line)]) } : {}),
  };
}

/** The gift card that a line sells. */
const accountOf = (store: RStore, lineId: number, { giftCard }: Line): Row => ({
  saleAccountID: String(lineId),
  creditAccountID: accountIdOfGiftCard(store, giftCard),
  salePaymentID: '0',
  saleLineID: String(lineId),
});
