import { type CustomFields, customerCustomFields, itemCustomFields, orderCustomFields } from '../custom-fields.ts';
import { customer } from '../customers.ts';
import { itemMatrix } from '../item-matrices.ts';
import { item } from '../items.ts';
import { sale } from '../sales.ts';
import { inventoryTransfer } from '../transfers.ts';
import { categoryWrites } from './categories.ts';
import { countItemWrites, countWrites, reconcileWrites } from './counts.ts';
import { anonymize, customerWrites } from './customers.ts';
import { imageWrites } from './images.ts';
import { itemShopWrites, itemWrites } from './items.ts';
import { itemAttributeSetWrites, itemMatrixWrites } from './matrices.ts';
import { orderLineWrites, orderWrites } from './orders.ts';
import { at, does, type Place } from './place.ts';
import { emailReceipt, refund } from './sale-actions.ts';
import { saleLineWrites } from './sale-lines.ts';
import { saleWrites } from './sales.ts';
import {
  creditAccountWrites,
  customFieldWrites,
  employeeWrites,
  priceLevelWrites,
  seasonWrites,
  serializedWrites,
  tagWrites,
  vendorWrites,
} from './short-lists.ts';
import {
  customerTypeWrites,
  discountWrites,
  manufacturerWrites,
  paymentTypeWrites,
  shopWrites,
  taxCategoryWrites,
  taxClassWrites,
} from './small-tables.ts';
import {
  addTransferItems,
  archiveTransfer,
  deleteTransferItems,
  restoreTransfer,
  sendTransfer,
  transferWrites,
  updateTransferItems,
} from './transfers.ts';

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
  at('CreditAccount', creditAccountWrites),
  at('Employee', employeeWrites),
  at('InventoryCount', countWrites),
  at('InventoryCountItem', countItemWrites),
  at('InventoryCountReconcile', reconcileWrites, { drips: 10 }),
  at('Inventory/Transfer', transferWrites),
  does('Inventory/Transfer/{id}/Archive', inventoryTransfer, archiveTransfer),
  does('Inventory/Transfer/{id}/Restore', inventoryTransfer, restoreTransfer),
  does('Inventory/Transfer/{id}/Send', inventoryTransfer, sendTransfer),
  does('Inventory/Transfer/{id}/AddItems', inventoryTransfer, addTransferItems),
  does('Inventory/Transfer/{id}/UpdateItems', inventoryTransfer, updateTransferItems),
  does('Inventory/Transfer/{id}/DeleteItems', inventoryTransfer, deleteTransferItems),
  at('Image', imageWrites),
  at('Item/{id}/Image', imageWrites, { parent: { resource: item, field: 'itemID' } }),
  at('ItemMatrix/{id}/Image', imageWrites, { parent: { resource: itemMatrix, field: 'itemMatrixID' } }),
  at('ItemAttributeSet', itemAttributeSetWrites),
  at('ItemMatrix', itemMatrixWrites),
  at('Order', orderWrites),
  at('OrderLine', orderLineWrites),
  at('PriceLevel', priceLevelWrites),
  at('Season', seasonWrites),
  at('Serialized', serializedWrites),
  at('Tag', tagWrites),
  at('Vendor', vendorWrites),
  ...customFieldPlaces('Customer', customerCustomFields, ['customers', 'admin']),
  ...customFieldPlaces('Item', itemCustomFields, ['inventory', 'product_edit', 'admin']),
  ...customFieldPlaces('Order', orderCustomFields, ['purchase_orders']),
];

function customFieldPlaces(owner: string, custom: CustomFields, scopes: string[]): Place[] {
  const [fields, choices] = customFieldWrites(custom, scopes);
  const parent = { resource: custom.field, field: custom.field.key };
  return [at(`${owner}/CustomField`, fields), at(`${owner}/CustomField/{id}/CustomFieldChoice`, choices, { parent })];
}
