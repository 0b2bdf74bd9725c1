import { vendors } from '../shop-data/vocabulary/companies.ts';
import type { RStore } from '../store.ts';
import { nested, noRows, type Row, toOne } from './resource.ts';
import { setUpAt, table } from './table.ts';

/** Contacts of vendors lie behind those of shops and employees. */
const FIRST_CONTACT = 200;

export const vendor = table(
  'Vendor',
  (store) =>
    vendors.map(({ name, accountNumber }, at) => ({
      name,
      archived: 'false',
      accountNumber,
      priceLevel: '',
      updatePrice: 'true',
      updateCost: 'true',
      updateDescription: 'true',
      shareSellThrough: 'false',
      timeStamp: setUpAt(store),
      b2bSellerUID: '',
      purchasingCurrency: { code: 'CAD', symbol: '$', rate: '1' },
      contactID: String(FIRST_CONTACT + at + 1),
      Reps: '',
    })),
  {
    sortable: ['timeStamp', 'name'],
    isArchivable: true,
    relations: { Contact: toOne((store, row) => contactOf(store, row)), Reps: noRows('VendorRep') },
  },
);

function contactOf(store: RStore, row: Row): Row {
  return {
    contactID: row.contactID,
    custom: '',
    noEmail: 'false',
    noPhone: 'false',
    noMail: 'false',
    timeStamp: setUpAt(store),
    Addresses: '',
    Phones: '',
    Emails: nested('ContactEmail', [{ address: `orders${row.vendorID}@vendor.example`, useType: 'Primary' }]),
    Websites: '',
  };
}
