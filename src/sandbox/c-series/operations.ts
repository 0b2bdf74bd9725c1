import { accountOperations } from './account.ts';
import type { Operations } from './call.ts';
import { catalogOperations } from './catalog-operations.ts';

/** All paths that are no list or row of a resource. */
export const operations: Operations = { ...accountOperations, ...catalogOperations };
