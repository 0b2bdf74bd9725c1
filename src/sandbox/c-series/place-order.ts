import type { Edit } from './edit.ts';
import { textIn } from './fields.ts';
import { productItem, shippedLine, shippingItem } from './invoices.ts';
import { shipmentMethod } from './made-orders.ts';
import { toCents } from './money.ts';
import { lineFields, totalFields } from './order-amounts.ts';
import { amountOf } from './order-facts.ts';
import { moveStock } from './order-lines.ts';
import type { Row } from './resource.ts';

/** What is bought: pieces of a variant, at its price unless another is given, in cents with tax. */
export interface Wanted {
  variant: Row;
  quantity: number;
  unitCents?: number;
  discountCents?: number;
}

/**
 * Makes an order of what is bought, with its lines, invoice and shipment, and takes the pieces out of the stock. `given` are
 * fields of the order: its customer, addresses and payment.
 */
export function placeOrder(edit: Edit, wanted: readonly Wanted[], given: Row): Row {
  const lines = wanted.map((one) => lineOf(edit, one));
  const amounts = lines.map(({ sums }) => ({ ...amountOf(sums), costCents: sums.costCents * sums.quantity }));
  const pickup = given.shipmentIsPickup === true;
  const discounts = lines.reduce((sum, { sums }) => sum + sums.discountCents, 0);
  const order = edit.create('orders', {
    status: 'processing_awaiting_payment',
    paymentStatus: 'not_paid',
    shipmentStatus: 'not_shipped',
    channel: edit.channel === 'api' ? 'api' : 'main',
    ...shipmentMethod(pickup),
    ...totalFields(amounts, pickup),
    isDiscounted: discounts > 0,
    discountAmount: discounts / 100,
    ...given,
  });
  const links = { order: String(order.id), customer: order.customer };
  const { priceExcl, priceIncl, paymentStatus, shipmentStatus } = order;
  const invoice = edit.create('invoices', { ...links, status: paymentStatus, priceExcl, priceIncl });
  const shipment = edit.create('shipments', { ...links, status: shipmentStatus });
  for (const { fields } of lines) {
    const line = edit.create('ordersProducts', { ...fields, order: links.order });
    edit.create('invoicesItems', { ...productItem(line), invoice: String(invoice.id) });
    edit.create('shipmentsProducts', { ...shippedLine(line), shipment: String(shipment.id) });
    moveStock(edit, line, -1);
  }
  edit.create('invoicesItems', { ...shippingItem(order), invoice: String(invoice.id) });
  return order;
}

function lineOf(edit: Edit, { variant, quantity, unitCents, discountCents = 0 }: Wanted) {
  const sums = {
    unitCents: unitCents ?? toCents(Number(variant.priceIncl)),
    quantity,
    discountCents,
    rate: Number(edit.row('taxes', variant.tax)?.rate ?? 0),
    costCents: toCents(Number(variant.priceCost)),
  };
  const [language = ''] = edit.store.languages;
  const fields = {
    ...lineFields(sums),
    productTitle: textIn(edit.row('products', variant.product)?.title, language),
    variantTitle: textIn(variant.title, language),
    articleCode: variant.articleCode,
    ean: variant.ean,
    sku: variant.sku,
    weight: variant.weight,
    product: variant.product,
    variant: String(variant.id),
  };
  return { sums, fields };
}
