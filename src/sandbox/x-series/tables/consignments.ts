import { skuOf } from '../../shop-data/products.ts';
import { originOf } from '../../store.ts';
import { idOf, resource, stamp } from '../resource.ts';
import { suppliers } from './catalogue.ts';
import { outlets } from './outlets.ts';
import { products } from './products.ts';

/** Kinds of consignments, and all states of any kind (firm). */
export const types: ReadonlySet<string> = new Set(['SUPPLIER', 'OUTLET', 'RETURN', 'STOCKTAKE']);
export const statuses: ReadonlySet<string> = new Set([
  ...['OPEN', 'SENT', 'DISPATCHED', 'RECEIVED', 'CLOSED', 'CANCELLED', 'STOCKTAKE_SCHEDULED', 'STOCKTAKE_IN_PROGRESS'],
  ...['STOCKTAKE_IN_PROGRESS_PROCESSED', 'STOCKTAKE_COMPLETE'],
]);
/** In these nothing changes any more (a guess). */
export const over: ReadonlySet<string> = new Set(['RECEIVED', 'CLOSED', 'CANCELLED', 'STOCKTAKE_COMPLETE']);

const made = [
  { type: 'SUPPLIER', status: 'RECEIVED', name: 'Order - Mon 1 Sep' },
  { type: 'OUTLET', status: 'SENT', name: 'To the airport' },
  { type: 'RETURN', status: 'OPEN', name: 'Broken in transit' },
  { type: 'STOCKTAKE', status: 'STOCKTAKE_SCHEDULED', name: 'Inventory count' },
] as const;
/** Rows of a consignment as made. */
const LINES = 2;

export const consignments = resource({
  name: 'consignments',
  table: 16,
  made: () => made.length,
  row(store, number) {
    const { type, status, name } = made[number - 1] ?? made[0];
    const at = store.bornAt - (10 - number) * 86_400;
    const isBought = type === 'SUPPLIER' || type === 'RETURN';
    return {
      outlet_id: idOf(store, outlets, type === 'OUTLET' ? 2 : 1),
      name,
      type,
      status,
      consignment_date: stamp(at),
      due_at: null,
      received_at: status === 'RECEIVED' ? stamp(at + 86_400) : null,
      supplier_id: isBought ? idOf(store, suppliers, 1) : null,
      source_outlet_id: type === 'OUTLET' ? idOf(store, outlets, 1) : null,
      supplier_invoice: isBought ? `INV-${number}` : null,
      reference: `C${number}`,
      show_inactive: true,
      filters: [],
      total_count_gain: null,
      total_cost_gain: null,
      total_count_loss: null,
      total_cost_loss: null,
      created_at: stamp(at),
      updated_at: stamp(at + 3600),
      deleted_at: null,
    };
  },
});

export const consignmentProducts = resource({
  name: 'consignment_products',
  table: 17,
  made: ({ sizes }) => (sizes.items < LINES ? 0 : made.length * LINES),
  row(store, number) {
    const consignment = Math.floor((number - 1) / LINES) + 1;
    const product = ((number - 1) % LINES) + 1;
    const isReceived = consignment === 1;
    return {
      product_id: idOf(store, products, product),
      product_sku: skuOf(originOf(store), product),
      count: '10.00000',
      received: isReceived ? '10.00000' : '0.00000',
      cost: '5.00000',
      is_included: true,
      status: isReceived ? 'RECEIVE_SUCCESS' : 'PENDING',
      created_at: stamp(store.bornAt - 9 * 86_400),
      updated_at: stamp(store.bornAt - 9 * 86_400),
      deleted_at: null,
      _consignment: idOf(store, consignments, consignment),
    };
  },
  hides: ['id'],
});
