import { nextId } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { fieldsOf } from '../body-fields.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import { type ListWrites, listWrites, wholeRow, withoutReply } from '../list-writes.ts';
import { withoutCardNumbers } from '../luhn.ts';
import { type Call, invalid, nothing, type Operation, operation, type Reply } from '../operation.ts';
import { isLive, write } from '../pen.ts';
import { idOf, numberIn, type Row } from '../resource.ts';
import { customerGroups, customers, EVERYBODY } from '../tables/customers.ts';

const read = ['customers:read'];
const scopes = ['customers:write'];

export const customerWrites: ListWrites = {
  scopes,
  table: 'CustomerBase',
  defaults: (store) => ({
    ...noText,
    first_name: null,
    last_name: null,
    customer_group_id: idOf(store, customerGroups, EVERYBODY),
    enable_loyalty: true,
    do_not_email: false,
    year_to_date: 0,
    balance: 0,
    loyalty_balance: 0,
    on_account_limit: null,
  }),
  shaped(store, given, before) {
    const fields = blanked(given);
    const { first_name, last_name } = { ...before, ...fields };
    const name = [first_name, last_name].filter((part) => part !== null && part !== undefined && part !== '').join(' ');
    const code = fields.customer_code || before?.customer_code || freshCode(store, name);
    if (isTaken(store, String(code), before)) throw invalid(`customer_code ${code} belongs to another customer.`);
    const group = fields.customer_group_id;
    if (group !== undefined && !isLive(store, customerGroups, numberIn(store, customerGroups, group)))
      throw invalid(`customer_group_id ${group} is not a customer group.`);
    return { ...fields, name: name || null, customer_code: code };
  },
  created: wholeRow(201),
  updated: wholeRow(200),
  removed: withoutReply,
};

/** Texts that a customer has, all of them empty. */
const noText = Object.fromEntries(
  [
    ...['email', 'note', 'gender', 'company_name', 'phone', 'mobile', 'fax', 'twitter', 'website'],
    ...['physical', 'postal'].flatMap((kind) =>
      ['address_1', 'address_2', 'suburb', 'city', 'postcode', 'state', 'country_id'].map((part) => `${kind}_${part}`),
    ),
    ...[1, 2, 3, 4].map((number) => `custom_field_${number}`),
  ].map((field) => [field, null]),
);

const freeTexts = /^(note|company_name|custom_field_\d|first_name|last_name|website|twitter)$/;

const blanked = (fields: Row): Row =>
  Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [
      name,
      typeof value === 'string' && freeTexts.test(name) ? withoutCardNumbers(value) : value,
    ]),
  );

const freshCode = (store: XStore, name: string) =>
  `${name.split(' ')[0] || 'UNNAMED'}-${nextId(store, customers).toString(36).toUpperCase().padStart(4, '0')}`;

/** Codes are unique (that a taken one is refused is a guess); those of rows as made are not looked through. */
const isTaken = (store: XStore, code: string, before: Row | undefined) =>
  code !== before?.customer_code &&
  store.rows.idsWhere(customers.name, 'customer_code', code).some((number) => isLive(store, customers, number));

export const customerOperations: Operation[] = [
  versionList(customers, { scopes: read, deleted: true }),
  singleRow(customers, { scopes: read, deleted: true }),
  ...listWrites(customers, customerWrites),
  versionList(customerGroups, { scopes: read, deleted: true }),
  singleRow(customerGroups, { scopes: read, deleted: true }),
  ...listWrites(customerGroups, {
    scopes,
    table: 'CustomerGroup',
    defaults: (store) => ({ retailer_id: store.retailerId }),
    shaped: (store, fields, before) => ({
      ...fields,
      group_id: fields.group_id ?? before?.group_id ?? `${fields.name}-${nextId(store, customerGroups)}`,
    }),
    created: wholeRow(201),
    updated: wholeRow(200),
    removed: withoutReply,
  }),
  operation('GET /customer_groups/{}/customers', read, (call) => {
    const value = String(idOf(call.store, customerGroups, found(call.store, customerGroups, call.ids[0])));
    return listReply(customers, { scopes: read, only: () => ({ field: 'customer_group_id', value }) }, call);
  }),
  operation('POST /customer_groups/{}/customers', scopes, (call) => {
    moveMembers(call, found(call.store, customerGroups, call.ids[0]));
    return { status: 201, body: true };
  }),
  operation('DELETE /customer_groups/{}/customers', scopes, (call): Reply => {
    found(call.store, customerGroups, call.ids[0]);
    moveMembers(call, EVERYBODY);
    return nothing;
  }),
];

/** A customer is in one group; whoever leaves one goes back to that of everybody. */
function moveMembers({ store, body, nowMs }: Call, group: number): void {
  const { customer_ids = [] } = fieldsOf('AddCustomersToCustomerGroup.request', body) as { customer_ids?: string[] };
  write(store, nowMs, (pen) => {
    for (const id of customer_ids)
      pen.edit(customers, found(store, customers, id), { customer_group_id: idOf(store, customerGroups, group) });
  });
}
