import { rowsWhere } from '../../rows/rows.ts';
import type { Row } from '../resource.ts';
import { shop } from '../shops.ts';
import { customerType, discount, manufacturer, paymentType, taxCategory, taxClass } from '../small-tables.ts';
import { taxCategoryClass } from '../written.ts';
import { type Fields, rowsIn } from './body.ts';
import { writeContact } from './contacts.ts';
import { Refused } from './refused.ts';
import { textOf } from './values.ts';
import type { Writable } from './writable.ts';
import type { Writing } from './writing.ts';

const NAME = { name: 'name cannot be blank.' };
const CHANGED = { changed: 'timeStamp' };
const BOTH = { created: 'createTime', changed: 'timeStamp' };

export const manufacturerWrites: Writable = {
  resource: manufacturer,
  verbs: ['POST', 'PUT'],
  scopes: ['manufacturers', 'admin_inventory', 'inventory'],
  required: NAME,
  defaults: () => ({ name: '' }),
  stamps: BOTH,
  remove: 'delete',
};

export const taxClassWrites: Writable = {
  resource: taxClass,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['admin_purchases', 'admin'],
  required: NAME,
  defaults: () => ({ name: '' }),
  stamps: CHANGED,
  remove: 'delete',
};

export const taxCategoryWrites: Writable = {
  resource: taxCategory,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['admin_purchases', 'admin'],
  required: { tax1Name: 'tax1Name cannot be blank.' },
  defaults: () => ({ isTaxInclusive: 'false', tax1Name: '', tax2Name: '', tax1Rate: '0', tax2Rate: '0' }),
  stamps: CHANGED,
  check(_, { fields }) {
    for (const rate of ['tax1Rate', 'tax2Rate'])
      if (Number(fields[rate] ?? 0) < 0 || Number(fields[rate] ?? 0) > 1)
        throw new Refused(`${rate} must be from 0 to 1.`);
  },
  nested: ['TaxCategoryClasses'],
  after(writing, { id, sent }) {
    for (const one of rowsIn(sent.TaxCategoryClasses, 'TaxCategoryClass')) writeClassRates(writing, id, one);
  },
  remove: 'delete',
};

/** Rates for one tax class, in place of those of the category (unsure which fields this record has). */
function writeClassRates(writing: Writing, categoryId: number, sent: Fields): void {
  const taxClassID = textOf('integer', 'taxClassID', sent.taxClassID, 'UTC');
  if (!writing.exists(taxClass, Number(taxClassID))) throw new Refused(`taxClassID ${taxClassID} does not exist.`);
  const known = rowsWhere(writing.store, taxCategoryClass, 'taxCategoryID', String(categoryId)).find(
    (row) => row.taxClassID === taxClassID,
  );
  const rates: Row = {};
  for (const rate of ['tax1Rate', 'tax2Rate']) {
    rates[rate] = Object.hasOwn(sent, rate) ? textOf('float', rate, sent[rate], 'UTC') : (known?.[rate] ?? '0');
    if (Number(rates[rate]) < 0 || Number(rates[rate]) > 1) throw new Refused(`${rate} must be from 0 to 1.`);
  }
  const fields = { ...rates, timeStamp: writing.at, taxCategoryID: String(categoryId), taxClassID };
  if (known) writing.put(taxCategoryClass, Number(known.taxCategoryClassID), fields);
  else writing.add(taxCategoryClass, fields);
}

export const discountWrites: Writable = {
  resource: discount,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['admin_purchases', 'admin'],
  required: NAME,
  defaults: () => ({
    name: '',
    discountAmount: '0',
    discountPercent: '0',
    requireCustomer: 'false',
    archived: 'false',
    sourceID: '0',
  }),
  stamps: BOTH,
  remove: 'archive',
};

export const customerTypeWrites: Writable = {
  resource: customerType,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['customers', 'admin'],
  required: NAME,
  defaults: () => ({ name: '', taxCategoryID: '0', discountID: '0' }),
  links: { taxCategoryID: () => taxCategory, discountID: () => discount },
  remove: 'delete',
};

/** The types that the system itself works with stay as they are, but for their names (unsure how far). */
export const paymentTypeWrites: Writable = {
  resource: paymentType,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['admin_purchases', 'admin'],
  required: NAME,
  defaults: () => ({
    name: '',
    requireCustomer: 'false',
    archived: 'false',
    internalReserved: 'false',
    type: 'user defined',
    refundAsPaymentTypeID: '0',
  }),
  computed: ['internalReserved', 'type'],
  links: { refundAsPaymentTypeID: () => paymentType },
  check(_, { before, fields }) {
    if (before?.internalReserved === 'true' && fields.archived === 'true')
      throw new Refused('A reserved payment type cannot be archived.');
  },
  remove: 'archive',
};

const DEFAULT_ZONE = 'America/Toronto';

export const shopWrites: Writable = {
  resource: shop,
  verbs: ['POST', 'PUT'],
  scopes: ['admin_shops', 'admin'],
  required: NAME,
  defaults: () => ({
    name: '',
    serviceRate: '0',
    timeZone: DEFAULT_ZONE,
    taxLabor: 'false',
    labelTitle: 'Shop Name',
    labelMsrp: 'false',
    archived: 'false',
    companyRegistrationNumber: '',
    vatNumber: '',
    zebraBrowserPrint: 'true',
    contactID: '0',
    taxCategoryID: '0',
    receiptSetupID: '0',
    ccGatewayID: '0',
    gatewayConfigID: '',
    priceLevelID: '1',
  }),
  computed: ['contactID', 'receiptSetupID', 'ccGatewayID', 'gatewayConfigID'],
  choices: { labelTitle: ['No Title', 'Shop Name', 'Website', 'Phone', 'Custom'] },
  links: { taxCategoryID: () => taxCategory },
  stamps: CHANGED,
  check(_, { before, fields }) {
    // A zone that is not known is left as it was (documented in an example that misspells one).
    if ('timeZone' in fields && !isZone(String(fields.timeZone)))
      fields.timeZone = String(before?.timeZone ?? DEFAULT_ZONE);
  },
  after: (writing, change) => writeContact(writing, shop, change),
  nested: ['Contact'],
  shows: ['Contact'],
  remove: 'archive',
};

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
