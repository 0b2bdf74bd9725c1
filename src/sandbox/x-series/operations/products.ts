import { exists, fieldOf, idsWhere, nextId, rowOf } from '../../rows/rows.ts';
import type { XStore } from '../../store.ts';
import { fieldsOf } from '../body-fields.ts';
import { found, listReply, singleRow, versionList } from '../list.ts';
import { type Call, invalid, nothing, type Operation, ok, operation, type Reply } from '../operation.ts';
import { type Pen, write } from '../pen.ts';
import { productBody } from '../product-body.ts';
import { createProducts, editProduct, removeProducts } from '../product-writes.ts';
import { idOf, numberIn, type Row, shown } from '../resource.ts';
import { imageAt, imageShown, productImages } from '../tables/product-images.ts';
import { imageUrl, products, withLinks } from '../tables/products.ts';
import { taxes } from '../tables/taxes.ts';

const read = ['products:read'];
const scopes = ['products:write'];

const create = (call: Call): Reply => {
  const body = productBody(call);
  if (String(body.name).trim() === '') throw invalid('name is empty.');
  return ok(write(call.store, call.nowMs, (pen) => createProducts(call.store, pen, body)));
};

const update = (call: Call): Reply => {
  const { store, ids, nowMs } = call;
  const number = found(store, products, ids[0]);
  const body = productBody(call, { partial: true });
  write(store, nowMs, (pen) => editProduct(store, pen, number, body));
  return ok(shown(products, withLinks(store, rowOf(store, products, number))));
};

const remove =
  (all: boolean) =>
  ({ store, ids, nowMs }: Call): Reply => {
    const number = found(store, products, ids[0]);
    write(store, nowMs, (pen) => removeProducts(store, pen, number, all));
    return { status: 200, body: '' };
  };

export const productOperations: Operation[] = [
  versionList(products, {
    scopes: read,
    deleted: true,
    filters: { sku: 'sku', name: 'variant_name', family_name: 'name', handle: 'handle' },
    view: withLinks,
  }),
  singleRow(products, { scopes: read, deleted: true, view: withLinks }),
  operation('POST /products', scopes, create, ['2.0', '2.1', 'date']),
  operation('PUT /products/{}', scopes, update, ['2.1', 'date']),
  operation('DELETE /products/{}', scopes, remove(false)),
  operation('DELETE /products/{}/all', scopes, remove(true)),
  operation('GET /products', read, inThree, ['3.0']),
  operation(
    'GET /products/{}',
    read,
    ({ store, ids }) => ok(asInThree(store, rowOf(store, products, found(store, products, ids[0], true)))),
    ['3.0'],
  ),
  operation('POST /products/{}/actions/image_upload', scopes, uploadImage),
  singleRow(productImages, { scopes: read }),
  operation('PUT /product_images/{}', scopes, ({ store, ids, body, nowMs }) => {
    const number = found(store, productImages, ids[0]);
    const { position } = fieldsOf('ImagePosition', body);
    return write(store, nowMs, (pen) => {
      pen.edit(productImages, number, { position });
      return ok(shown(productImages, rowOf(store, productImages, number)));
    });
  }),
  operation('DELETE /product_images/{}', scopes, ({ store, ids, nowMs }) => {
    const number = found(store, productImages, ids[0]);
    write(store, nowMs, (pen) => {
      const productId = fieldOf(store, productImages, number, 'product_id');
      pen.remove(productImages, number);
      showImages(store, pen, numberIn(store, products, productId));
    });
    return nothing;
  }),
];

/** Beta: fields as the official collection of requests has them; what they hold is partly a guess. */
function inThree(call: Call): Promise<Reply> {
  const query = new URLSearchParams(call.query);
  const after = query.get('since_version');
  if (after !== null) query.set('after', after);
  if (query.get('include_deleted') === 'true') query.set('deleted', 'true');
  return listReply(products, { scopes: [], deleted: true, view: asInThree }, { ...call, query });
}

function asInThree(store: XStore, row: Row): Row {
  const variants = idsWhere(store, products, 'variant_parent_id', String(row.id)).map((one) =>
    rowOf(store, products, one),
  );
  const isVariant = row.variant_parent_id !== null || variants.length > 0;
  return {
    id: row.id,
    classification: row.is_composite ? 'composite' : isVariant ? 'variant' : 'standard',
    name: row.name,
    description: row.description ?? '',
    is_active: row.active,
    tracks_inventory: row.has_inventory,
    version: row.version,
    created_at: row.created_at,
    updated_at: row.updated_at,
    deleted_at: row.deleted_at,
    product_type_id: row.product_type_id,
    brand_id: row.brand_id,
    tag_ids: row.tag_ids,
    suppliers: (row.product_suppliers as Row[]).map(({ supplier_id, code, price }) => ({
      id: supplier_id,
      code,
      price,
    })),
    sku_number: row.sku,
    product_codes: row.product_codes,
    account_code_sales: row.account_code,
    account_code_purchase: row.account_code_purchase,
    attributes: row.attributes,
    price_standard: {
      tax_id: idOf(store, taxes, Number(row._tax)),
      is_default: true,
      tax_exclusive: row.price_excluding_tax,
      tax_inclusive: row.price_including_tax,
      loyalty_amount: row.loyalty_amount,
    },
    images: (row.images as Row[]).map(({ id, url }) => ({ id, sizes: { original: url } })),
    variants: variants.map((one) => ({
      id: one.id,
      name: one.variant_name,
      is_active: one.active,
      variant_definitions: (one.variant_options as Row[]).map(({ id, name, value }) => ({
        attribute_id: id,
        value,
        name,
      })),
    })),
  };
}

function uploadImage({ store, ids, bytes, nowMs }: Call): Reply {
  const number = found(store, products, ids[0]);
  if (bytes.length === 0) throw invalid('There is no image in the body.');
  return write(store, nowMs, (pen) => {
    const productId = idOf(store, products, number);
    const position = idsWhere(store, productImages, 'product_id', String(productId)).length + 1;
    const url = imageAt(store, nextId(store, productImages));
    const fields = { product_id: productId, position, status: 'processing', deleted_at: null, _url: url };
    const image = pen.create(productImages, fields);
    showImages(store, pen, number);
    return ok(shown(productImages, rowOf(store, productImages, image)), 201);
  });
}

/** A product lists its pictures. */
function showImages(store: XStore, pen: Pen, number: number): void {
  if (!exists(store, products, number)) return;
  const productId = String(idOf(store, products, number));
  const images = idsWhere(store, productImages, 'product_id', productId)
    .map((one) => rowOf(store, productImages, one))
    .filter((row) => row.deleted_at === null)
    .sort((left, right) => Number(left.position) - Number(right.position))
    .map(({ id, _url, version }) => imageShown(id, _url, version));
  const first = images[0]?.url;
  const [image_url, image_thumbnail_url] = [first ?? imageUrl(store, 'standard'), first ?? imageUrl(store, 'thumb')];
  pen.edit(products, number, { images, image_url, image_thumbnail_url });
}
