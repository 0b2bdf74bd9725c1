import { image, publicIdOf } from '../images.ts';
import { itemMatrix } from '../item-matrices.ts';
import { item } from '../items.ts';
import { picture } from '../written.ts';
import { Refused } from './refused.ts';
import type { Writable } from './writable.ts';

/** A picture, sent as a form, with what is said of it. */
export const imageWrites: Writable = {
  resource: image,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['inventory', 'product_edit', 'admin'],
  defaults: ({ upload }) => ({
    description: '',
    filename: upload?.file?.name ?? '',
    ordering: '0',
    publicID: '',
    baseImageURL: '',
    size: String(upload?.file?.bytes.length ?? 0),
    itemID: '0',
    itemMatrixID: '0',
  }),
  computed: ['filename', 'publicID', 'baseImageURL', 'size'],
  links: { itemID: () => item, itemMatrixID: () => itemMatrix },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  check({ store, upload, base }, { id, before, fields }) {
    if (before) return;
    if (!upload?.file) throw new Refused('image is required: send a multipart form with the parts data and image.');
    if (fields.itemID === '0' && fields.itemMatrixID === '0') throw new Refused('itemID or itemMatrixID is required.');
    Object.assign(fields, { publicID: publicIdOf(store.accountId, id), baseImageURL: `${base}/image/` });
  },
  after(writing, { id, before }) {
    const file = writing.upload?.file;
    if (!before && file) writing.put(picture, id, { type: file.type, base64: file.bytes.toString('base64') });
  },
  remove(writing, id) {
    writing.remove(image, id);
    writing.remove(picture, id);
  },
};
