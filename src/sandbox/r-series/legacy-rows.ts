import { rowOf } from '../rows/rows.ts';
import { productOf } from '../shop-data/products.ts';
import { originOf, type RStore } from '../store.ts';
import { nested, type Row } from './resource.ts';
import { rightNames } from './scopes.ts';
import { taxCategory, taxClass } from './small-tables.ts';

type More = (row: Row, store: RStore) => Row;

/** What rows of a name show in the older API only (recorded). */
const everywhere: Record<string, More> = {
  Item: () => ({ itemECommerceID: '0' }),
  ItemMatrix: () => ({ itemECommerceID: '0' }),
  Employee: () => ({ accessPin: '' }),
  EmployeeRight: ({ name }) => ({ employeeRightID: String(4 * (rightNames.indexOf(String(name)) + 1)) }),
  Sale: (row, store) => (row.completed === 'true' && row.SaleLines ? { TaxClassTotals: taxTotals(row, store) } : {}),
};

/** What they show where they hang below another row (recorded). */
const belowOthers: Record<string, More> = {
  Item: ({ itemID, itemMatrixID }, store) => ({
    itemAttributesID: itemMatrixID === '0' ? '0' : itemID,
    noteID: productOf(originOf(store), Number(itemID)).note === '' ? '0' : itemID,
  }),
  ItemShop: ({ onLayaway, onSpecialOrder, onWorkorder }) => ({
    m: { layaways: onLayaway, specialorders: onSpecialOrder, workorders: onWorkorder },
  }),
  Vendor: () => ({
    integrationName: '',
    integrationLogin: '',
    integrationPassword: '',
    integrationAccount: '',
    integrationEnabled: '0',
  }),
  Shop: () => ({ vendorID: '0' }),
};

/** The body of a reply as the older API sends it. */
export const asLegacy = (store: RStore, body: object): object => withMore(store, body as Row, false);

function withMore(store: RStore, row: Row, isBelow: boolean): Row {
  const fields = Object.entries(row).map(([name, value]) => {
    const isRows = /^[A-Z]/.test(name) && typeof value === 'object' && value !== null;
    return [name, isRows ? shown(store, name, value, isBelow) : value];
  });
  return Object.fromEntries(fields);
}

function shown(store: RStore, name: string, value: object, isBelow: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => (isRow(one) ? shown(store, name, one, isBelow) : one));
  const row = value as Row;
  const more = { ...everywhere[name]?.(row, store), ...(isBelow ? belowOthers[name]?.(row, store) : {}) };
  // A container of rows is no row: what hangs in it is as deep as the container itself.
  return { ...more, ...withMore(store, row, true) };
}

const isRow = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Taxes of a completed sale by class: a row for each rate that was charged. Rates are percents here, amounts aren't rounded. */
function taxTotals(sale: Row, store: RStore): unknown {
  const lines = [(sale.SaleLines as { SaleLine: Row | Row[] }).SaleLine].flat();
  const category = rowOf(store, taxCategory, Number(sale.taxCategoryID) || 1);
  const classes = [...new Set(lines.map(({ taxClassID }) => String(taxClassID)))].filter((id) => id !== '0');
  const rows = classes.flatMap((id) =>
    [1, 2].flatMap((n) => {
      const taxed = lines.filter((line) => line.taxClassID === id && Number(line[`calcTax${n}`]) !== 0);
      if (taxed.length === 0) return [];
      const sum = (field: string) =>
        String(Math.round(1e5 * taxed.reduce((all, one) => all + Number(one[field]), 0)) / 1e5);
      return {
        id,
        name: String(rowOf(store, taxClass, Number(id)).name),
        taxable: sum('calcSubtotal'),
        rate: String(Math.round(Number(taxed[0]?.[`tax${n}Rate`]) * 1e6) / 1e4),
        amount: sum(`calcTax${n}`),
        taxname: String(category[`tax${n}Name`]),
        subtotal: sum('calcSubtotal'),
      };
    }),
  );
  return nested('Tax', rows);
}
