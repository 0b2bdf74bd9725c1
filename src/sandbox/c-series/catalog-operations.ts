import type { Operations, Work } from './call.ts';
import { ApiError, Refused } from './errors.ts';
import type { Row } from './resource.ts';
import { showRow } from './show.ts';
import { isObject, opened, readFields, type Sent } from './write-body.ts';

const MOST_IN_BULK = 250;

/** The objects of a bulk write; one alone may stand without its list. */
function bulkOf(sent: unknown): Sent[] {
  const all = Array.isArray(sent) ? sent : [sent];
  if (!all.every(isObject)) throw new ApiError(400, 'The body should hold a list of objects.');
  if (all.length > MOST_IN_BULK) throw new ApiError(400, `At most ${MOST_IN_BULK} at once.`);
  return all;
}

/** A join for each product: `{category, product}`, with `product` one id or a list (unsure). */
function joinsOf(one: Sent): Sent[] {
  const { products, product = products, ...rest } = one;
  return (Array.isArray(product) ? product : [product]).map((id) => ({ ...rest, product: id }));
}

function setAttribute({ call, view, ids: [productId = 0, attributeId = 0], edit }: Work) {
  const resource = view.tables.of('productsAttributes');
  if (!view.tables.exists('products', productId) || !view.tables.exists('attributes', attributeId))
    throw new ApiError(404, 'Resource not found.');
  const before = view.tables
    .where('productsAttributes', 'product', productId)
    .find(({ attribute }) => attribute === String(attributeId));
  const given = readFields(resource, opened(resource, call.body), view, before ?? {});
  const links = { product: String(productId), attribute: String(attributeId) };
  const row = edit((draft) =>
    before
      ? draft.change('productsAttributes', before, { ...given, ...links })
      : draft.create('productsAttributes', { ...given, ...links }),
  );
  return { status: 200, body: { [resource.one]: showRow(resource, row, view) } };
}

export const catalogOperations: Operations = {
  /** All of the variants are changed or none. The shape of the body is unsure: a list of variants with their ids. */
  'PUT variants/bulk': {
    group: 'products',
    run({ call, view, edit }) {
      const resource = view.tables.of('variants');
      const wanted = bulkOf(opened(resource, call.body));
      const rows = edit((draft) =>
        wanted.map((sent, at) => {
          const before = draft.row('variants', sent.id);
          if (!before) throw new Refused({ [`variant.${at}.id`]: ['This value does not exist.'] });
          return draft.change('variants', before, readFields(resource, sent, view, before));
        }),
      );
      return { status: 200, body: { variants: rows.map((row) => showRow(resource, row, view)) } };
    },
  },
  'POST categories/products/bulk': {
    group: 'products',
    run({ call, view, edit }) {
      const resource = view.tables.of('categoriesProducts');
      const wanted = bulkOf(opened(resource, call.body)).flatMap(joinsOf);
      if (wanted.length > MOST_IN_BULK) throw new ApiError(400, `At most ${MOST_IN_BULK} at once.`);
      const rows: Row[] = edit((draft) =>
        wanted.map((sent) => draft.create('categoriesProducts', readFields(resource, sent, view))),
      );
      return { status: 201, body: { categoriesProducts: rows.map((row) => showRow(resource, row, view)) } };
    },
  },
  'GET attributes/{id}/types': {
    group: 'products',
    run({ view, ids: [id] }) {
      if (!view.tables.exists('attributes', id)) throw new ApiError(404, 'Resource not found.');
      const joins = view.tables.where('typesAttributes', 'attribute', id);
      const types = joins.map(({ type }) => view.tables.row('types', type)).filter((row) => row !== undefined);
      return { status: 200, body: { types: types.map((row) => showRow(view.tables.of('types'), row, view)) } };
    },
  },
  /** Attributes of products are set, not created (firm): one that was not there is. */
  'PUT products/{product}/attributes/{attribute}': { group: 'products', run: setAttribute },
  'PUT products/{product}/attributes': {
    group: 'products',
    run(work) {
      const sent = opened(work.view.tables.of('productsAttributes'), work.call.body);
      const id = isObject(sent)
        ? isObject(sent.attribute)
          ? sent.attribute.id
          : (sent.attribute ?? sent.id)
        : undefined;
      return setAttribute({ ...work, ids: [work.ids[0] ?? 0, Number(id)] });
    },
  },
};
