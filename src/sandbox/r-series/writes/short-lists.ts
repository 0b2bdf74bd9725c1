import { rowsWhere } from '../../rows/rows.ts';
import { creditAccount } from '../credit-accounts.ts';
import type { CustomFields } from '../custom-fields.ts';
import { customer } from '../customers.ts';
import { employee } from '../employees.ts';
import { item } from '../items.ts';
import { saleLine } from '../sale-lines.ts';
import { shop } from '../shops.ts';
import { priceLevel, season, serialized } from '../small-tables.ts';
import { tag } from '../tags.ts';
import { vendor } from '../vendors.ts';
import { tagRelation } from '../written.ts';
import { writeContact } from './contacts.ts';
import { Refused } from './refused.ts';
import type { Writable } from './writable.ts';

const NAME = { name: 'name cannot be blank.' };
const CHANGED = { changed: 'timeStamp' };

export const vendorWrites: Writable = {
  resource: vendor,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['vendors', 'admin_inventory', 'inventory'],
  required: NAME,
  defaults: () => ({
    name: '',
    archived: 'false',
    accountNumber: '',
    priceLevel: '',
    updatePrice: 'false',
    updateCost: 'false',
    updateDescription: 'false',
    shareSellThrough: 'false',
    b2bSellerUID: '',
    contactID: '0',
    Reps: '',
  }),
  computed: ['contactID'],
  stamps: CHANGED,
  nested: ['Contact'],
  remove: 'archive',
  after: (writing, change) => writeContact(writing, vendor, change),
};

export const tagWrites: Writable = {
  resource: tag,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['tags', 'inventory', 'customers'],
  required: NAME,
  defaults: () => ({ name: '' }),
  check(writing, { id, fields }) {
    const [same] = fields.name === undefined ? [] : rowsWhere(writing.store, tag, 'name', String(fields.name));
    if (same && same.tagID !== String(id))
      throw new Refused(`A tag named ${String(fields.name).slice(0, 100)} exists.`);
  },
  remove(writing, id) {
    for (const row of rowsWhere(writing.store, tagRelation, 'tagID', String(id)))
      writing.remove(tagRelation, Number(row.tagRelationID));
    writing.remove(tag, id);
  },
};

export const seasonWrites: Writable = {
  resource: season,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['inventory', 'admin_inventory'],
  required: NAME,
  defaults: () => ({ name: '' }),
  remove: 'delete',
};

export const priceLevelWrites: Writable = {
  resource: priceLevel,
  verbs: ['PUT'],
  scopes: ['inventory', 'admin'],
  required: NAME,
  defaults: () => ({}),
  only: ['name', 'archived'],
  check(_, { before, fields }) {
    if (fields.archived === 'true' && before?.canBeArchived !== 'true')
      throw new Refused('This price level cannot be archived.');
  },
  remove: 'archive',
};

/**
 * People who are created here can't sign in: that takes a password, which the API doesn't know. Who is locked out can't use
 * their tokens any more (firm); nobody can lock themselves out (unsure).
 */
export const employeeWrites: Writable = {
  resource: employee,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['admin_employees', 'admin'],
  required: { lastName: 'lastName cannot be blank.' },
  defaults: () => ({
    firstName: '',
    lastName: '',
    lockOut: 'false',
    archived: 'false',
    contactID: '0',
    clockInEmployeeHoursID: '0',
    employeeRoleID: '0',
    limitToShopID: '0',
    lastShopID: '0',
    lastSaleID: '0',
    lastRegisterID: '0',
  }),
  computed: ['contactID', 'systemUserID'],
  links: { limitToShopID: () => shop, lastShopID: () => shop },
  check(writing, { id, fields }) {
    if (fields.lockOut === 'true' && id === writing.employee.id) throw new Refused('You cannot lock yourself out.');
  },
  stamps: CHANGED,
  nested: ['Contact'],
  shows: ['Contact'],
  remove: 'archive',
  after: (writing, change) => writeContact(writing, employee, change),
};

export const serializedWrites: Writable = {
  resource: serialized,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['inventory', 'product_edit'],
  required: { serial: 'serial cannot be blank.' },
  defaults: () => ({
    colorName: '',
    sizeName: '',
    serial: '',
    description: '',
    itemID: '0',
    saleLineID: '0',
    customerID: '0',
  }),
  links: { itemID: () => item, saleLineID: () => saleLine, customerID: () => customer },
  stamps: CHANGED,
  remove: 'delete',
};

/** Accounts of customers, and gift cards. Sales move their balance, nobody writes it (unsure). */
export const creditAccountWrites: Writable = {
  resource: creditAccount,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['customers', 'register', 'admin'],
  defaults: (_, sent) => ({
    name: sent.giftCard === 'true' ? 'Gift Card' : 'Customer Credit Account',
    code: '',
    creditLimit: '0',
    description: '',
    giftCard: 'false',
    archived: 'false',
    customerID: '0',
    balance: '0',
  }),
  computed: ['balance'],
  links: { customerID: () => customer },
  stamps: CHANGED,
  remove: 'archive',
  check(writing, { id, fields, before }) {
    const isCard = (fields.giftCard ?? before?.giftCard) === 'true';
    if (!before && isCard && String(fields.code ?? '') === '') throw new Refused('code cannot be blank.');
    if (before && fields.giftCard !== undefined) throw new Refused('giftCard cannot be changed.');
    const code = String(fields.code ?? '');
    const [same] = code === '' ? [] : rowsWhere(writing.store, creditAccount, 'code', code);
    if (same && same.creditAccountID !== String(id)) throw new Refused('A gift card with this code exists.');
  },
  after(writing, { id, before, fields }) {
    const customerId = Number(fields.customerID ?? 0);
    if (!before && fields.giftCard === 'false' && customerId > 0)
      writing.put(customer, customerId, { creditAccountID: String(id), timeStamp: writing.at });
  },
};

const FIELD_TYPES = [
  ...['string', 'text', 'url', 'email', 'datetime', 'date', 'boolean', 'integer', 'float'],
  ...['single_choice', 'multi_choice'],
];

/** Custom fields of a kind of record, and what may be chosen in them. */
export function customFieldWrites({ field, choice }: CustomFields, scopes: string[]): [Writable, Writable] {
  const fields: Writable = {
    resource: field,
    verbs: ['POST', 'PUT', 'DELETE'],
    scopes,
    required: NAME,
    defaults: () => ({ type: 'string', name: '', uom: '', decimalPrecision: '0', archived: 'false' }),
    choices: { type: FIELD_TYPES },
    remove: 'archive',
    check(_, { before, fields: written }) {
      if (before && written.type !== undefined) throw new Refused('type cannot be changed.');
    },
  };
  const choices: Writable = {
    resource: choice,
    verbs: ['POST', 'PUT', 'DELETE'],
    scopes,
    required: NAME,
    defaults: (_, sent) => ({ value: sent.name ?? '', name: '', canBeDeleted: 'true', customFieldID: '0' }),
    computed: ['canBeDeleted', 'customFieldID'],
    stamps: CHANGED,
    remove: 'delete',
    check(writing, { fields: written, before }) {
      const type = writing.field(field, Number(written.customFieldID ?? before?.customFieldID), 'type');
      if (!type.endsWith('_choice')) throw new Refused('Only a custom field of choices has choices.');
    },
  };
  return [fields, choices];
}
