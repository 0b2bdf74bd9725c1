import { rowsWhere } from '../rows/rows.ts';
import { linked, type Resource, type Row, resource, toMany } from './resource.ts';
import { keyOf } from './table.ts';

/** What merchants wrote down beside the fields that every account has, and what may be chosen there. */
export interface CustomFields {
  field: Resource;
  choice: Resource;
}

const field = (type: string, name: string, rest: Row = {}): Row => ({
  type,
  name,
  uom: '',
  decimalPrecision: '0',
  archived: 'false',
  ...rest,
});

/** Each owner has lists of its own, under the same names of rows and ids. */
function customFieldsOf(owner: string, scopes: string[], fields: Row[], choices: Row[]): CustomFields {
  const choice = resource({
    name: `${owner}CustomFieldChoice`,
    element: 'CustomFieldChoice',
    key: keyOf('CustomFieldChoice'),
    scopes,
    sortable: ['customFieldChoiceID', 'timeStamp'],
    growing: [],
    made: () => choices.length,
    makeRow: (_, id) => ({ customFieldChoiceID: String(id), value: '', canBeDeleted: 'true', ...choices[id - 1] }),
    relations: { CustomField: linked(() => owned, 'customFieldID') },
  });
  const owned = resource({
    name: `${owner}CustomField`,
    element: 'CustomField',
    key: keyOf('CustomField'),
    scopes,
    sortable: ['customFieldID', 'timeStamp', 'name'],
    growing: [],
    isArchivable: true,
    made: () => fields.length,
    makeRow: (_, id) => ({ customFieldID: String(id), ...fields[id - 1] }),
    relations: {
      CustomFieldChoices: toMany('CustomFieldChoice', (store, row) =>
        rowsWhere(store, choice, 'customFieldID', String(row.customFieldID)),
      ),
    },
  });
  return { field: owned, choice };
}

export const itemCustomFields = customFieldsOf(
  'Item',
  ['inventory', 'inventory_read', 'product_edit'],
  [field('integer', 'Shelf'), field('float', 'Weight', { uom: 'kg', decimalPrecision: '3' }), field('text', 'Origin')],
  [],
);

export const customerCustomFields = customFieldsOf(
  'Customer',
  ['customers', 'customers_read'],
  [
    field('boolean', 'Newsletter', { default: 'false' }),
    field('integer', 'Shoe size'),
    field('multi_choice', 'Interests', { default: '' }),
  ],
  ['Running', 'Climbing', 'Été'].map((name) => ({ name, customFieldID: '3' })),
);

export const orderCustomFields = customFieldsOf(
  'Order',
  ['purchase_orders'],
  [field('text', 'Container'), field('single_choice', 'Priority', { default: '' })],
  ['Low', 'High'].map((name) => ({ name, customFieldID: '2' })),
);
