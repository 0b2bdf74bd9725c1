import { customerCustomFields } from '../custom-fields.ts';
import { customer } from '../customers.ts';
import { customerType, discount, taxCategory } from '../small-tables.ts';
import { writeContact } from './contacts.ts';
import { writeNote } from './notes.ts';
import { writeCustomFields, writeTags } from './owned.ts';
import type { Action } from './place.ts';
import type { Writable } from './writable.ts';

export const customerWrites: Writable = {
  resource: customer,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['customers', 'admin'],
  defaults: () => ({
    firstName: '',
    lastName: '',
    title: '',
    company: '',
    companyRegistrationNumber: '',
    vatNumber: '',
    archived: 'false',
    creditAccountID: '0',
    customerTypeID: '0',
    discountID: '0',
    taxCategoryID: '0',
  }),
  computed: ['contactID', 'creditAccountID', 'noteID', 'employeeID', 'Tags'],
  links: { customerTypeID: () => customerType, discountID: () => discount, taxCategoryID: () => taxCategory },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  nested: ['Contact', 'Note', 'Tags', 'CustomFieldValues'],
  shows: ['Contact'],
  remove: 'archive',
  after(writing, change) {
    writeContact(writing, customer, change, { Addresses: { ContactAddress: noAddress } });
    writeNote(writing, customer, change);
    writeTags(writing, customer, change);
    writeCustomFields(writing, customer, customerCustomFields, change);
    writing.touch(customerWrites, change.id);
  },
};

/** A new customer has an address with nothing in it (documented). */
const noAddress = Object.fromEntries(
  ['address1', 'address2', 'city', 'state', 'stateCode', 'zip', 'country', 'countryCode'].map((name) => [name, '']),
);

/** Archives a customer and takes everything personal away; what was sold stays (firm; how names read then is unsure). */
export const anonymize: Action = {
  verb: 'DELETE',
  record: 'Customer',
  scopes: customerWrites.scopes,
  to: customerWrites,
  act(writing, id) {
    const gone = {
      firstName: 'Anonymous',
      lastName: 'Customer',
      title: '',
      company: '',
      vatNumber: '',
      archived: true,
    };
    const hidden = { noEmail: true, noPhone: true, noMail: true, Addresses: '', Phones: '', Emails: '', Websites: '' };
    writing.update(customerWrites, id, {
      ...gone,
      companyRegistrationNumber: '',
      dob: null,
      Contact: hidden,
      Note: '',
    });
    return { id, plain: true };
  },
};
