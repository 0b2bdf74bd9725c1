import { isTaxed, priceCents } from '../../shop-data/products.ts';
import { originOf } from '../../store.ts';
import { idOf, money, resource, stamp } from '../resource.ts';
import { customerGroups, EVERYBODY } from './customers.ts';
import { products } from './products.ts';
import { NO_TAX, taxes } from './taxes.ts';

/** Every tenth product has a price of its own for the trade. */
const TRADE_EVERY = 10;
const TRADE_GROUP = 3;

export const priceBooks = resource({
  name: 'price_books',
  table: 18,
  made: () => 2,
  row: (store, number) => ({
    name: number === 1 ? 'General Price Book (All Products)' : 'Trade −15 %',
    type: number === 1 ? 'BASE' : 'GENERAL',
    customer_group_id: idOf(store, customerGroups, number === 1 ? EVERYBODY : TRADE_GROUP),
    outlet_id: null,
    valid_from: null,
    valid_to: null,
    restrict_to_platform_key: '1',
    restrict_to_platform_label: 'In Store',
    created_at: stamp(store.bornAt - 700 * 86_400),
    updated_at: stamp(store.bornAt - 700 * 86_400),
    deleted_at: null,
  }),
});

export const priceBookProducts = resource({
  name: 'price_book_products',
  table: 19,
  made: ({ sizes }) => sizes.items + Math.ceil(sizes.items / TRADE_EVERY),
  madeWhere: {
    price_book_id(store, id) {
      const { items } = store.sizes;
      const [from, until] =
        id === idOf(store, priceBooks, 1) ? [1, items] : [items + 1, items + Math.ceil(items / TRADE_EVERY)];
      return id === idOf(store, priceBooks, 1) || id === idOf(store, priceBooks, 2)
        ? Array.from({ length: until - from + 1 }, (_, at) => from + at)
        : [];
    },
  },
  row(store, number) {
    const { items } = store.sizes;
    const isTrade = number > items;
    const product = isTrade ? (number - items - 1) * TRADE_EVERY + 1 : number;
    const price = priceCents(originOf(store), product);
    return {
      product_id: idOf(store, products, product),
      price_book_id: idOf(store, priceBooks, isTrade ? 2 : 1),
      price: money(isTrade ? Math.round(price * 0.85) : price),
      default_display_price: money(price),
      tax_id: idOf(store, taxes, isTaxed(originOf(store), product) ? 2 : NO_TAX),
      loyalty_value: null,
      min_units: null,
      max_units: null,
      created_at: stamp(store.bornAt - 700 * 86_400),
      updated_at: stamp(store.bornAt - 700 * 86_400),
      deleted_at: null,
    };
  },
});
