import { oldOperations } from '../legacy/operations.ts';
import type { Operation } from '../operation.ts';
import { catalogueOperations } from './catalogue.ts';
import { consignmentOperations } from './consignments.ts';
import { customerOperations } from './customers.ts';
import { giftCardOperations } from './gift-cards.ts';
import { outlierOperations } from './outliers.ts';
import { priceOperations } from './prices.ts';
import { productOperations } from './products.ts';
import { saleOperations } from './sales.ts';
import { searchOperations } from './search.ts';
import { setupOperations } from './setup.ts';
import { webhookOperations } from './webhooks.ts';

/** Everything the API can do. */
export const operations: Operation[] = [
  ...setupOperations,
  ...catalogueOperations,
  ...customerOperations,
  ...productOperations,
  ...saleOperations,
  ...consignmentOperations,
  ...priceOperations,
  ...giftCardOperations,
  ...outlierOperations,
  ...searchOperations,
  ...webhookOperations,
  ...oldOperations,
];
