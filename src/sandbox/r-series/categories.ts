import { idsOf, idsWhere } from '../rows/rows.ts';
import { timeOf } from '../shop-data/calendar.ts';
import { categories } from '../shop-data/vocabulary/categories.ts';
import { originOf, type RStore } from '../store.ts';
import { linked, resource, stamp } from './resource.ts';

export const category = resource({
  name: 'Category',
  key: 'categoryID',
  scopes: [],
  sortable: ['categoryID', 'timeStamp', 'leftNode', 'rightNode'],
  growing: ['timeStamp', 'createTime'],
  made: () => categories.length,
  makeRow(store, id) {
    const found = categories[id - 1];
    const at = stamp(timeOf(originOf(store), id, categories.length));
    return {
      categoryID: String(id),
      name: found?.name ?? '',
      nodeDepth: String(found?.depth ?? 0),
      fullPathName: found?.path ?? '',
      leftNode: String(found?.left ?? 0),
      rightNode: String(found?.right ?? 0),
      createTime: at,
      timeStamp: at,
      parentID: String(found?.parentId ?? 0),
    };
  },
  relations: { Parent: linked(() => category, 'parentID') },
});

/** Ids of categories that nothing hangs below: a delete of another one is refused (firm). */
export const leavesOf = (store: RStore): number[] =>
  idsOf(store, category).filter((id) => idsWhere(store, category, 'parentID', String(id)).length === 0);
