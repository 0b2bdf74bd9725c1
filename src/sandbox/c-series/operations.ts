import { accountOperations } from './account.ts';
import type { Operations } from './call.ts';
import { catalogOperations } from './catalog-operations.ts';
import { checkoutOperations } from './checkout-operations.ts';
import { quoteOperations } from './quotes.ts';
import { shopOperations } from './shop.ts';

/** All paths that are no list or row of a resource. */
export const operations: Operations = {
  ...accountOperations,
  ...catalogOperations,
  ...checkoutOperations,
  ...quoteOperations,
  ...shopOperations,
};
