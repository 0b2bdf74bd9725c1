import { assortment, type Kind } from './kinds.ts';

/** A category as a node of a nested set: all below it have numbers between `left` and `right`. */
export interface CategoryNode {
  id: number;
  name: string;
  /** Names from the department down, joined by `/`. */
  path: string;
  /** 0 for a department. */
  parentId: number;
  departmentId: number;
  depth: 0 | 1 | 2;
  left: number;
  right: number;
  /** What stands in it; only the lowest level holds things. */
  kinds: readonly Kind[];
}

/** The tree in the order of a walk from the top: ids are 1, 2, 3, ... */
export const categories: readonly CategoryNode[] = walked();

export const leaves = categories.filter(({ kinds }) => kinds.length > 0);

/** Departments, the top level of the tree, with numbers of their own from 1. */
export const departments = categories.filter(({ depth }) => depth === 0).map(({ name }, at) => ({ id: at + 1, name }));

function walked(): CategoryNode[] {
  const nodes: CategoryNode[] = [];
  let number = 0;
  let departmentId = 0;
  const enter = (name: string, parent: CategoryNode | undefined, kinds: readonly Kind[] = []): CategoryNode => {
    if (!parent) departmentId += 1;
    number += 1;
    const node: CategoryNode = {
      id: nodes.length + 1,
      name,
      path: parent ? `${parent.path}/${name}` : name,
      parentId: parent?.id ?? 0,
      departmentId,
      depth: parent ? ((parent.depth + 1) as 1 | 2) : 0,
      left: number,
      right: 0,
      kinds,
    };
    nodes.push(node);
    return node;
  };
  const leave = (node: CategoryNode) => {
    number += 1;
    node.right = number;
  };
  for (const [departmentName, groups] of assortment) {
    const department = enter(departmentName, undefined);
    for (const [groupName, shelves] of groups) {
      const group = enter(groupName, department);
      for (const [name, kinds] of shelves) leave(enter(name, group, kinds));
      leave(group);
    }
    leave(department);
  }
  return nodes;
}
