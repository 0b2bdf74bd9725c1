import { departments } from './names.ts';
import { edited, linked, type Resource, stamp } from './resource.ts';
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

export const category: Resource = {
  name: 'Category',
  key: 'categoryID',
  scopes: [],
  sortable: ['categoryID', 'timeStamp', 'leftNode', 'rightNode'],
  growing: ['timeStamp', 'createTime'],
  count: () => CATEGORIES,
  exists: (store, id) => !store.deleted.Category?.includes(id),
  row(store, id) {
    const found = categories[id - 1];
    const at = stamp(timeOf(store, id, CATEGORIES));
    return edited(store, 'Category', id, {
      categoryID: String(id),
      name: found?.name ?? '',
      nodeDepth: String(found?.depth ?? 0),
      fullPathName: found?.path ?? '',
      leftNode: String(found?.left ?? 0),
      rightNode: String(found?.right ?? 0),
      createTime: at,
      timeStamp: at,
      parentID: String(found?.parent ?? 0),
    });
  },
  relations: { Parent: linked(() => category, 'parentID') },
};

/** Categories that nothing hangs below: a delete of another one is refused (firm). */
export const leaves = categories
  .filter(({ id }) => !categories.some(({ parent }) => parent === id))
  .map(({ id }) => id);
