import { shopOfRegister } from '../shop-data/sales.ts';
import { resource, stamp } from './resource.ts';

export const register = resource({
  name: 'Register',
  key: 'registerID',
  scopes: [],
  sortable: ['registerID'],
  growing: [],
  isArchivable: true,
  made: (store) => store.registers,
  makeRow: (store, id) => ({
    registerID: String(id),
    name: `Register ${id}`,
    open: 'true',
    openTime: stamp(store.bornAt),
    archived: 'false',
    tipEnabled: 'false',
    openEmployeeID: '1',
    shopID: String(shopOfRegister(id)),
    ccTerminalID: '0',
  }),
  relations: {},
});
