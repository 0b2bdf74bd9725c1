import { diceFor } from '../random.ts';
import { timeOf } from './catalog.ts';
import { companies, firstNames, lastNames } from './names.ts';
import { edited, nested, type Resource, stamp } from './resource.ts';

export const customer: Resource = {
  name: 'Customer',
  key: 'customerID',
  scopes: ['customers', 'customers_read', 'register', 'reports', 'workbench', 'admin'],
  sortable: ['customerID', 'timeStamp', 'firstName', 'lastName'],
  count: (store) => store.sizes.customers,
  row(store, id) {
    const dice = diceFor(store.seed, 'customer', id);
    const at = timeOf(store, id, store.sizes.customers);
    return edited(store, 'Customer', id, {
      customerID: String(id),
      firstName: dice.pick(firstNames),
      lastName: dice.pick(lastNames),
      title: dice.chance(0.1) ? 'Dr' : '',
      company: dice.chance(0.15) ? dice.pick(companies) : '',
      companyRegistrationNumber: '',
      vatNumber: dice.chance(0.05) ? `DE${100_000_000 + id}` : '',
      createTime: stamp(at - 3600),
      timeStamp: stamp(at),
      archived: String(dice.chance(0.03)),
      creditAccountID: '0',
      customerTypeID: '0',
      discountID: '0',
      taxCategoryID: '0',
    });
  },
  relations: {
    Contact: {
      many: false,
      load: (store, row) => {
        const id = Number(row.customerID);
        const dice = diceFor(store.seed, 'contact', id);
        const at = stamp(timeOf(store, id, store.sizes.customers));
        return {
          contactID: String(1000 + id),
          custom: '',
          noEmail: 'false',
          noPhone: 'false',
          noMail: 'false',
          Addresses: nested('ContactAddress', [
            {
              address1: `${1 + dice.below(200)} Harbour Road`,
              address2: '',
              city: 'Springfield',
              state: '',
              stateCode: '',
              zip: String(10_000 + dice.below(80_000)),
              country: 'Canada',
              countryCode: 'CA',
            },
          ]),
          Phones: dice.chance(0.4)
            ? ''
            : nested('ContactPhone', [
                { number: `555-01${String(dice.below(100)).padStart(2, '0')}`, useType: 'Mobile' },
              ]),
          Emails: dice.chance(0.3)
            ? ''
            : nested('ContactEmail', [{ address: `customer${id}@shop.example`, useType: 'Primary' }]),
          Websites: '',
          timeStamp: at,
        };
      },
    },
  },
};
