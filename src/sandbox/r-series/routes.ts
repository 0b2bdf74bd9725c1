import { category } from './categories.ts';
import { creditAccount } from './credit-accounts.ts';
import { type CustomFields, customerCustomFields, itemCustomFields, orderCustomFields } from './custom-fields.ts';
import { customer } from './customers.ts';
import { employee } from './employees.ts';
import { image } from './images.ts';
import { inventoryCount, inventoryCountCalc, inventoryCountItem, inventoryCountReconcile } from './inventory-counts.ts';
import { inventoryLog } from './inventory-log.ts';
import { itemAttributeSet } from './item-attribute-sets.ts';
import { itemMatrix } from './item-matrices.ts';
import { item, itemShop } from './items.ts';
import { order, orderLine } from './orders.ts';
import { register } from './registers.ts';
import { type Report, reports } from './reports.ts';
import type { Resource } from './resource.ts';
import { saleLine } from './sale-lines.ts';
import { salePayment } from './sale-payments.ts';
import { saleVoid } from './sale-voids.ts';
import { sale } from './sales.ts';
import { orderShipment, orderShipmentItem } from './shipments.ts';
import { shop } from './shops.ts';
import {
  customerType,
  discount,
  manufacturer,
  paymentType,
  priceLevel,
  season,
  serialized,
  taxCategory,
  taxClass,
} from './small-tables.ts';
import { tag } from './tags.ts';
import { inventoryTransfer, transfer, transferItem } from './transfers.ts';
import { vendor } from './vendors.ts';
import { specialOrder } from './written.ts';

/** The two API versions that answer side by side: the one without a name, whose lists page by offset, and V3 (firm). */
export type Version = 'legacy' | 'v3';

/** A row of another resource that stands in the path: `Sale/12/SaleLine`. */
export interface Parent {
  resource: Resource;
  id: number;
}

export type Route = { version: Version } & (
  | { kind: 'session' | 'accounts' }
  | { kind: 'account'; accountId: string }
  | { kind: 'report'; accountId: string; report: Report }
  | { kind: 'rows'; accountId: string; resource: Resource; id?: number; parent?: Parent }
);

interface Place {
  pattern: RegExp;
  resource: Resource;
  parent?: Resource;
}

/** Where a resource lies below an account; `{id}` in the path is a row of its parent. */
function at(path: string, resource: Resource, parent?: Resource): Place {
  const inner = path.replace('{id}', '(?<parent>\\d+)');
  return { pattern: new RegExp(`^${inner}(?:/(?<id>\\d+))?$`), resource, ...(parent ? { parent } : {}) };
}

const places: Place[] = [
  at('Category', category),
  at('Customer', customer),
  at('InventoryLog', inventoryLog),
  at('Item', item),
  at('ItemShop', itemShop),
  at('Sale', sale),
  at('SaleLine', saleLine),
  at('Sale/{id}/SaleLine', saleLine, sale),
  at('SalePayment', salePayment),
  at('SaleVoid', saleVoid),
  at('Shop', shop),
  at('CreditAccount', creditAccount),
  at('CustomerType', customerType),
  at('Discount', discount),
  at('Employee', employee),
  at('InventoryCount', inventoryCount),
  at('InventoryCountCalc', inventoryCountCalc),
  at('InventoryCountItem', inventoryCountItem),
  at('InventoryCountReconcile', inventoryCountReconcile),
  at('Inventory/Transfer', inventoryTransfer),
  at('Inventory/Transfer/{id}/TransferItems', transferItem, inventoryTransfer),
  at('ItemAttributeSet', itemAttributeSet),
  at('ItemMatrix', itemMatrix),
  at('Manufacturer', manufacturer),
  at('Order', order),
  at('OrderLine', orderLine),
  at('Order/{id}/Shipment', orderShipment, order),
  at('PaymentType', paymentType),
  at('PriceLevel', priceLevel),
  at('Register', register),
  at('Shipment', orderShipment),
  at('Shipment/{id}/Item', orderShipmentItem, orderShipment),
  at('Image', image),
  at('Item/{id}/Image', image, item),
  at('ItemMatrix/{id}/Image', image, itemMatrix),
  at('Season', season),
  at('Serialized', serialized),
  at('SpecialOrder', specialOrder),
  at('Tag', tag),
  at('TaxCategory', taxCategory),
  at('TaxClass', taxClass),
  at('Transfer', transfer),
  at('TransferItem', transferItem),
  at('Vendor', vendor),
  ...customFieldPlaces('Customer', customerCustomFields),
  ...customFieldPlaces('Item', itemCustomFields),
  ...customFieldPlaces('Order', orderCustomFields),
];

function customFieldPlaces(owner: string, { field, choice }: CustomFields): Place[] {
  return [at(`${owner}/CustomField`, field), at(`${owner}/CustomField/{id}/CustomFieldChoice`, choice, field)];
}

/** The account of a path, and what follows it, without its suffix; undefined above accounts. */
export function accountPathOf(path: string): { accountId: string; rest: string } | undefined {
  const [, accountId, rest = ''] =
    /^\/API(?:\/V3)?\/Account\/([^/]+?)(?:\/(.+))?$/.exec(path.replace(/\.(json|xml)$/, '')) ?? [];
  return accountId === undefined ? undefined : { accountId, rest };
}

/** What a path at the API's host leads to, its suffix left out of account; undefined when there is nothing. */
export function routeOf(path: string): Route | undefined {
  const plain = path.replace(/\.(json|xml)$/, '');
  if (plain === '/API/Session') return { version: 'legacy', kind: 'session' };
  const [, v3, accountId, rest] = /^\/API(\/V3)?\/Account(?:\/([^/]+)(?:\/(.+))?)?$/.exec(plain) ?? [];
  if (!/^\/API(\/V3)?\/Account(\/|$)/.test(plain)) return undefined;
  const version = v3 ? 'v3' : 'legacy';
  if (accountId === undefined) return plain.endsWith('/Account') ? { version, kind: 'accounts' } : undefined;
  if (rest === undefined) return { version, kind: 'account', accountId };
  const report = reports.get(rest);
  if (report) return { version, kind: 'report', accountId, report };
  for (const { pattern, resource, parent } of places) {
    const found = pattern.exec(rest)?.groups;
    if (!found) continue;
    return {
      version,
      kind: 'rows',
      accountId,
      resource,
      ...(found.id === undefined ? {} : { id: Number(found.id) }),
      ...(parent ? { parent: { resource: parent, id: Number(found.parent) } } : {}),
    };
  }
  return undefined;
}
