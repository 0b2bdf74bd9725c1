import type { XStore } from '../../store.ts';
import { type Row, resource } from '../resource.ts';
import { numberOf, uuidOf } from '../uuids.ts';
import { madeVersion } from '../versions.ts';

const TABLE = 30;
/** Every third product has one picture. */
const EVERY = 3;
/** Table of the products, which list their pictures. */
const PRODUCTS = 12;

const count = ({ sizes }: XStore) => Math.ceil(sizes.items / EVERY);

/** Pictures of products. The bytes of those that are sent are not kept. */
export const productImages = resource({
  name: 'product_images',
  table: TABLE,
  made: count,
  row: (store, number) => ({
    product_id: uuidOf(store, PRODUCTS, (number - 1) * EVERY + 1),
    position: 1,
    status: 'complete',
    deleted_at: null,
    _url: imageAt(store, number),
  }),
  madeWhere: { product_id: (store, id) => madeOf(store, id) },
  hides: ['deleted_at'],
});

function* madeOf(store: XStore, productId: string): Generator<number> {
  const product = numberOf(store, PRODUCTS, productId) ?? 0;
  if (product % EVERY === 1 && product <= store.sizes.items) yield (product - 1) / EVERY + 1;
}

/** The picture that a product as made shows. */
export function madeImages(store: XStore, product: number): Row[] {
  if (product % EVERY !== 1 || product > store.sizes.items) return [];
  const number = (product - 1) / EVERY + 1;
  return [
    imageShown(uuidOf(store, TABLE, number), imageAt(store, number), madeVersion(store, TABLE, number, count(store))),
  ];
}

/** A picture as a product lists it; all sizes lead to one address. */
export function imageShown(id: unknown, url: unknown, version: unknown): Row {
  const sizes = { ss: url, standard: url, st: url, original: url, thumb: url, sl: url, sm: url };
  return { id, url, version, sizes };
}

export const imageAt = ({ domainPrefix }: XStore, number: number) =>
  `https://${domainPrefix}.retail.lightspeed.app/images/product/${number}.png`;
