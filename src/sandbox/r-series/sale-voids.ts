import { saleKind } from '../shop-data/sale-kinds.ts';
import { saleOf } from '../shop-data/sales.ts';
import { originOf } from '../store.ts';
import { resource, stamp } from './resource.ts';

/** Why and by whom a sale was voided. As made, the void of a sale has the sale's id, so that ids have gaps. */
export const saleVoid = resource({
  name: 'SaleVoid',
  key: 'saleVoidID',
  scopes: ['admin_void_sale', 'register', 'register_read'],
  sortable: ['saleVoidID', 'saleID'],
  growing: ['createTime', 'saleID'],
  made: (store) => store.sizes.sales,
  isMade: (store, id) => saleKind(originOf(store), id) === 'voided',
  makeRow(store, id) {
    const { at, employee, shop } = saleOf(originOf(store), id);
    return {
      saleVoidID: String(id),
      reason: id % 2 === 0 ? 'Wrong item' : 'Customer changed their mind',
      createTime: stamp(at + 300),
      saleID: String(id),
      employeeID: String(employee),
      shopID: String(shop.number),
    };
  },
  madeWhere: { saleID: (_, saleId) => [Number(saleId)] },
  relations: {},
});
