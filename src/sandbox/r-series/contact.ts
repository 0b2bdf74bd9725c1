import { timeOf } from '../shop-data/calendar.ts';
import { customerOf } from '../shop-data/customers.ts';
import { type Shop, shops } from '../shop-data/shops.ts';
import { originOf, type RStore } from '../store.ts';
import { nested, type Relation, type Row, stamp } from './resource.ts';
import { contactOr, FIRST_CUSTOMER_CONTACT } from './written.ts';

const phoneTypes = { mobile: 'Mobile', home: 'Home' };

/** Contact of a customer: each list empty, with one row or with two. */
function customerContact(store: RStore, customerId: number): Row {
  const { emails, phones, website, street, town, postalCode, refuses, code, changedAt } = customerOf(
    originOf(store),
    customerId,
  );
  return {
    contactID: String(FIRST_CUSTOMER_CONTACT + customerId),
    custom: code,
    noEmail: String(refuses.email),
    noPhone: String(refuses.phone),
    noMail: String(refuses.mail),
    timeStamp: stamp(changedAt),
    Addresses: nested('ContactAddress', [
      {
        address1: street,
        address2: '',
        city: town.city,
        state: town.region,
        stateCode: town.regionCode,
        zip: postalCode,
        country: town.country,
        countryCode: town.countryCode,
      },
    ]),
    Phones: nested(
      'ContactPhone',
      phones.map(({ number, use }) => ({ number, useType: phoneTypes[use] })),
    ),
    Emails: nested(
      'ContactEmail',
      emails.map((address, at) => ({ address, useType: at === 0 ? 'Primary' : 'Secondary' })),
    ),
    Websites: website === '' ? '' : nested('ContactWebsite', [{ url: website }]),
  };
}

/** The id of a customer's contact: as made, or as it was given with the first write. */
const contactIdOf = (row: Row) => Number(row.contactID ?? FIRST_CUSTOMER_CONTACT + Number(row.customerID));

export const contactOfCustomer: Relation = contactOr(contactIdOf, (store, row) =>
  customerContact(store, Number(row.customerID)),
);

/** Contact of a shop. The first one has an e-mail address, the others none. */
export function shopContact(store: RStore, shopId: number): Row {
  const { street, city, region, regionCode, postalCode, country, countryCode, phone } = (shops[shopId - 1] ??
    shops[0]) as Shop;
  return {
    contactID: String(shopId),
    custom: '',
    noEmail: 'false',
    noPhone: 'false',
    noMail: 'false',
    timeStamp: stamp(timeOf(originOf(store), shopId, 300)),
    Addresses: nested('ContactAddress', [
      {
        address1: street,
        address2: '',
        city,
        state: region,
        stateCode: regionCode,
        zip: postalCode,
        country,
        countryCode,
      },
    ]),
    Phones: nested('ContactPhone', [{ number: phone, useType: 'Work' }]),
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
