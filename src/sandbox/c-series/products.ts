import { timeOf } from '../shop-data/calendar.ts';
import { familyOf } from '../shop-data/families.ts';
import type { Origin } from '../shop-data/origin.ts';
import { productOf } from '../shop-data/products.ts';
import type { Edit } from './edit.ts';
import { always, choice, flag, link, list, shown, stamps, textIn, translated, type View, whole } from './fields.ts';
import { originOf } from './origin.ts';
import { familyOfProduct, firstVariantOf, productCount } from './product-ids.ts';
import { anyWrite, createdOnly, type Row, resource } from './resource.ts';
import { showRow } from './show.ts';
import { slug } from './slug.ts';
import { removeBelow } from './variants.ts';

const DAY = 86_400;

const productTime = (origin: Origin, id: number) => timeOf(origin, firstVariantOf(origin, id), origin.items);

export const products = resource({
  name: 'products',
  path: 'products',
  one: 'product',
  many: 'products',
  group: 'products',
  itemGroup: 'products',
  growing: ['createdAt', 'updatedAt'],
  filters: {
    brand: 'brand',
    supplier: 'supplier',
    type: 'type',
    isVisible: 'isVisible',
    visibility: 'visibility',
    title: 'title',
    url: 'url',
  },
  fields: {
    ...stamps,
    isVisible: flag(true),
    visibility: choice(['hidden', 'visible', 'auto'], 'visible'),
    hasMatrix: always(false),
    data01: translated(),
    data02: translated(),
    data03: translated(),
    url: translated(),
    title: translated(),
    fulltitle: translated(),
    description: translated(),
    content: translated(),
    set: shown(({ set }, view) => setOf(set, view)),
    brand: link('brands'),
    categories: list(({ id }) => `categories/products?product=${id}`),
    deliverydate: link('deliverydates'),
    image: shown(({ id }, view) => firstImage(id, view)),
    images: list(({ id }) => `products/${id}/images`),
    relations: list(({ id }) => `products/${id}/relations`),
    metafields: list(({ id }) => `products/${id}/metafields`),
    reviews: list(({ id }) => `reviews?product=${id}`),
    type: link('types'),
    attributes: list(({ id }) => `products/${id}/attributes`),
    supplier: link('suppliers'),
    tags: list(({ id }) => `tags/products?product=${id}`),
    variants: list(({ id }) => `variants?product=${id}`),
    movements: list(({ id }) => `variants/movements?product=${id}`),
    templateDataFields: always({}),
  },
  made: (store) => productCount(originOf(store)),
  makeRow: (store, id) => madeProduct(originOf(store), id),
  makeField(store, id, field) {
    if (field === 'updatedAt') return productTime(originOf(store), id);
    return field === 'createdAt' ? productTime(originOf(store), id) - DAY : undefined;
  },
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['title'],
    prepare(row, before, { store }) {
      showOrHide(row, before);
      const everywhere = (make: (language: string) => string) =>
        Object.fromEntries(store.languages.map((language) => [language, make(language)]));
      row.fulltitle = everywhere((language) => textIn(row.fulltitle, language) || textIn(row.title, language));
      row.url = everywhere((language) => {
        const title = textIn(row.title, language);
        return textIn(row.url, language) || (title === '' ? '' : slug(title));
      });
    },
    follow(row, before, edit) {
      if (!before) edit.create('variants', { product: String(row.id), isDefault: true, title: row.title });
    },
    unfollow(row, edit) {
      for (const variant of edit.where('variants', 'product', row.id)) dropVariant(variant, edit);
      for (const name of [
        'categoriesProducts',
        'tagsProducts',
        'productsImages',
        'productsAttributes',
        'productsMetafields',
        'productsRelations',
      ])
        for (const below of edit.where(name, 'product', row.id)) edit.remove(name, below);
    },
  },
});

/** The last variant can't be removed alone, but goes with its product. */
function dropVariant(variant: Row, edit: Edit): void {
  removeBelow(variant, edit);
  edit.drop('variants', variant);
}

/** `isVisible` and `visibility` say the same; the one that was sent leads (unsure). */
function showOrHide(row: Row, before: Row | undefined): void {
  const isSent = row.visibility !== (before?.visibility ?? 'visible');
  if (isSent) row.isVisible = row.visibility !== 'hidden';
  else if (row.isVisible !== (before?.isVisible ?? true))
    row.visibility = row.isVisible === true ? 'visible' : 'hidden';
}

function madeProduct(origin: Origin, id: number): Row {
  const product = productOf(origin, firstVariantOf(origin, id));
  const family = familyOfProduct(id);
  const title = family === undefined ? product.name : familyOf(origin, family).name;
  const path = slug(title);
  return {
    id,
    createdAt: product.createdAt,
    updatedAt: product.changedAt,
    isVisible: !product.isArchived,
    visibility: product.isArchived ? 'hidden' : 'visible',
    data01: '',
    data02: '',
    data03: '',
    url: `${path}-${id}`,
    title,
    fulltitle: title,
    description: { en: `${product.kind.noun} for every day`, nl: `${product.kind.noun} voor elke dag` },
    content: product.note === '' ? '' : `<p>${product.note}</p>`,
    set: String(family === undefined ? 0 : (product.size === '' ? 0 : 1) + (product.colour === '' ? 0 : 2)),
    brand: String(product.brand === 0 ? 0 : 1 + (product.brand % 5)),
    deliverydate: product.isService ? '0' : '1',
    type: product.isService ? '2' : family === undefined ? '0' : '1',
    supplier: String(product.vendor),
  };
}

function setOf(raw: unknown, view: View): unknown {
  const row = view.tables.row('sets', raw);
  return row ? showRow(view.tables.of('sets'), row, view) : false;
}

/** The first picture of a product, without its id and place (recorded). */
function firstImage(productId: unknown, view: View): unknown {
  const [first] = view.tables.where('productsImages', 'product', productId);
  if (!first) return false;
  const { id: _, sortOrder: __, ...image } = showRow(view.tables.of('productsImages'), first, view);
  return image;
}

/** Products that are shown beside another one. */
export const productsRelations = createdOnly({
  name: 'productsRelations',
  path: 'products/{product}/relations',
  one: 'productRelation',
  many: 'productRelations',
  group: 'products',
  fields: { sortOrder: whole(1), product: link('products'), relatedProduct: link('products') },
  writes: { ...anyWrite, required: ['relatedProduct'] },
});
