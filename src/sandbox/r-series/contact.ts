import { diceFor } from '../random.ts';
import type { RStore } from '../store.ts';
import { cities, streets } from './names.ts';
import { nested, type Relation, type Row, stamp, toOne } from './resource.ts';
import { timeOf } from './row-times.ts';

/** Customers' contacts have ids of their own, above those of shops. */
export const FIRST_CUSTOMER_CONTACT = 1000;

/** Contact of a customer: each list empty, with one row or with two. */
function customerContact(store: RStore, customerId: number): Row {
  const dice = diceFor(store.seed, 'contact', customerId);
  const phones = [
    { number: `555-01${String(dice.below(100)).padStart(2, '0')}`, useType: 'Mobile' },
    { number: `+1 555 01${String(dice.below(100)).padStart(2, '0')} ext. ${dice.below(90)}`, useType: 'Home' },
  ].slice(0, dice.pick([0, 0, 1, 1, 2]));
  const emails = [
    { address: `customer${customerId}@shop.example`, useType: 'Primary' },
    { address: `customer${customerId}+second@mail.example`, useType: 'Secondary' },
  ].slice(0, dice.pick([0, 1, 1, 2]));
  return {
    contactID: String(FIRST_CUSTOMER_CONTACT + customerId),
    custom: '',
    noEmail: String(dice.chance(0.3)),
    noPhone: 'false',
    noMail: 'false',
    timeStamp: stamp(timeOf(store, customerId, store.sizes.customers)),
    Addresses: nested('ContactAddress', [
      {
        address1: `${1 + dice.below(200)} ${dice.pick(streets)}`,
        address2: '',
        city: dice.pick(cities),
        state: '',
        stateCode: '',
        zip: String(10_000 + dice.below(80_000)),
        country: 'Canada',
        countryCode: 'CA',
      },
    ]),
    Phones: nested('ContactPhone', phones),
    Emails: nested('ContactEmail', emails),
    Websites: dice.chance(0.1) ? nested('ContactWebsite', [{ url: `https://www${customerId}.example` }]) : '',
  };
}

export const contactOfCustomer: Relation = toOne((store, row) => customerContact(store, Number(row.customerID)));

/** Contact of a shop. The first one has an e-mail address, the others none. */
export function shopContact(store: RStore, shopId: number): Row {
  return {
    contactID: String(shopId),
    custom: '',
    noEmail: 'false',
    noPhone: 'false',
    noMail: 'false',
    timeStamp: stamp(timeOf(store, shopId, 300)),
    Addresses: nested('ContactAddress', [
      {
        address1: `${shopId} Harbour Road`,
        address2: '',
        city: 'Springfield',
        state: 'Quebec',
        stateCode: 'QC',
        zip: '10001',
        country: 'Canada',
        countryCode: 'CA',
      },
    ]),
    Phones: '',
    Emails: shopId === 1 ? nested('ContactEmail', [{ address: 'shop@shop.example', useType: 'Primary' }]) : '',
    Websites: '',
  };
}

/** Names by which filters reach into a contact's lists (firm). */
const phoneUses: Record<string, string> = {
  phoneHome: 'Home',
  phoneWork: 'Work',
  mobile: 'Mobile',
  pager: 'Pager',
  fax: 'Fax',
};

export const contactFilters = ['email', ...Object.keys(phoneUses)];

/** Values of a contact under a filter's name, e.g. all e-mail addresses for `email`. */
export function contactValues(contact: Row, name: string): string[] {
  const rowsOf = (list: string, rowName: string) =>
    [((contact[list] || {}) as Record<string, Row | Row[]>)[rowName] ?? []].flat();
  if (name === 'email') return rowsOf('Emails', 'ContactEmail').map(({ address }) => String(address));
  const use = phoneUses[name];
  return rowsOf('Phones', 'ContactPhone')
    .filter(({ useType }) => useType === use)
    .map(({ number }) => String(number));
}
