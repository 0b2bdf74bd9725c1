import { highestId } from '../rows/rows.ts';
import type { Dice } from '../shop-data/dice.ts';
import type { CStore } from '../store.ts';
import { type Edit, edit } from './edit.ts';
import { textIn } from './fields.ts';
import { takenFrom } from './made-orders.ts';
import { placeOrder } from './place-order.ts';
import type { Row } from './resource.ts';
import { resources } from './resources.ts';
import { Tables } from './tables.ts';

/** One thing that happens in a shop; the id of the row it happened to, undefined when there is no such row. */
type Change = (store: CStore, dice: Dice, atSeconds: number) => number | undefined;

/** Tries to meet a row before it gives up. */
const TRIES = 50;

/** A row of a resource that is still there, by the dice. */
function anyRow(edit: Edit, name: string, dice: Dice, fits: (row: Row) => boolean = () => true): Row | undefined {
  const highest = highestId(edit.store, edit.of(name));
  for (let tries = 0; highest > 0 && tries < TRIES; tries += 1) {
    const row = edit.row(name, 1 + dice.below(highest));
    if (row && fits(row)) return row;
  }
  return undefined;
}

/** A change that the merchant or a buyer makes, not a client of the API. */
const happens =
  (channel: Edit['channel'], make: (edit: Edit, dice: Dice) => Row | undefined): Change =>
  (store, dice, nowSeconds) => {
    const row = edit(new Tables(store, resources), { nowSeconds, channel }, (draft) => make(draft, dice));
    return row && Number(row.id);
  };

/** What merchants and buyers do all day, by the names of the control interface. */
export const changes: Record<'edits' | 'archives' | 'voids' | 'sales' | 'deletes', Change> = {
  edits: happens('backoffice', (draft, dice) => {
    const product = anyRow(draft, 'products', dice);
    if (!product) return undefined;
    const before = textIn(product.title, draft.store.languages[0] ?? '').split(' (changed')[0];
    return draft.change('products', product, { title: `${before} (changed ${dice.below(1e6)})` });
  }),
  /** C-Series knows no archive: a product is hidden. */
  archives: happens('backoffice', (draft, dice) => {
    const product = anyRow(draft, 'products', dice, ({ isVisible }) => isVisible === true);
    return product && draft.change('products', product, { visibility: 'hidden' });
  }),
  voids: happens('backoffice', (draft, dice) => {
    const order = anyRow(draft, 'orders', dice, ({ status }) => status !== 'cancelled');
    return order && draft.change('orders', order, { status: 'cancelled' });
  }),
  sales: happens('shop', (draft, dice) => {
    const variant = anyRow(draft, 'variants', dice, ({ priceIncl }) => Number(priceIncl) >= 0);
    if (!variant) return undefined;
    const other =
      dice.below(2) === 0 ? anyRow(draft, 'variants', dice, ({ priceIncl }) => Number(priceIncl) >= 0) : undefined;
    const wanted = other && other.id !== variant.id ? [variant, other] : [variant];
    const customer = anyRow(draft, 'customers', dice);
    return placeOrder(
      draft,
      wanted.map((one) => ({ variant: one, quantity: 1 + dice.below(2) })),
      {
        ...(customer ? takenFrom(customer) : {}),
        customer: String(customer?.id ?? 0),
        status: 'processing_awaiting_shipment',
        paymentStatus: 'paid',
        paymentId: 'creditcard',
        paymentTitle: 'Credit card',
      },
    );
  }),
  deletes: happens('backoffice', (draft, dice) => {
    const product = anyRow(draft, 'products', dice);
    if (product) draft.remove('products', product);
    return product;
  }),
};
