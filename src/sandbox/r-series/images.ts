import { exists, rowOf } from '../rows/rows.ts';
import { isRStore, type Store } from '../store.ts';
import { itemMatrix } from './item-matrices.ts';
import { item } from './items.ts';
import { linked, type Resource } from './resource.ts';
import { picture, writtenImage } from './written.ts';

/** Pictures of items and matrices: only those that were uploaded. */
export const image: Resource = {
  ...writtenImage,
  relations: { Item: linked(() => item, 'itemID'), ItemMatrix: linked(() => itemMatrix, 'itemMatrixID') },
};

const PLACE = /^\/image\/(\d+)-(\d{1,15})(?:\.\w+)?$/;

/** Where a store's picture is found: `baseImageURL` and `publicID` of its row put together. Nobody needs a token. */
export const publicIdOf = (accountId: string, imageId: number) => `${accountId}-${imageId}`;

/** The picture at a path of the API's host. */
export function pictureAt(
  stores: Iterable<Store>,
  path: string,
): { status: number; body: Buffer; contentType: string } | undefined {
  const [, accountId, id] = PLACE.exec(path) ?? [];
  const store = [...stores].filter(isRStore).find((one) => one.accountId === accountId);
  if (!store || !exists(store, picture, Number(id))) return undefined;
  const { type, base64 } = rowOf(store, picture, Number(id));
  return { status: 200, body: Buffer.from(String(base64), 'base64'), contentType: String(type) };
}
