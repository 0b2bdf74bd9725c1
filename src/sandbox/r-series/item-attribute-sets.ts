import { table } from './table.ts';

/** What the variants of a thing may differ in. The first ones come with every account (firm). */
export const itemAttributeSet = table(
  'ItemAttributeSet',
  () =>
    [
      ['Color/Size', 'Color', 'Size', ''],
      ['Size', 'Size', '', ''],
      ['Color', 'Color', '', ''],
      ['3 Attributes', 'Attribute 1', 'Attribute 2', 'Attribute 3'],
    ].map(([name, attributeName1, attributeName2, attributeName3]) => ({
      name,
      attributeName1,
      attributeName2,
      attributeName3,
      system: 'true',
      archived: 'false',
    })),
  { scopes: ['inventory', 'inventory_read', 'product_edit'], isArchivable: true },
);

/** The attribute set of what comes in colours, in sizes or in both. */
export function attributeSetOf(hasColours: boolean, hasSizes: boolean): string {
  if (hasColours) return hasSizes ? '1' : '3';
  return '2';
}
