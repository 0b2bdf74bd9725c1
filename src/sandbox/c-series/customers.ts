import { timeOf } from '../shop-data/calendar.ts';
import { type Customer, customerGroups, customerOf } from '../shop-data/customers.ts';
import type { Origin } from '../shop-data/origin.ts';
import { isCountry } from './countries.ts';
import { Refused } from './errors.ts';
import {
  always,
  choice,
  country,
  type Field,
  fixed,
  flag,
  language,
  link,
  list,
  stamps,
  text,
  time,
} from './fields.ts';
import { refuseTwice } from './joins.ts';
import { originOf } from './origin.ts';
import { type Row, resource, shortList } from './resource.ts';

const customerTime = (origin: Origin, id: number) => timeOf(origin, id, origin.customers);

/** Address fields, which customers and orders share: `addressBillingStreet` and so on. */
export function addressFields(kind: 'Billing' | 'Shipping'): Record<string, Field> {
  const names = ['Name', 'Street', 'Street2', 'Number', 'Extension', 'Zipcode', 'City', 'Region'];
  const texts = names.map((name) => [`address${kind}${name}`, text()] as const);
  return { ...Object.fromEntries(texts), [`address${kind}Country`]: country };
}

const addressOf = ({ id, emails }: Customer) => emails[0] ?? `customer${id}@shop.example`;
/** A shop on the web knows the address of each customer, even where the shop's other papers don't. */
export const emailOf = (origin: Origin, id: number) => addressOf(customerOf(origin, id));

export const customers = resource({
  name: 'customers',
  path: 'customers',
  one: 'customer',
  many: 'customers',
  group: 'customers',
  itemGroup: 'customers',
  growing: ['createdAt', 'updatedAt'],
  filters: { email: 'email', isConfirmed: 'isConfirmed', lastname: 'lastname', firstname: 'firstname' },
  fields: {
    ...stamps,
    isConfirmed: flag(true),
    type: choice(['private', 'company']),
    lastOnlineAt: fixed(time(null)),
    remoteIp: fixed(text('', false)),
    userAgent: fixed(text('', false)),
    referralId: always(false),
    gender: { ...choice(['', 'male', 'female']), show: (raw) => (raw === '' || raw === undefined ? false : raw) },
    birthDate: text('', false),
    nationalId: text(),
    email: text(),
    firstname: text(),
    middlename: text(),
    lastname: text(),
    phone: text(),
    mobile: text(),
    isCompany: flag(),
    companyName: text(),
    companyCoCNumber: text(),
    companyVatNumber: text(),
    ...addressFields('Billing'),
    addressShippingCompany: text('', false),
    ...addressFields('Shipping'),
    memo: text('', null),
    doNotifyRegistered: flag(),
    doNotifyConfirmed: flag(),
    doNotifyPassword: flag(),
    groups: {
      show: (_, row, view) =>
        view.tables.where('groupsCustomers', 'customer', row.id).length > 0 &&
        list(() => `groups/customers?customer=${row.id}`).show(undefined, row, view),
      initial: undefined,
    },
    invoices: list(({ id }) => `invoices?customer=${id}`),
    orders: list(({ id }) => `orders?customer=${id}`),
    reviews: list(({ id }) => `reviews?customer=${id}`),
    shipments: list(({ id }) => `shipments?customer=${id}`),
    tickets: list(({ id }) => `tickets?customer=${id}`),
    metafields: list(({ id }) => `customers/${id}/metafields`),
    login: list(({ id }) => `customers/${id}/login`),
    language,
  },
  made: (store) => store.sizes.customers,
  makeRow: (store, id) => madeCustomer(originOf(store), id, store.languages[id % store.languages.length] ?? ''),
  makeField(store, id, field) {
    if (field === 'updatedAt') return customerTime(originOf(store), id);
    return field === 'createdAt' ? customerTime(originOf(store), id) - 3600 : undefined;
  },
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['email'],
    prepare(row, before) {
      const email = String(row.email);
      if (email !== (before?.email ?? '') && !/^[^\s@]+@[^\s@]+$/.test(email))
        throw new Refused({ email: ['This value is not a valid email address.'] });
    },
    unfollow(row, edit) {
      for (const name of ['groupsCustomers', 'customersMetafields'])
        for (const below of edit.where(name, 'customer', row.id)) edit.remove(name, below);
    },
  },
});

function madeCustomer(origin: Origin, id: number, languageCode: string): Row {
  const one = customerOf(origin, id);
  const [street = '', number = ''] = [one.street.replace(/^\d+ /, ''), /^\d+/.exec(one.street)?.[0] ?? ''];
  const { birthday } = one;
  const code = one.town.countryCode.toLowerCase();
  const address = (kind: 'Billing' | 'Shipping') => ({
    [`address${kind}Name`]: `${one.firstName} ${one.lastName}`,
    [`address${kind}Street`]: street,
    [`address${kind}Street2`]: '',
    [`address${kind}Number`]: number,
    [`address${kind}Extension`]: id % 9 === 0 ? 'B' : '',
    [`address${kind}Zipcode`]: one.postalCode,
    [`address${kind}City`]: one.town.city,
    [`address${kind}Region`]: one.town.region,
    [`address${kind}Country`]: isCountry(code) ? code : '',
  });
  return {
    id,
    createdAt: one.createdAt,
    updatedAt: one.changedAt,
    isConfirmed: id % 11 !== 0,
    type: one.company === '' ? 'private' : 'company',
    lastOnlineAt: id % 3 === 0 ? one.changedAt : 0,
    remoteIp: '',
    userAgent: '',
    gender: '',
    birthDate: birthday
      ? `${birthday.year}-${String(birthday.month).padStart(2, '0')}-${String(birthday.day).padStart(2, '0')}`
      : '',
    nationalId: '',
    email: addressOf(one),
    firstname: one.firstName,
    middlename: id % 8 === 0 ? 'van' : '',
    lastname: one.lastName,
    phone: one.phones.find(({ use }) => use === 'home')?.number ?? '',
    mobile: one.phones.find(({ use }) => use === 'mobile')?.number ?? '',
    isCompany: one.company !== '',
    companyName: one.company,
    companyCoCNumber: '',
    companyVatNumber: one.vatNumber,
    ...address('Billing'),
    addressShippingCompany: one.company,
    ...address('Shipping'),
    memo: one.note,
    doNotifyRegistered: false,
    doNotifyConfirmed: false,
    doNotifyPassword: false,
    language: languageCode,
  };
}

export const groups = shortList({
  name: 'groups',
  path: 'groups',
  one: 'group',
  many: 'groups',
  group: 'customers',
  fields: { ...stamps, title: text(), customers: list(({ id }) => `groups/customers?group=${id}`) },
  rows: customerGroups.map((title) => ({ title })),
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['title'],
    unfollow(row, edit) {
      for (const join of edit.where('groupsCustomers', 'group', row.id)) edit.remove('groupsCustomers', join);
    },
  },
});

/** A customer is in one group at most as made; the join has the customer's number. */
export const groupsCustomers = resource({
  name: 'groupsCustomers',
  path: 'groups/customers',
  one: 'groupsCustomer',
  many: 'groupsCustomers',
  group: 'customers',
  filters: { group: 'group', customer: 'customer' },
  fields: { group: link('groups'), customer: link('customers') },
  made: (store) => store.sizes.customers,
  isMade: (store, id) => customerOf(originOf(store), id).group !== 0,
  makeRow: (store, id) => ({
    id,
    group: String(customerOf(originOf(store), id).group),
    customer: String(id),
  }),
  makeField: (_, id, field) => (field === 'customer' ? String(id) : undefined),
  madeWhere: { customer: (_, value) => [Number(value)] },
  writes: {
    verbs: ['create', 'remove'],
    required: ['group', 'customer'],
    prepare: (row, _, edit) => refuseTwice('groupsCustomers', ['group', 'customer'], row, edit),
  },
});
