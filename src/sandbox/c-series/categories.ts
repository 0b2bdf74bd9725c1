import { timeOf } from '../shop-data/calendar.ts';
import { productOf } from '../shop-data/products.ts';
import { categories as tree } from '../shop-data/vocabulary/categories.ts';
import { refuse } from './errors.ts';
import { always, choice, flag, link, list, shown, stamps, textIn, translated, type View, whole } from './fields.ts';
import { refuseTwice } from './joins.ts';
import { originOf } from './origin.ts';
import { firstVariantOf, productCount } from './product-ids.ts';
import { type Row, resource, shortList } from './resource.ts';
import { slug } from './slug.ts';
import type { Tables } from './tables.ts';

/** Deeper trees are refused: the storefront shows three levels, and a walk up must end (unsure). */
const MOST_LEVELS = 10;

/** Depth, path and address follow from the parents, so they are right whatever is moved. */
export const categories = shortList({
  name: 'categories',
  path: 'categories',
  one: 'category',
  many: 'categories',
  group: 'products',
  filters: { parent: 'parent', isVisible: 'isVisible', title: 'title' },
  fields: {
    ...stamps,
    isVisible: flag(true),
    depth: shown((row, { tables }) => lineage(row, tables).length),
    path: shown((row, { tables }) => lineage(row, tables).map(({ id }) => String(id))),
    type: choice(['category', 'text']),
    sortOrder: whole(1),
    sorting: choice(['popular', 'default', 'newest', 'lowest', 'highest', 'asc', 'desc']),
    url: shown((row, view) => addressOf(row, view)),
    title: translated(),
    fulltitle: translated(),
    description: translated(),
    content: translated(),
    image: always(false),
    parent: link('categories'),
    children: list(({ id }) => `categories?parent=${id}`),
    products: list(({ id }) => `categories/products?category=${id}`),
  },
  rows: tree.map(({ name, parentId, left }) => ({
    isVisible: true,
    type: 'category',
    sortOrder: 1 + (left % 9),
    sorting: 'popular',
    title: name,
    fulltitle: name,
    description: '',
    content: '',
    parent: String(parentId),
  })),
  writes: {
    verbs: ['create', 'update', 'remove'],
    required: ['title'],
    prepare(row, _, edit) {
      const above = lineage(edit.row('categories', row.parent), edit);
      if (above.some(({ id }) => id === row.id)) refuse('parent', 'A category can not be below itself.');
      if (above.length >= MOST_LEVELS) refuse('parent', `Categories are at most ${MOST_LEVELS} levels deep.`);
      if (textIn(row.fulltitle, edit.store.languages[0] ?? '') === '') row.fulltitle = row.title;
    },
    unfollow(row, edit) {
      for (const child of edit.where('categories', 'parent', row.id)) edit.remove('categories', child);
      for (const join of edit.where('categoriesProducts', 'category', row.id)) edit.remove('categoriesProducts', join);
    },
  },
});

/** A category and those above it, itself first (recorded order of `path`). */
function lineage(row: Row | undefined, tables: Tables): Row[] {
  const found: Row[] = [];
  for (let at = row; at && found.length <= MOST_LEVELS; at = tables.row('categories', at.parent)) found.push(at);
  return found;
}

const addressOf = (row: Row, view: View) =>
  lineage(row, view.tables)
    .reverse()
    .map(({ title }) => slug(textIn(title, view.language)))
    .join('/');

/** A product stands in the category of its kind; more are added by clients. */
export const categoriesProducts = resource({
  name: 'categoriesProducts',
  path: 'categories/products',
  one: 'categoriesProduct',
  many: 'categoriesProducts',
  group: 'products',
  filters: { category: 'category', product: 'product' },
  fields: { sortOrder: whole(1), category: link('categories'), product: link('products') },
  made: (store) => productCount(originOf(store)),
  makeRow: (store, id) => ({
    id,
    createdAt: timeOf(originOf(store), firstVariantOf(originOf(store), id), store.sizes.items),
    sortOrder: 1 + (id % 7),
    category: String(categoryOf(originOf(store), id)),
    product: String(id),
  }),
  makeField(store, id, field) {
    if (field === 'product') return String(id);
    return field === 'category' ? String(categoryOf(originOf(store), id)) : undefined;
  },
  madeWhere: { product: (_, value) => [Number(value)] },
  writes: {
    verbs: ['create', 'remove'],
    required: ['category', 'product'],
    prepare: (row, _, edit) => refuseTwice('categoriesProducts', ['category', 'product'], row, edit),
  },
});

const categoryOf = (origin: Parameters<typeof productOf>[0], productId: number) =>
  productOf(origin, firstVariantOf(origin, productId)).category.id;
