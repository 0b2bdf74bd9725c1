import type { Edit } from './edit.ts';
import { BadValue, refuse } from './errors.ts';
import { type Field, flag, link, shown, text, textIn, time, type View, whole } from './fields.ts';
import { fromCents, toCents, withoutTax } from './money.ts';
import { type Row, shortList } from './resource.ts';

const snakeStamps = {
  created_at: shown((row, view) => time().show(row.createdAt, row, view)),
  updated_at: shown((row, view) => time().show(row.updatedAt, row, view)),
};

const person = ['email', 'firstname', 'middlename', 'lastname', 'phone', 'mobile', 'company'];
const place = ['name', 'street', 'street2', 'number', 'extension', 'zipcode', 'city', 'region', 'country'];

/** An object of texts, those that are named; null for none. */
const texts = (names: readonly string[]): Field => ({
  show: (raw) => raw ?? null,
  read(sent) {
    if (sent === null || sent === false) return null;
    if (typeof sent !== 'object') throw new BadValue('This value should be an object.');
    const known = names.filter((name) => name === 'id' || typeof (sent as Row)[name] === 'string');
    const given = known.map((name) => [name, (sent as Row)[name]] as const);
    return Object.fromEntries(given.filter(([, value]) => typeof value === 'string' || typeof value === 'number'));
  },
  initial: null,
});

/** The way to send or to pay: `{id}`, or the id alone. */
const method: Field = {
  show: (raw) => (raw === '' || raw === undefined ? null : raw),
  read(sent) {
    if (sent === null || sent === false) return '';
    const id = typeof sent === 'object' ? (sent as Row).id : sent;
    if (typeof id !== 'string' && typeof id !== 'number') throw new BadValue('This value should be an id.');
    return String(id);
  },
  initial: '',
};

/**
 * What a buyer has in the basket; an order is made of it. No envelope, and names in another style than elsewhere (firm). What a
 * client must send is unsure: here somebody with an e-mail address, and something to buy.
 */
export const checkouts = shortList({
  name: 'checkouts',
  path: 'checkouts',
  one: 'checkout',
  many: 'checkouts',
  isBare: true,
  group: 'orders',
  fields: {
    ...snakeStamps,
    order_id: { show: (raw) => (Number(raw) > 0 ? Number(raw) : null), initial: '0' },
    step: shown((row, view) => stepOf(row, view)),
    mode: {
      ...text('guest'),
      read(sent) {
        if (sent === 'guest' || sent === 'account') return sent;
        throw new BadValue('This value should be one of guest, account.');
      },
    },
    customer: texts(['id', ...person]),
    billing_address: texts(place),
    shipping_address: texts(place),
    shipment_method: method,
    payment_method: method,
    discount: { show: () => false, initial: undefined },
    comment: text(),
    newsletter: flag(),
    terms: flag(),
    notifications: flag(),
    memo: text('', null),
  },
  rows: [
    { mode: 'guest', comment: 'Checkout for “later”', newsletter: true },
    { mode: 'guest', comment: '' },
  ],
  writes: {
    verbs: ['create', 'update', 'remove'],
    prepare(_, before) {
      if (Number(before?.order_id ?? 0) > 0) refuse('order_id', 'An order was made of this checkout.');
    },
    unfollow(row, edit) {
      for (const product of edit.where('checkoutsProducts', 'checkout', row.id))
        edit.remove('checkoutsProducts', product);
    },
  },
});

function stepOf(row: Row, { tables }: View): string {
  if (Number(row.order_id) > 0) return 'done';
  if (tables.where('checkoutsProducts', 'checkout', row.id).length === 0) return 'cart';
  return row.payment_method ? 'review' : row.shipment_method ? 'payment' : row.customer ? 'shipment' : 'details';
}

export const checkoutsProducts = shortList({
  name: 'checkoutsProducts',
  path: 'checkouts/{checkout}/products',
  one: 'checkoutProduct',
  many: 'checkoutProducts',
  isBare: true,
  group: 'orders',
  fields: {
    cart_id: shown(({ checkout }) => Number(checkout)),
    product_id: shown((row, { tables }) => Number(tables.row('variants', row.variant_id)?.product ?? 0)),
    variant_id: { ...link('variants'), show: (raw) => Number(raw) },
    quantity: whole(1),
    price_excl: shown((row, view) => priceOf(row, view).excl),
    price_incl: shown((row, view) => priceOf(row, view).incl),
    tax_rate: shown((row, view) => priceOf(row, view).rate),
    title: shown((row, view) => titlesOf(row, view)[0]),
    fulltitle: shown((row, view) => titlesOf(row, view).join(' - ')),
    stock_available: shown((row, { tables }) => isInStock(tables.row('variants', row.variant_id), row)),
  },
  rows: (store) =>
    store.sizes.items === 0
      ? []
      : [
          { checkout: '1', variant_id: '1', quantity: 2 },
          { checkout: '2', variant_id: '1', quantity: 1 },
        ],
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['variant_id'],
    prepare(row, _, edit) {
      if (Number(row.quantity) < 1) refuse('quantity', 'This value should be 1 or more.');
      refuseWhenOrdered(row, edit);
    },
    unfollow: refuseWhenOrdered,
  },
});

function refuseWhenOrdered({ checkout }: Row, edit: Edit): void {
  if (Number(edit.row('checkouts', checkout)?.order_id) > 0) refuse('checkout', 'An order was made of this checkout.');
}

export const isInStock = (variant: Row | undefined, { quantity }: Row) =>
  variant !== undefined && (variant.stockTracking !== 'enabled' || Number(variant.stockLevel) >= Number(quantity));

function priceOf(row: Row, { tables }: View): { incl: number; excl: number; rate: number } {
  const variant = tables.row('variants', row.variant_id);
  const rate = Number(tables.row('taxes', variant?.tax)?.rate ?? 0);
  const cents = toCents(Number(variant?.priceIncl ?? 0));
  return { incl: fromCents(cents), excl: fromCents(withoutTax(cents, rate)), rate };
}

function titlesOf(row: Row, { tables, language }: View): string[] {
  const variant = tables.row('variants', row.variant_id);
  const titles = [tables.row('products', variant?.product)?.title, variant?.title];
  return titles.map((title) => textIn(title, language));
}
