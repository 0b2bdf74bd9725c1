import { type Customer, customerOf, customerGroups as groupNames } from '../../shop-data/customers.ts';
import { Purpose } from '../../shop-data/dice.ts';
import { originOf } from '../../store.ts';
import { deletedBeside } from '../deleted-rows.ts';
import { idOf, resource, stamp } from '../resource.ts';

/** The group that everybody belongs to, with the code the official examples show. */
export const EVERYBODY = 1;

export const customerGroups = resource({
  name: 'customer_groups',
  table: 6,
  made: () => groupNames.length + 1,
  row(store, number) {
    const at = stamp(store.bornAt - 720 * 86_400 + number);
    const name = number === EVERYBODY ? 'All Customers' : (groupNames[number - 2] ?? '');
    return {
      name,
      group_id: number === EVERYBODY ? '1111111111' : `${name}-${number}`,
      retailer_id: store.retailerId,
      created_at: at,
      updated_at: at,
      deleted_at: null,
    };
  },
});

const YEAR = new Purpose('bought this year');
const LOYALTY = new Purpose('loyalty balance');

export const customers = resource({
  name: 'customers',
  table: 14,
  made: ({ sizes }) => sizes.customers + deletedBeside(sizes.customers),
  quick: {
    deleted_at: ({ sizes, bornAt }, number) => (number > sizes.customers ? stamp(bornAt) : null),
    customer_code: (store, number) => codeOf(number, customerOf(originOf(store), number)),
  },
  row(store, number) {
    const person = customerOf(originOf(store), number);
    const { firstName, lastName } = person;
    return {
      customer_code: codeOf(number, person),
      name: [firstName, lastName].filter((part) => part !== '').join(' ') || null,
      first_name: firstName || null,
      last_name: lastName || null,
      email: person.emails[0] ?? null,
      year_to_date: YEAR.below(50_000, store.seed, number) / 100,
      balance: 0,
      loyalty_balance: LOYALTY.below(2_000, store.seed, number) / 100,
      note: person.note || null,
      gender: null,
      ...born(person),
      company_name: person.company || null,
      do_not_email: person.refuses.email,
      phone: person.phones.find(({ use }) => use === 'home')?.number ?? null,
      mobile: person.phones.find(({ use }) => use === 'mobile')?.number ?? null,
      fax: null,
      twitter: null,
      website: person.website || null,
      physical_address_1: person.street,
      physical_address_2: null,
      physical_suburb: null,
      physical_city: person.town.city,
      physical_postcode: person.postalCode,
      physical_state: person.town.region || null,
      physical_country_id: person.town.countryCode,
      postal_address_1: null,
      postal_address_2: null,
      postal_suburb: null,
      postal_city: null,
      postal_postcode: null,
      postal_state: null,
      postal_country_id: null,
      customer_group_id: idOf(store, customerGroups, person.group + 1),
      enable_loyalty: true,
      custom_field_1: person.vatNumber || null,
      custom_field_2: null,
      custom_field_3: null,
      custom_field_4: null,
      on_account_limit: null,
      created_at: stamp(person.createdAt),
      updated_at: stamp(number > store.sizes.customers ? store.bornAt : person.changedAt),
      deleted_at: number > store.sizes.customers ? stamp(store.bornAt) : null,
    };
  },
});

/** Codes tell customers apart, whatever the shop wrote on its cards. */
const codeOf = (number: number, { code, lastName }: Customer) => code || `${lastName || 'UNNAMED'}-${number}`;

/** A date only where it is known. */
function born({ birthday }: Customer): { date_of_birth?: string } {
  if (!birthday) return {};
  const [month, day] = [birthday.month, birthday.day].map((part) => String(part).padStart(2, '0'));
  return { date_of_birth: `${birthday.year}-${month}-${day}` };
}
