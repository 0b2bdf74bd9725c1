import { idsOf, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { found } from '../list.ts';
import { type Call, invalid, type Operation, objectBody, operation, Refused, type Reply } from '../operation.ts';
import { isLive, write } from '../pen.ts';
import { type Row, shown } from '../resource.ts';
import { webhooks, webhookTypes } from '../tables/webhooks.ts';

const scopes = ['webhooks'];

/** Webhooks are an app's own: each sees and changes only those it made (that others are hidden is a guess). */
const ofCaller = ({ store, caller }: Call): number[] =>
  idsOf(store, webhooks).filter(
    (number) => isLive(store, webhooks, number) && rowOf(store, webhooks, number)._client === caller.family.clientId,
  );

function own(call: Call): number {
  const number = found(call.store, webhooks, call.ids[0]);
  if (!ofCaller(call).includes(number)) throw new Refused(404, 'Not Found');
  return number;
}

const rowShown = (store: XStore, number: number) => shown(webhooks, rowOf(store, webhooks, number));

/** In 2.0 and later a body is the row, and so is the reply; a list lies in `data` (that it does is a guess). */
export const webhookOperations: Operation[] = [
  operation('GET /webhooks', scopes, (call) => ({
    status: 200,
    body: { data: ofCaller(call).map((number) => rowShown(call.store, number)) },
  })),
  operation('GET /webhooks', scopes, (call) => bare(ofCaller(call).map((number) => rowShown(call.store, number))), [
    'old',
  ]),
  operation('GET /webhooks/{}', scopes, (call) => bare(rowShown(call.store, own(call))), ['old', '2.0', 'date']),
  operation('POST /webhooks', scopes, create, ['old', '2.0', 'date']),
  operation('PUT /webhooks/{}', scopes, update, ['old', '2.0', 'date']),
  operation('DELETE /webhooks/{}', scopes, remove, ['old', '2.0', 'date']),
];

const bare = (body: unknown): Reply => ({ status: 200, body });

function create(call: Call): Reply {
  const { store, caller, nowMs } = call;
  const { type, url, active = true } = checked(objectBody(call));
  if (type === undefined || url === undefined) throw invalid('type and url are needed.');
  refuseSecond(call, type, url, undefined);
  const { clientId, employeeId } = caller.family;
  const number = write(store, nowMs, (pen) => {
    const user = Math.max(1, store.employees.findIndex(({ id }) => id === employeeId) + 1);
    const people = { retailer_id: store.retailerId, _client: clientId, _user: user };
    return pen.create(webhooks, { ...people, type, url, active, deleted_at: null });
  });
  return { status: 200, body: rowShown(store, number) };
}

function update(call: Call): Reply {
  const number = own(call);
  const { type, url } = rowOf(call.store, webhooks, number);
  const fields = checked(objectBody(call));
  refuseSecond(call, fields.type ?? type, fields.url ?? url, number);
  write(call.store, call.nowMs, (pen) => pen.edit(webhooks, number, fields));
  return { status: 200, body: rowShown(call.store, number) };
}

function remove(call: Call): Reply {
  const number = own(call);
  write(call.store, call.nowMs, (pen) => pen.remove(webhooks, number));
  return { status: 200, body: { status: 'success' } };
}

function checked({ type, url, active }: Row): Row {
  if (type !== undefined && !webhookTypes.has(String(type)))
    throw invalid(`type must be one of ${[...webhookTypes].join(', ')}.`);
  if (url !== undefined && !/^https?:$/.test(URL.parse(String(url))?.protocol ?? ''))
    throw invalid('url must be an http or https address.');
  return {
    ...(type === undefined ? {} : { type }),
    ...(url === undefined ? {} : { url }),
    ...(active === undefined ? {} : { active: active === true || active === 'true' || active === 1 }),
  };
}

/** There is one webhook of a type for an address (firm). */
function refuseSecond(call: Call, type: unknown, url: unknown, but: number | undefined): void {
  const second = ofCaller(call).some((number) => {
    const row = rowOf(call.store, webhooks, number);
    return number !== but && row.type === type && row.url === url;
  });
  if (second) throw new Refused(409, 'A webhook of this type for this url exists.');
}
