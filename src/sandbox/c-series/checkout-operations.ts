import type { Operations, Work } from './call.ts';
import { isInStock } from './checkouts.ts';
import { isCountry } from './countries.ts';
import type { Edit } from './edit.ts';
import { ApiError, Refused } from './errors.ts';
import { takenFrom } from './made-orders.ts';
import { placeOrder } from './place-order.ts';
import type { Row } from './resource.ts';
import type { Tables } from './tables.ts';

function checkoutOf({ view, ids: [id] }: Work): Row {
  const row = view.tables.row('checkouts', id);
  if (!row) throw new ApiError(404, 'Resource not found.');
  return row;
}

/** Why no order can be made of a checkout, by field; empty when one can. */
function whyNot(row: Row, tables: Tables): Record<string, string[]> {
  const errors: Record<string, string[]> = {};
  const lines = tables.where('checkoutsProducts', 'checkout', row.id);
  if (Number(row.order_id) > 0) errors.order_id = ['An order was made of this checkout.'];
  if (lines.length === 0) errors.products = ['The checkout holds no products.'];
  for (const line of lines)
    if (!isInStock(tables.row('variants', line.variant_id), line))
      errors.products = [`There is not enough of variant ${line.variant_id} in stock.`];
  const customer = row.customer as Row | null;
  const isKnown = tables.exists('customers', customer?.id);
  if (!isKnown && !/^[^\s@]+@[^\s@]+$/.test(String(customer?.email ?? '')))
    errors.customer = ['An e-mail address or a known customer is needed.'];
  return errors;
}

/** The checkout's customer: a known one, else a new one of what was sent. */
function customerOf(row: Row, edit: Edit): Row {
  const sent = (row.customer ?? {}) as Row;
  const known = edit.row('customers', sent.id) ?? edit.where('customers', 'email', String(sent.email ?? ''))[0];
  if (known) return known;
  const { id: _, company = '', ...person } = sent;
  const address = (kind: string, from: unknown) => {
    const { country, ...texts } = (from ?? {}) as Record<string, string>;
    const named = Object.entries(texts).map(([name, value]) => [`address${kind}${capital(name)}`, value]);
    const code = String(country ?? '').toLowerCase();
    return { ...Object.fromEntries(named), [`address${kind}Country`]: isCountry(code) ? code : '' };
  };
  return edit.create('customers', {
    ...person,
    companyName: company,
    isCompany: company !== '',
    ...address('Billing', row.billing_address),
    ...address('Shipping', row.shipping_address ?? row.billing_address),
    language: edit.store.languages[0],
  });
}

const capital = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

function methods(work: Work, name: string) {
  checkoutOf(work);
  const { tables } = work.view;
  const rows = [1, 2, 3].map((id) => tables.row(name, id)).filter((row) => row !== undefined);
  return { status: 200, body: rows.map(({ id, key, title }) => ({ id: key ?? id, title })) };
}

/** Bodies and replies are unsure, but that they have no envelope. */
export const checkoutOperations: Operations = {
  'GET checkouts/{id}/validate': {
    group: 'orders',
    run(work) {
      const errors = whyNot(checkoutOf(work), work.view.tables);
      const problems = Object.entries(errors).map(([field, [message]]) => ({ field, message }));
      return { status: 200, body: { validated: problems.length === 0, errors: problems } };
    },
  },
  'GET checkouts/{id}/shipment_methods': { group: 'orders', run: (work) => methods(work, 'shippingmethods') },
  'GET checkouts/{id}/payment_methods': { group: 'orders', run: (work) => methods(work, 'paymentmethods') },
  'POST checkouts/{id}/order': {
    group: 'orders',
    run(work) {
      const row = checkoutOf(work);
      const errors = whyNot(row, work.view.tables);
      if (Object.keys(errors).length > 0) throw new Refused(errors);
      const order = work.edit((draft) => {
        const customer = customerOf(row, draft);
        const lines = draft.where('checkoutsProducts', 'checkout', row.id);
        const wanted = lines.flatMap(({ variant_id, quantity }) => {
          const variant = draft.row('variants', variant_id);
          return variant ? [{ variant, quantity: Number(quantity) }] : [];
        });
        const made = placeOrder(draft, wanted, {
          ...takenFrom(customer),
          customer: String(customer.id),
          comment: row.comment,
          memo: row.memo,
          newsletterSubscribed: row.newsletter,
          paymentId: row.payment_method,
          shipmentIsPickup: row.shipment_method === 'pickup',
        });
        draft.change('checkouts', row, { order_id: String(made.id) });
        return made;
      });
      return { status: 201, body: { order_id: order.id } };
    },
  },
};
