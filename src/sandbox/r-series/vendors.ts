import { vendors } from '../shop-data/vocabulary/companies.ts';
import type { RStore } from '../store.ts';
import { nested, type Row, toMany } from './resource.ts';
import { setUpAt, table } from './table.ts';
import { contactOr } from './written.ts';

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
    relations: {
      Contact: contactOr(({ contactID }) => Number(contactID), contactOf),
      Reps: toMany('VendorRep', (_, row) => repsOf(row)),
    },
  },
);

const repsOf = ({ vendorID }: Row): Row[] => (vendorID === '1' ? [{ firstName: 'Ruth', lastName: 'Berger' }] : []);

const address = {
  address1: '12 Quay Street',
  address2: '',
  city: 'Springfield',
  state: 'Quebec',
  stateCode: 'QC',
  zip: '10002',
  country: 'Canada',
  countryCode: 'CA',
};

/** The first vendor can be reached in every way, the others by e-mail. */
function contactOf(store: RStore, row: Row): Row {
  const isFirst = row.vendorID === '1';
  return {
    contactID: row.contactID,
    custom: '',
    noEmail: 'false',
    noPhone: 'false',
    noMail: 'false',
    timeStamp: setUpAt(store),
    Addresses: nested('ContactAddress', isFirst ? [address] : []),
    Phones: nested('ContactPhone', isFirst ? [{ number: '555-0142', useType: 'Work' }] : []),
    Emails: nested('ContactEmail', [{ address: `orders${row.vendorID}@vendor.example`, useType: 'Primary' }]),
    Websites: nested('ContactWebsite', isFirst ? [{ url: 'https://vendor.example' }] : []),
  };
}
