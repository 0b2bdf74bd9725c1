import { idsOf, idsWhere } from '../../rows/rows.ts';
import { category } from '../categories.ts';
import { item } from '../items.ts';
import type { Row } from '../resource.ts';
import { Refused } from './refused.ts';
import type { Writable } from './writable.ts';
import type { Writing } from './writing.ts';

/** `fullPathName` is computed, whatever is sent for it (the documentation sends it all the same). */
export const categoryWrites: Writable = {
  resource: category,
  verbs: ['POST', 'PUT', 'DELETE'],
  scopes: ['categories', 'inventory', 'admin_inventory'],
  required: { name: 'name cannot be blank.' },
  defaults: () => ({ name: '', nodeDepth: '0', fullPathName: '', leftNode: '0', rightNode: '0', parentID: '0' }),
  computed: ['nodeDepth', 'fullPathName', 'leftNode', 'rightNode'],
  links: { parentID: () => category },
  stamps: { created: 'createTime', changed: 'timeStamp' },
  check(writing, { id, fields }) {
    for (
      let above = Number(fields.parentID ?? 0);
      above !== 0;
      above = Number(writing.field(category, above, 'parentID'))
    )
      if (above === id) throw new Refused('A category cannot be moved below itself.');
  },
  after: (writing) => layTree(writing),
  remove(writing, id) {
    if (idsWhere(writing.store, category, 'parentID', String(id)).length > 0)
      throw new Refused('A category that has categories below it cannot be deleted.');
    writing.remove(category, id);
    // Items as made follow by themselves: they have no category where theirs is gone.
    for (const itemId of writing.store.rows.idsWhere('Item', 'categoryID', String(id)))
      writing.put(item, itemId, { categoryID: '0' });
    layTree(writing);
  },
};

/**
 * Numbers the tree anew as a nested set, and names its paths. A row that has no place yet stands by its name among its
 * siblings (recorded). Only nodes that differ are written, and their times stay (unsure).
 */
function layTree(writing: Writing): void {
  const below = new Map<string, Row[]>();
  for (const id of idsOf(writing.store, category)) {
    const row = writing.row(category, id);
    const parent = String(row.parentID);
    below.set(parent, [...(below.get(parent) ?? []), row]);
  }
  let node = 0;
  const lay = (parentId: string, depth: number, path: string) => {
    for (const row of inOrder(below.get(parentId) ?? [])) {
      node += 1;
      const leftNode = String(node);
      const fullPathName = path === '' ? String(row.name) : `${path}/${row.name}`;
      lay(String(row.categoryID), depth + 1, fullPathName);
      node += 1;
      const laid: Row = { leftNode, rightNode: String(node), nodeDepth: String(depth), fullPathName };
      if (Object.entries(laid).some(([name, value]) => row[name] !== value))
        writing.put(category, Number(row.categoryID), laid);
    }
  };
  lay('0', 0, '');
}

function inOrder(siblings: Row[]): Row[] {
  const placed = siblings.filter(({ leftNode }) => leftNode !== '0');
  placed.sort((left, right) => Number(left.leftNode) - Number(right.leftNode));
  for (const row of siblings.filter(({ leftNode }) => leftNode === '0')) {
    const next = placed.findIndex(({ name }) => String(name).toLowerCase() > String(row.name).toLowerCase());
    placed.splice(next < 0 ? placed.length : next, 0, row);
  }
  return placed;
}
