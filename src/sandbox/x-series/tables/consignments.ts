import { idOf, resource, stamp } from '../resource.ts';
import { suppliers } from './catalogue.ts';
import { outlets } from './outlets.ts';

const made = [
  { type: 'SUPPLIER', status: 'RECEIVED', name: 'Order - Mon 1 Sep' },
  { type: 'OUTLET', status: 'SENT', name: 'To the airport' },
  { type: 'RETURN', status: 'OPEN', name: 'Broken in transit' },
  { type: 'STOCKTAKE', status: 'STOCKTAKE_SCHEDULED', name: 'Inventory count' },
] as const;

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
