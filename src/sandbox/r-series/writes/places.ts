import { customer } from '../customers.ts';
import { sale } from '../sales.ts';
import { categoryWrites } from './categories.ts';
import { anonymize, customerWrites } from './customers.ts';
import { itemShopWrites, itemWrites } from './items.ts';
import { at, does, type Place } from './place.ts';
import { emailReceipt, refund } from './sale-actions.ts';
import { saleLineWrites } from './sale-lines.ts';
import { saleWrites } from './sales.ts';
import {
  customerTypeWrites,
  discountWrites,
  manufacturerWrites,
  paymentTypeWrites,
  shopWrites,
  taxCategoryWrites,
  taxClassWrites,
} from './small-tables.ts';

/** Everything that can be written, and what it costs (firm). */
export const places: readonly Place[] = [
  at('Category', categoryWrites, { drips: 10 }),
  at('Customer', customerWrites),
  does('Customer/{id}/Anonymize', customer, anonymize),
  at('Item', itemWrites),
  at('ItemShop', itemShopWrites),
  at('Manufacturer', manufacturerWrites),
  at('Sale', saleWrites, { drips: 2 }),
  does('Sale/{id}/Refund', sale, refund, 10),
  does('Sale/{id}/EmailReceipt', sale, emailReceipt, 5),
  at('SaleLine', saleLineWrites, { drips: 2 }),
  at('Sale/{id}/SaleLine', saleLineWrites, { drips: 2, parent: { resource: sale, field: 'saleID' } }),
  at('TaxClass', taxClassWrites),
  at('TaxCategory', taxCategoryWrites),
  at('Discount', discountWrites),
  at('CustomerType', customerTypeWrites),
  at('PaymentType', paymentTypeWrites),
  at('Shop', shopWrites),
];
