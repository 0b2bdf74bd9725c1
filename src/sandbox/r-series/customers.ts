import { diceFor } from '../random.ts';
import type { RStore } from '../store.ts';
import { contactOfCustomer } from './contact.ts';
import { companies, firstNames, lastNames, longNote } from './names.ts';
import { linked, never, noRows, type Row, resource, stamp, toOne } from './resource.ts';
import { timeOf } from './row-times.ts';
import { customerType, discount, taxCategory } from './small-tables.ts';

const isMadeArchived = (store: RStore, id: number) => diceFor(store.seed, 'customerArchived', id).chance(0.03);

export const customer = resource({
  name: 'Customer',
  key: 'customerID',
  scopes: ['customers', 'customers_read', 'register', 'reports', 'workbench', 'admin'],
  sortable: ['customerID', 'timeStamp', 'firstName', 'lastName'],
  growing: ['timeStamp', 'createTime'],
  made: (store) => store.sizes.customers,
  isArchivable: true,
  makeRow(store, id) {
    const dice = diceFor(store.seed, 'customer', id);
    const at = timeOf(store, id, store.sizes.customers);
    return {
      customerID: String(id),
      firstName: dice.pick(firstNames),
      lastName: dice.pick(lastNames),
      ...birthday(store, id),
      title: dice.chance(0.1) ? 'Dr' : '',
      company: dice.chance(0.15) ? dice.pick(companies) : '',
      companyRegistrationNumber: '',
      vatNumber: dice.chance(0.05) ? `DE${100_000_000 + id}` : '',
      createTime: stamp(at - 3600),
      timeStamp: stamp(at),
      archived: String(isMadeArchived(store, id)),
      creditAccountID: '0',
      customerTypeID: dice.chance(0.8) ? '0' : String(1 + dice.below(2)),
      discountID: '0',
      taxCategoryID: '0',
    };
  },
  makeField: (store, id, field) => (field === 'archived' ? String(isMadeArchived(store, id)) : undefined),
  relations: {
    Contact: contactOfCustomer,
    CustomerType: linked(() => customerType, 'customerTypeID'),
    Discount: linked(() => discount, 'discountID'),
    Note: toOne((store, row) => noteOf(store, Number(row.customerID))),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID'),
    CreditAccount: never,
    Tags: noRows('Tag'),
    CustomFieldValues: noRows('CustomFieldValue', { value: never }),
  },
});

/** `dob` stands only where it is known; a date is midnight of the shop's zone in UTC (recorded). */
function birthday(store: RStore, id: number): Row {
  const dice = diceFor(store.seed, 'birthday', id);
  if (!dice.chance(0.2)) return {};
  const day = Date.UTC(1940 + dice.below(65), dice.below(12), 1 + dice.below(28), 5);
  return { dob: stamp(day / 1000) };
}

function noteOf(store: RStore, id: number): Row | undefined {
  const dice = diceFor(store.seed, 'customerNote', id);
  if (!dice.chance(0.2)) return undefined;
  const note = dice.chance(0.2) ? longNote(id) : 'Prefers e-mail. Name on the bell: "M. & J."';
  return { noteID: String(id), note, isPublic: 'false', timeStamp: stamp(timeOf(store, id, store.sizes.customers)) };
}
