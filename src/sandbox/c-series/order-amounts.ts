import { fromCents } from './money.ts';
import { amountOf, shippingOf, type TaxedAmount, type Totals, totalsOf } from './order-facts.ts';
import type { Row } from './resource.ts';

/** What an order's lines and shipping come to, as fields of it. */
export function totalFields(lines: readonly (TaxedAmount & { costCents: number })[], pickup: boolean): Row {
  const goods = totalsOf(lines);
  const shipping = shippingOf(goods.inclCents, pickup);
  const all = totalsOf([...lines, shipping]);
  return {
    priceCost: fromCents(lines.reduce((sum, { costCents }) => sum + costCents, 0)),
    priceExcl: fromCents(all.exclCents),
    priceIncl: fromCents(all.inclCents),
    taxRates: taxRates(all),
    shipmentTaxRate: shipping.rate,
    shipmentTaxRates: taxRates(totalsOf([shipping])),
    shipmentPriceExcl: fromCents(shipping.exclCents),
    shipmentPriceIncl: fromCents(shipping.inclCents),
  };
}

/** `[{name, rate, amount}]`; the shape is unsure. */
export const taxRates = ({ taxes }: Totals) =>
  taxes.map(({ rate, cents }) => ({ name: `${rate * 100}%`, rate, amount: fromCents(cents) }));

/** Amounts of a line: base prices are of one piece, the others of the whole line after its discount (unsure). */
export function lineFields(line: Parameters<typeof amountOf>[0] & { costCents: number }): Row {
  const amount = amountOf(line);
  const unit = amountOf({ ...line, quantity: 1, discountCents: 0 });
  const discount = amountOf({ unitCents: line.discountCents, quantity: 1, discountCents: 0, rate: line.rate });
  return {
    taxRate: line.rate,
    taxRates: taxRates(totalsOf([amount])),
    quantityOrdered: line.quantity,
    priceCost: fromCents(line.costCents),
    basePriceExcl: fromCents(unit.exclCents),
    basePriceIncl: fromCents(unit.inclCents),
    priceExcl: fromCents(amount.exclCents),
    priceIncl: fromCents(amount.inclCents),
    discountExcl: fromCents(discount.exclCents),
    discountIncl: fromCents(discount.inclCents),
  };
}
