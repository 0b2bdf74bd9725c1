import { timeOf } from '../shop-data/calendar.ts';
import { type Customer, customerOf, isCustomerArchived } from '../shop-data/customers.ts';
import { localMidnight } from '../shop-data/zones.ts';
import { originOf, type RStore } from '../store.ts';
import { contactOfCustomer } from './contact.ts';
import { accountIdOfCustomer, creditAccount } from './credit-accounts.ts';
import { linked, never, type Row, resource, stamp } from './resource.ts';
import { customerType, discount, taxCategory } from './small-tables.ts';
import { customFieldValue, noteOr, ownedBy, tagsOf } from './written.ts';

export const customer = resource({
  name: 'Customer',
  key: 'customerID',
  scopes: ['customers', 'customers_read', 'register', 'reports', 'workbench', 'admin'],
  sortable: ['customerID', 'timeStamp', 'firstName', 'lastName'],
  growing: ['timeStamp', 'createTime'],
  made: (store) => store.sizes.customers,
  isArchivable: true,
  makeRow(store, id) {
    const made = customerOf(originOf(store), id);
    return {
      customerID: String(id),
      firstName: made.firstName,
      lastName: made.lastName,
      ...birthday(made),
      title: made.title,
      company: made.company,
      companyRegistrationNumber: '',
      vatNumber: made.vatNumber,
      createTime: stamp(made.createdAt),
      timeStamp: stamp(made.changedAt),
      archived: String(made.isArchived),
      creditAccountID: accountIdOfCustomer(id),
      customerTypeID: String(made.group),
      discountID: '0',
      taxCategoryID: '0',
    };
  },
  makeField(store, id, field) {
    if (field === 'archived') return String(isCustomerArchived(originOf(store), id));
    if (field === 'timeStamp') return stamp(timeOf(originOf(store), id, store.sizes.customers));
    return undefined;
  },
  relations: {
    Contact: contactOfCustomer,
    CustomerType: linked(() => customerType, 'customerTypeID'),
    Discount: linked(() => discount, 'discountID'),
    Note: noteOr((store, row) =>
      Number(row.customerID) > store.sizes.customers ? undefined : noteOf(store, Number(row.customerID)),
    ),
    TaxCategory: linked(() => taxCategory, 'taxCategoryID'),
    CreditAccount: linked(() => creditAccount, 'creditAccountID'),
    Tags: tagsOf(() => customer),
    CustomFieldValues: ownedBy(() => customer, customFieldValue, { value: never }),
  },
});

/** `dob` stands only where it is known; a date is midnight of the first shop's zone in UTC (recorded). */
function birthday({ birthday: day }: Customer): Row {
  return day ? { dob: stamp(localMidnight('America/Toronto', day.year, day.month, day.day)) } : {};
}

function noteOf(store: RStore, id: number): Row | undefined {
  const { note, changedAt } = customerOf(originOf(store), id);
  return note === '' ? undefined : { noteID: String(id), note, isPublic: 'false', timeStamp: stamp(changedAt) };
}
