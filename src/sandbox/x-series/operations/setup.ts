import { idsOf, rowOf } from '../../rows/rows.ts';
import { shops } from '../../shop-data/shops.ts';
import { fieldsOf } from '../body-fields.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import { type Operation, ok, operation, Refused } from '../operation.ts';
import { isLive, write } from '../pen.ts';
import { idOf, money, numberIn, type Row, shown, stamp } from '../resource.ts';
import { inventory, outletTaxes } from '../tables/inventory.ts';
import { openingId, outlets, registers } from '../tables/outlets.ts';
import { paymentTypes } from '../tables/payment-types.ts';
import { taxes } from '../tables/taxes.ts';
import { users } from '../tables/users.ts';
import { uuidOf } from '../uuids.ts';

const SPECIAL = 49;

/** The shop itself: outlets, tills, people, taxes and ways to pay, with the stock of each outlet. */
export const setupOperations: Operation[] = [
  versionList(outlets, { scopes: ['outlets:read'], deleted: true }),
  singleRow(outlets, { scopes: ['outlets:read'], deleted: true }),
  versionList(registers, { scopes: ['registers:read'], deleted: true }),
  singleRow(registers, { scopes: ['registers:read'], deleted: true }),
  operation('PUT /registers/{}/actions/open', ['register:open'], ({ store, ids, nowMs }) => {
    const number = found(store, registers, ids[0]);
    const { is_open, _opening } = rowOf(store, registers, number);
    if (is_open === true) throw new Refused(409, 'Conflict', 'The register is open already.');
    const opening = Number(_opening) + 1;
    return write(store, nowMs, (pen) => {
      pen.edit(registers, number, {
        is_open: true,
        register_open_time: stamp(pen.at),
        register_close_time: null,
        register_open_sequence_id: openingId(store, number, opening),
        _opening: opening,
        _event: null,
      });
      return ok(shown(registers, rowOf(store, registers, number)));
    });
  }),
  operation('PUT /registers/{}/actions/close', ['register:close', 'payment_types:read'], (call) => {
    const { store, ids, nowMs, body } = call;
    const number = found(store, registers, ids[0]);
    if (body !== undefined) fieldsOf('RegisterCloseRequest', body);
    if (rowOf(store, registers, number).is_open !== true)
      throw new Refused(409, 'Conflict', 'The register is closed already.');
    return write(store, nowMs, (pen) => {
      const times = { register_open_time: null, register_close_time: stamp(pen.at), register_open_sequence_id: null };
      const opening = rowOf(store, registers, number)._opening;
      const event = { _event: 'closed', _closure: openingId(store, number, Number(opening)) };
      pen.edit(registers, number, { is_open: false, ...times, ...event });
      return ok(shown(registers, rowOf(store, registers, number)));
    });
  }),
  operation('GET /registers/{}/payments_summary', ['payments:read'], ({ store, ids }) => {
    const number = found(store, registers, ids[0]);
    const { register_open_time, _opening } = rowOf(store, registers, number);
    const payments = idsOf(store, paymentTypes).map((type) => ({
      payment_type_id: idOf(store, paymentTypes, type),
      payment_type_name: rowOf(store, paymentTypes, type).name,
      total: '0.00',
    }));
    return ok({
      register_open_time: register_open_time ?? '',
      register_closure_sequence_number: Number(_opening),
      register_closure_id: openingId(store, number, Number(_opening)),
      payments,
    });
  }),
  versionList(users, { scopes: ['users:read'] }),
  singleRow(users, { scopes: ['users:read'] }),
  // A list of one, as the official example has it; the official table has the row itself.
  operation('GET /user', ['users:read'], ({ store, caller }) => {
    const number = Math.max(1, store.employees.findIndex(({ id }) => id === caller.family.employeeId) + 1);
    return ok([shown(users, rowOf(store, users, number))]);
  }),
  operation('POST /users/bulk', ['users:read'], ({ store, body }) => {
    const { user_ids } = fieldsOf('GetUsersByIdsRequest', body) as { user_ids: string[] };
    const rows = user_ids
      .map((id) => numberIn(store, users, id))
      .filter((number) => isLive(store, users, number))
      .map((number) => shown(users, rowOf(store, users, number)));
    const versions = rows.map(({ version }) => Number(version));
    const version = { min: Math.min(...versions, Infinity), max: Math.max(...versions, 0) };
    return { status: 200, body: { data: rows, version: rows.length === 0 ? { min: 0, max: 0 } : version } };
  }),
  versionList(taxes, { scopes: ['taxes:read'] }),
  singleRow(taxes, { scopes: ['taxes:read'] }),
  versionList(paymentTypes, { scopes: ['payment_types:read'] }),
  versionList(outletTaxes, { scopes: ['outlets:read'], deleted: true, filters: { outlet_id: 'outlet_id' } }),
  versionList(inventory, { scopes: ['inventory:read'], filters: { product_id: 'product_id', outlet_id: 'outlet_id' } }),
  operation('GET /products/{}/inventory', ['inventory:read'], (call) =>
    listReply(
      inventory,
      { scopes: [], only: ({ ids }) => ({ field: 'product_id', value: String(ids[0]).toLowerCase() }) },
      call,
    ),
  ),
  operation('GET /retailer', ['retailer:read'], ({ store }) => ok(retailerOf(store))),
];

function retailerOf(store: Parameters<typeof idOf>[0]): Row {
  const [home] = shops;
  return {
    id: store.retailerId,
    domain_prefix: store.domainPrefix,
    store_url: `https://${store.domainPrefix}.retail.lightspeed.app`,
    account_status: 'ACTIVE',
    account_type: 'PLUS',
    name: store.name,
    version: '1',
    discount_product_id: uuidOf(store, SPECIAL, 1),
    no_tax_group_id: idOf(store, taxes, 1),
    loyalty: { enabled: true, ratio: money(1), claim_url: '', send_welcome_email: false },
    sku_sequence: { enabled: true, value: 10_000 },
    culture: 'en_CA',
    timezone: { name: home?.zone },
    tax_exclusive: true,
    country: home?.countryCode,
    currency: { code: 'CAD', symbol: '$' },
    store_credit: true,
    gift_cards: { enabled: true, never_enabled: false },
    created_at: stamp(store.bornAt - 730 * 86_400),
    activated_at: stamp(store.bornAt - 729 * 86_400),
  };
}
