import type { XStore } from '../../store.ts';
import { idOf, money, resource, stamp } from '../resource.ts';
import { customers } from './customers.ts';
import { outlets, registers } from './outlets.ts';
import { products } from './products.ts';
import { sales } from './sales.ts';
import { NO_TAX, taxes } from './taxes.ts';
import { users } from './users.ts';

/** Ids of quotes and service orders are numbers as text (firm). */
const longId = (number: number) => String(1_597_631_805_443_080_000n + BigInt(number));

const few = (wanted: number, of: (store: XStore) => number) => (store: XStore) => Math.min(wanted, of(store));

export const quotes = resource({
  name: 'quotes',
  table: 24,
  made: few(3, ({ sizes }) => Math.min(sizes.items, sizes.customers)),
  row(store, number) {
    const id = longId(number);
    const at = stamp(store.bornAt - number * 86_400);
    return {
      id,
      status: 'QUOTE_STATUS_OPEN',
      customer_id: idOf(store, customers, number),
      register_id: idOf(store, registers, 1),
      retailer_id: store.retailerId,
      user_id: idOf(store, users, 1),
      outlet_id: idOf(store, outlets, 1),
      total_tax: 0,
      loyalty: null,
      total_price: money(1000 * number),
      grand_total: money(1000 * number),
      expired_at: stamp(store.bornAt + 30 * 86_400),
      short_code: `qt${number}`,
      note: null,
      created_at: at,
      updated_at: at,
      deleted_at: null,
      products: [
        {
          id: longId(100 + number),
          product_id: idOf(store, products, number),
          quote_id: id,
          price: money(1000),
          discount: 0,
          tax: 0,
          tax_id: idOf(store, taxes, NO_TAX),
          product_tax_components: [],
          quantity: number,
          sequence: 0,
          note: '',
          salesperson_id: idOf(store, users, 1),
        },
      ],
      sales_ids: null,
    };
  },
  hides: ['version'],
});

export const services = resource({
  name: 'services',
  table: 25,
  made: few(2, ({ sizes }) => Math.min(sizes.sales, sizes.customers)),
  row(store, number) {
    const at = new Date((store.bornAt - number * 86_400) * 1000).toISOString();
    return {
      id: longId(200 + number),
      retailer_id: store.retailerId,
      sale_id: idOf(store, sales, number),
      status: 'JOB_STATUS_NEW',
      created_at: at,
      updated_by: idOf(store, users, 1),
      updated_at: at,
      agenda: { date: at, minutes_scheduled: 60 * number },
      deleted_at: null,
      _customer: number,
    };
  },
  hides: ['version', 'deleted_at'],
});

/** The thing that a service order is about, and what was said about it. */
export const serviceItem = (number: number) => ({
  itemId: longId(300 + number),
  itemName: number === 1 ? 'red bike' : 'café grinder',
  serialNumber: `SN-${number}`,
  description: 'brought in by its owner',
  initialCondition: 'scratched',
});

export const serviceNote = (store: XStore, number: number) => ({
  id: longId(400 + number),
  serviceId: longId(200 + number),
  body: 'Call before noon; "no mail".',
  location: 'Shelf 3',
  serviceStatus: 'JOB_STATUS_NEW',
  createdAt: new Date((store.bornAt - number * 86_400) * 1000).toISOString(),
  userId: idOf(store, users, 1),
});

export const promotions = resource({
  name: 'promotions',
  table: 28,
  made: few(2, ({ sizes }) => sizes.items),
  row: (store, number) => ({
    id: longId(500 + number),
    name: number === 1 ? 'Two for less' : 'Spring −10 %',
    description: '',
    start_time: stamp(store.bornAt - 30 * 86_400),
    end_time: stamp(store.bornAt + 365 * 86_400),
    condition: {
      type: 'product_set',
      min_quantity: 1,
      include: [{ field: 'product_id', value: idOf(store, products, number) }],
    },
    action: { type: 'basic_percent_discount', value: 0.1 },
    loyalty_multiplier: 1,
    outlet_ids: [],
    channels: ['POS'],
    customer_group_ids: [],
    status: 'active',
    use_promo_code: false,
    deleted_at: null,
  }),
  hides: ['version', 'deleted_at'],
});
