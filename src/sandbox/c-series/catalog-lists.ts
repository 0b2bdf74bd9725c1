import { Purpose } from '../shop-data/dice.ts';
import { familyOf } from '../shop-data/families.ts';
import { brands as makers, vendors } from '../shop-data/vocabulary/companies.ts';
import type { CStore } from '../store.ts';
import type { Edit } from './edit.ts';
import { always, country, flag, json, link, list, stamps, text, textIn, translated, whole } from './fields.ts';
import { refuseTwice } from './joins.ts';
import { originOf } from './origin.ts';
import { familyOfProduct, productCount } from './product-ids.ts';
import { anyWrite, type Row, resource, shortList, type Writes } from './resource.ts';
import { slug } from './slug.ts';

const TAG = new Purpose('c-series tag');

/** A title needs an address; who names none gets that of the title, in each language. */
function fillUrl(row: Row, _: Row | undefined, { store }: Edit): void {
  row.url = Object.fromEntries(
    store.languages.map((language) => {
      const title = textIn(row.title, language);
      return [language, textIn(row.url, language) || (title === '' ? '' : slug(title))];
    }),
  );
}

const titled: Writes = { ...anyWrite, required: ['title'], prepare: fillUrl };

export const brands = shortList({
  name: 'brands',
  path: 'brands',
  one: 'brand',
  many: 'brands',
  group: 'products',
  filters: { title: 'title', url: 'url', isVisible: 'isVisible' },
  fields: {
    ...stamps,
    url: translated(),
    title: translated(),
    content: translated(false),
    image: always(false),
    products: list(({ id }) => `products?brand=${id}`),
    isVisible: flag(true),
  },
  rows: makers.slice(0, 5).map((title) => ({ title, url: slug(title), content: '', isVisible: true })),
  writes: titled,
});

export const suppliers = shortList({
  name: 'suppliers',
  path: 'suppliers',
  one: 'supplier',
  many: 'suppliers',
  group: 'products',
  fields: {
    ...stamps,
    title: text(),
    attention_of: text(),
    street: text(),
    street2: text(),
    number: text(),
    extension: text(),
    zip_code: text(),
    city: text(),
    region: text(),
    country_id: country,
  },
  rows: vendors.map(({ name }, at) => ({
    title: name,
    attention_of: '',
    street: 'Harbour Road',
    number: String(at + 1),
    zip_code: `${1000 + at} AB`,
    city: 'Amsterdam',
    country_id: 'nl',
  })),
  writes: { ...anyWrite, required: ['title'] },
});

const tagTitles = ['Sale', 'New', 'Très chic', 'おすすめ'];

export const tags = shortList({
  name: 'tags',
  path: 'tags',
  one: 'tag',
  many: 'tags',
  group: 'products',
  filters: { title: 'title', url: 'url' },
  fields: {
    ...stamps,
    isVisible: flag(true),
    url: translated(),
    title: translated(),
    products: list(({ id }) => `tags/products?tag=${id}`),
  },
  rows: tagTitles.map((title) => ({ isVisible: true, title, url: slug(title) })),
  writes: { ...titled, unfollow: (row, edit) => removeJoins('tagsProducts', 'tag', row, edit) },
});

function removeJoins(name: string, field: string, row: Row, edit: Edit): void {
  for (const join of edit.where(name, field, row.id)) edit.remove(name, join);
}

/** A third of the products have a tag as made. */
export const tagsProducts = resource({
  name: 'tagsProducts',
  path: 'tags/products',
  one: 'tagsProduct',
  many: 'tagsProducts',
  group: 'products',
  filters: { tag: 'tag', product: 'product' },
  fields: { tag: link('tags'), product: link('products') },
  made: (store) => productCount(originOf(store)),
  isMade: (_, id) => id % 3 === 1,
  makeRow: (store, id) => ({ id, tag: tagOf(store, id), product: String(id) }),
  makeField: (store, id, field) => (field === 'tag' ? tagOf(store, id) : field === 'product' ? String(id) : undefined),
  madeWhere: { product: (_, value) => [Number(value)] },
  writes: {
    verbs: ['create', 'remove'],
    required: ['tag', 'product'],
    prepare: (row, _, edit) => refuseTwice('tagsProducts', ['tag', 'product'], row, edit),
  },
});

const tagOf = (store: CStore, productId: number) => String(1 + TAG.below(tagTitles.length, store.seed, productId));

/** No times on types, attributes and joins (seen in clients). */
export const types = shortList({
  name: 'types',
  path: 'types',
  one: 'type',
  many: 'types',
  group: 'products',
  fields: { title: translated(), attributes: list(({ id }) => `types/attributes?type=${id}`) },
  rows: [{ title: 'Variants' }, { title: 'Service' }, { title: 'Électronique' }],
  writes: {
    ...anyWrite,
    required: ['title'],
    unfollow: (row, edit) => removeJoins('typesAttributes', 'type', row, edit),
  },
});

export const attributes = shortList({
  name: 'attributes',
  path: 'attributes',
  one: 'attribute',
  many: 'attributes',
  group: 'products',
  fields: { title: translated(), defaultValue: translated(), types: list(({ id }) => `attributes/${id}/types`) },
  rows: [
    { title: 'Material', defaultValue: '' },
    { title: 'Kind', defaultValue: '' },
    { title: 'Warranty', defaultValue: '2 years' },
  ],
  writes: {
    ...anyWrite,
    required: ['title'],
    unfollow(row, edit) {
      removeJoins('typesAttributes', 'attribute', row, edit);
      removeJoins('productsAttributes', 'attribute', row, edit);
    },
  },
});

export const typesAttributes = shortList({
  name: 'typesAttributes',
  path: 'types/attributes',
  one: 'typesAttribute',
  many: 'typesAttributes',
  group: 'products',
  filters: { type: 'type', attribute: 'attribute' },
  fields: { sortOrder: whole(1), type: link('types'), attribute: link('attributes') },
  rows: [
    { sortOrder: 1, type: '1', attribute: '1' },
    { sortOrder: 2, type: '1', attribute: '2' },
    { sortOrder: 1, type: '2', attribute: '2' },
    { sortOrder: 1, type: '3', attribute: '3' },
  ],
  writes: {
    verbs: ['create', 'remove'],
    required: ['type', 'attribute'],
    prepare: (row, _, edit) => refuseTwice('typesAttributes', ['type', 'attribute'], row, edit),
  },
});

/** The attribute that families have as made. */
const KIND_ATTRIBUTE = '2';

/** Values of a product's attributes, named in paths by the attribute. */
export const productsAttributes = resource({
  name: 'productsAttributes',
  path: 'products/{product}/attributes',
  one: 'productAttribute',
  many: 'productAttributes',
  group: 'products',
  addressedBy: 'attribute',
  fields: { value: translated(), attribute: link('attributes') },
  made: (store) => productCount(originOf(store)),
  isMade: (_, id) => familyOfProduct(id) !== undefined,
  makeRow: (store, id) => ({
    id,
    value: familyOf(originOf(store), familyOfProduct(id) ?? 1).kind.noun,
    attribute: KIND_ATTRIBUTE,
    product: String(id),
  }),
  makeField: (_, id, field) => (field === 'product' ? String(id) : field === 'attribute' ? KIND_ATTRIBUTE : undefined),
  madeWhere: { product: (_, value) => [Number(value)] },
  writes: { verbs: ['remove'] },
});

/** What variants of a product differ in. The shape of options is unsure. */
export const sets = shortList({
  name: 'sets',
  path: 'sets',
  one: 'set',
  many: 'sets',
  group: 'products',
  fields: { ...stamps, name: text(), options: { ...json([]), read: (sent) => sent } },
  rows: [
    { name: 'Sizes', options: [optionOf(1, 'Size')] },
    { name: 'Colours', options: [optionOf(2, 'Colour')] },
    { name: 'Sizes and colours', options: [optionOf(1, 'Size'), optionOf(2, 'Colour')] },
  ],
  writes: { ...anyWrite, required: ['name'] },
});

function optionOf(id: number, name: string) {
  return { id, sortOrder: id, name, values: [] };
}

export const deliverydates = shortList({
  name: 'deliverydates',
  path: 'deliverydates',
  one: 'deliverydate',
  many: 'deliverydates',
  group: 'settings',
  fields: { ...stamps, name: text(), inStockMessage: translated(), outStockMessage: translated() },
  rows: [
    { name: 'Usual', inStockMessage: 'Tomorrow', outStockMessage: 'In a week' },
    { name: 'Slow', inStockMessage: 'In three days', outStockMessage: 'In a month' },
  ],
  writes: { ...anyWrite, required: ['name'] },
});
