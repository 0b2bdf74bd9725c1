import { exists, highestId, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import { bareId, idOnly, jobOf, type ListWrites, listWrites } from '../list-writes.ts';
import { type Call, invalid, type Operation, ok, operation } from '../operation.ts';
import { isLive } from '../pen.ts';
import { numberIn, type Row } from '../resource.ts';
import { brands, productTypes, suppliers, tags, variantAttributes } from '../tables/catalogue.ts';

const read = ['products:read'];
const scopes = ['products:write'];

/** Names are all there is to these, and an empty one is none. */
const named: Pick<ListWrites, 'scopes' | 'shaped'> = {
  scopes,
  shaped(_, fields) {
    if (fields.name !== undefined && String(fields.name).trim() === '') throw invalid('name is empty.');
    return fields;
  },
};

export const catalogueOperations: Operation[] = [
  versionList(brands, { scopes: read }),
  singleRow(brands, { scopes: read }),
  ...listWrites(brands, {
    ...named,
    table: 'BrandBase',
    created: bareId,
    updated: idOnly,
    removed: (row) => ({ status: 200, body: { payload: jobOf(row).body } }),
  }),
  versionList(suppliers, { scopes: ['suppliers:read'] }),
  singleRow(suppliers, { scopes: ['suppliers:read'] }),
  ...listWrites(suppliers, {
    ...named,
    scopes: ['suppliers:write'],
    table: 'CreateSupplierRequest',
    defaults: () => ({ description: '', source: 'USER' }),
    created: bareId,
    updated: ({ id }) => ({ status: 200, body: { id } }),
    removed: jobOf,
  }),
  versionList(tags, { scopes: read, deleted: true }),
  singleRow(tags, { scopes: read, deleted: true }),
  ...listWrites(tags, { ...named, table: 'CreateTagRequest', created: bareId, updated: bareId, removed: jobOf }),
  versionList(productTypes, { scopes: read }),
  singleRow(productTypes, { scopes: read }),
  ...listWrites(productTypes, { ...named, table: 'CreateTagRequest', created: bareId }),
  // One page without a version, and a row that lies in no `data` (firm).
  operation('GET /variant_attributes', read, async (call) => {
    const { body } = await listReply(
      variantAttributes,
      { scopes: read, deleted: true },
      { ...call, query: whole(call) },
    );
    return ok((body as Row).data);
  }),
  operation('GET /variant_attributes/{}', read, ({ store, ids }) => {
    const row = rowOf(store, variantAttributes, found(store, variantAttributes, ids[0], true));
    const { id, name, deleted_at = null } = row;
    return { status: 200, body: { id, name, deleted_at } };
  }),
  ...listWrites(variantAttributes, {
    ...named,
    table: 'VariantAttributeCreateUpdateBody',
    created: ({ id, name, created_at, updated_at }) => ok({ id, name, created_at, updated_at }, 201),
    updated: ({ id, name }) => ok({ id, name }),
    removed: idOnly,
  }),
  operation('GET /product_categories', read, ({ store, query }) => {
    const size = Math.max(1, Math.min(1000, Number(query.get('page_size')) || 100));
    const after = numberIn(store, productTypes, query.get('after'));
    const rest = categoriesAfter(store, after);
    const page = rest.slice(0, size);
    const pageInfo = { has_next: rest.length > size, last_seen: String(page.at(-1)?.id ?? '') };
    return { status: 200, body: { data: { categories: page }, page_info: pageInfo } };
  }),
];

const whole = ({ query }: Call) => new URLSearchParams({ deleted: query.get('deleted') ?? '', page_size: '10000' });

/** Product types under the name they have in later versions, all of them at the top of their tree. */
function categoriesAfter(store: XStore, after: number): Row[] {
  const rows: Row[] = [];
  for (let number = after + 1; number <= highestId(store, productTypes); number += 1) {
    if (!exists(store, productTypes, number) || !isLive(store, productTypes, number)) continue;
    const { id, name, leaf_category = true, category_path = [{ id, name }] } = rowOf(store, productTypes, number);
    rows.push({ id, name, root_category_id: id, leaf_category, category_path });
  }
  return rows;
}
