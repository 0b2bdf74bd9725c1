import { isObject, type JsonObject } from '../json-object.ts';

/**
 * Lists inside a record: what holds the list, and what one of its rows is called. Source: samples of recorded and
 * documented replies. One row comes as an object, many as an array, none as `""` or not at all (firm for both APIs).
 */
const listRowNames = new Map(
  Object.entries({
    Addresses: 'ContactAddress',
    CustomFieldValues: 'CustomFieldValue',
    Emails: 'ContactEmail',
    EmployeeRights: 'EmployeeRight',
    Images: 'Image',
    InventorySales: 'InventorySale',
    ItemComponents: 'ItemComponent',
    ItemFeeCategories: 'ItemFeeCategory',
    ItemPrices: 'ItemPrice',
    Items: 'Item',
    ItemShelfLocations: 'ItemShelfLocation',
    ItemShops: 'ItemShop',
    ItemVendorNums: 'ItemVendorNum',
    OrderLines: 'OrderLine',
    Phones: 'ContactPhone',
    Prices: 'ItemPrice',
    ProcessingFees: 'ProcessingFee',
    purchasingCurrencies: 'purchasingCurrency',
    RegisterCountAmounts: 'RegisterCountAmount',
    Registers: 'Register',
    Reps: 'VendorRep',
    SaleAccounts: 'SaleAccount',
    SaleLines: 'SaleLine',
    SaleNotes: 'SaleNote',
    SalesAccounts: 'SaleAccount',
    SalePayments: 'SalePayment',

    ShelfLocations: 'ShelfLocation',
    Signatures: 'SalePaymentSignature',
    TagRelations: 'TagRelation',
    Tags: 'Tag',
    TaxCategoryClasses: 'TaxCategoryClass',
    TaxClassTotals: 'Tax',
    VendorReturnItems: 'VendorReturnItem',
    Websites: 'ContactWebsite',
  }),
);

/**
 * A record with each of its known lists as an array, whatever the reply made of it; everything else untouched, so that
 * nothing is lost: `{ItemShops: {ItemShop: {qoh: '3'}}}` becomes `{ItemShops: {ItemShop: [{qoh: '3'}]}}`. What needs no
 * change is not copied: most records come back as they are.
 */
export function normalise(record: JsonObject): JsonObject {
  let result = record;
  for (const name of Object.keys(record)) {
    const value = record[name];
    const normal = normaliseValue(name, value);
    if (normal === value) continue;
    if (result === record) result = { ...record };
    result[name] = normal;
  }
  return result;
}

function normaliseValue(name: string, value: unknown): unknown {
  if (value !== '' && typeof value !== 'object') return value;
  const rowName = listRowNames.get(name);
  if (rowName && (value === '' || isObject(value))) return normaliseList(rowName, value);
  if (isObject(value)) return normalise(value);
  return Array.isArray(value) ? normaliseRows(value) : value;
}

function normaliseList(rowName: string, value: '' | JsonObject): JsonObject {
  if (value === '') return { [rowName]: [] };
  const beside = normalise(value);
  const rows = normaliseRows(asRows(value[rowName]));
  return rows === beside[rowName] ? beside : { ...beside, [rowName]: rows };
}

function normaliseRows(rows: unknown[]): unknown[] {
  const normal = rows.map((row) => (isObject(row) ? normalise(row) : row));
  return normal.every((row, at) => row === rows[at]) ? rows : normal;
}

/** One row, many rows, an empty text or nothing: always an array. */
export function asRows(value: unknown): unknown[] {
  if (value === undefined || value === '') return [];
  return Array.isArray(value) ? value : [value];
}
