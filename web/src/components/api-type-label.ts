import type { ApiType } from '../../../src/connections/schema.ts';
import { text } from '../texts/text.ts';

/** Short name of an API type for lists, e.g. "R-Series v3". */
export const apiTypeLabel = (apiType: ApiType): string => text(`apiType.${apiType}.short`);
