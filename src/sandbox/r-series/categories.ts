import { idsOf, idsWhere } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { departments } from './names.ts';
import { linked, resource, stamp } from './resource.ts';
import { timeOf } from './row-times.ts';

/** The tree as a nested set, walked once: departments, each with its categories. */
const categories = (() => {
  const rows: { id: number; parent: number; name: string; path: string; left: number; right: number; depth: number }[] =
    [];
  let node = 1;
  for (const [department, below] of departments) {
    const parent = {
      id: rows.length + 1,
      parent: 0,
      name: department,
      path: department,
      left: node,
      right: 0,
      depth: 0,
    };
    node += 1;
    rows.push(parent);
    for (const name of below) {
      rows.push({
        id: rows.length + 1,
        parent: parent.id,
        name,
        path: `${department}/${name}`,
        left: node,
        right: node + 1,
        depth: 1,
      });
      node += 2;
    }
    parent.right = node;
    node += 1;
  }
  return rows;
})();

export const CATEGORIES = categories.length;

export const category = resource({
  name: 'Category',
  key: 'categoryID',
  scopes: [],
  sortable: ['categoryID', 'timeStamp', 'leftNode', 'rightNode'],
  growing: ['timeStamp', 'createTime'],
  made: () => CATEGORIES,
  makeRow(store, id) {
    const found = categories[id - 1];
    const at = stamp(timeOf(store, id, CATEGORIES));
    return {
      categoryID: String(id),
      name: found?.name ?? '',
      nodeDepth: String(found?.depth ?? 0),
      fullPathName: found?.path ?? '',
      leftNode: String(found?.left ?? 0),
      rightNode: String(found?.right ?? 0),
      createTime: at,
      timeStamp: at,
      parentID: String(found?.parent ?? 0),
    };
  },
  relations: { Parent: linked(() => category, 'parentID') },
});

/** Ids of categories that nothing hangs below: a delete of another one is refused (firm). */
export const leavesOf = (store: RStore): number[] =>
  idsOf(store, category).filter((id) => idsWhere(store, category, 'parentID', String(id)).length === 0);
