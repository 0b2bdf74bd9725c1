import { Purpose } from '../shop-data/dice.ts';
import type { CStore } from '../store.ts';
import { BadValue, refuse } from './errors.ts';
import { type Field, fixed, shown, stamps, text, whole } from './fields.ts';
import { originOf } from './origin.ts';
import { firstVariantOf, productCount } from './product-ids.ts';
import { type Row, resource } from './resource.ts';
import { variantTime } from './variants.ts';

const PICTURE = new Purpose('c-series picture');
const LARGEST = 10 * 1024 * 1024;

/** Kinds of picture by their first bytes. */
const kinds: readonly (readonly [extension: string, start: string])[] = [
  ['png', '89504e47'],
  ['jpg', 'ffd8ff'],
  ['gif', '47494638'],
  ['webp', '52494646'],
];

/** The picture itself, as base64. It is checked and measured, not kept; that it is sent so is seen in clients. */
const attachment: Field = {
  show: () => undefined,
  read(sent) {
    const bytes = typeof sent === 'string' ? Buffer.from(sent.replace(/^data:[^,]*,/, ''), 'base64') : Buffer.alloc(0);
    const start = bytes.subarray(0, 4).toString('hex');
    const kind = kinds.find(([, first]) => start.startsWith(first));
    if (!kind) throw new BadValue('This value should be a picture in base64: PNG, JPEG, GIF or WebP.');
    if (bytes.length > LARGEST) throw new BadValue('A picture is at most 10 MB.');
    return { extension: kind[0], size: bytes.length };
  },
  initial: undefined,
};

const addressOf = ({ shopId }: CStore, { id, filename, extension }: Row, size: string) =>
  `https://cdn.webshopapp.com/shops/${shopId}/files/${id}/${size}${filename}.${extension}`;

/** Pictures of products; two thirds have one as made. */
export const productsImages = resource({
  name: 'productsImages',
  path: 'products/{product}/images',
  one: 'productImage',
  many: 'productImages',
  group: 'products',
  fields: {
    sortOrder: whole(1),
    ...stamps,
    extension: fixed(text()),
    size: fixed(whole()),
    title: text(),
    thumb: shown((row, { tables }) => addressOf(tables.store, row, '50x50x2/')),
    src: shown((row, { tables }) => addressOf(tables.store, row, '')),
    attachment,
    filename: { ...text(), show: () => undefined },
  },
  made: (store) => productCount(originOf(store)),
  isMade: (store, id) => PICTURE.chance(0.66, store.seed, id),
  makeRow(store, id) {
    const at = variantTime(originOf(store), firstVariantOf(originOf(store), id));
    const size = 20_000 + PICTURE.below(300_000, store.seed, id, 1);
    const about = { sortOrder: 1, extension: 'png', size, title: `picture-${id}`, filename: `picture-${id}` };
    return { id, createdAt: at, updatedAt: at, ...about, product: String(id) };
  },
  makeField: (_, id, field) => (field === 'product' ? String(id) : undefined),
  madeWhere: { product: (_, value) => [Number(value)] },
  writes: {
    verbs: ['create', 'update', 'remove'],
    prepare(row, before, edit) {
      const { attachment: picture, ...rest } = row;
      if (!before && picture === undefined) refuse('attachment', 'This value should not be blank.');
      if (picture === undefined) return;
      Object.assign(row, rest, picture as Row);
      delete row.attachment;
      row.filename = String(rest.filename ?? '').replace(/\.[^.]*$/, '') || `picture-${row.id}`;
      if (rest.title === '') row.title = row.filename;
      if (!before) row.sortOrder = edit.where('productsImages', 'product', row.product).length + 1;
    },
  },
});
