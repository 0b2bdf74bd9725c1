import { rowOf } from '../../rows/rows.ts';
import { found, singleRow, versionList } from '../list.ts';
import { type Call, type Operation, objectBody, ok, operation, type Reply } from '../operation.ts';
import { write } from '../pen.ts';
import { shown } from '../resource.ts';
import { createSale, editSale, returnSale, saleBody } from '../sale-writes.ts';
import { sales } from '../tables/sales.ts';

const read = ['sales:read'];
const scopes = ['sales:write'];

const saleReply = ({ store }: Call, number: number): Reply => ok(shown(sales, rowOf(store, sales, number)));

const startReturn = (call: Call): Reply => {
  const number = found(call.store, sales, call.ids[0]);
  return saleReply(
    call,
    write(call.store, call.nowMs, (pen) => returnSale(call.store, pen, number)),
  );
};

export const saleOperations: Operation[] = [
  versionList(sales, { scopes: read }),
  singleRow(sales, { scopes: read }),
  operation(
    'POST /sales',
    scopes,
    (call) => {
      const body = saleBody(objectBody(call));
      return saleReply(
        call,
        write(call.store, call.nowMs, (pen) => createSale(call.store, pen, body)),
      );
    },
    ['date'],
  ),
  operation(
    'PUT /sales/{}',
    scopes,
    (call) => {
      const number = found(call.store, sales, call.ids[0]);
      const body = saleBody(objectBody(call));
      write(call.store, call.nowMs, (pen) => editSale(call.store, pen, number, body));
      return saleReply(call, number);
    },
    ['date'],
  ),
  operation('PUT /sales/{}/actions/return', ['sales:write', 'users:read'], startReturn, ['2.0']),
  operation('POST /sales/{}/actions/return', ['sales:write', 'users:read'], startReturn, ['date']),
];
