import type { HttpOverridesView, HttpSettingsInput } from '../../../../../src/connections/http-settings-schema.ts';
import { at, codecOf, type HttpDraft, httpKeys, type Leaves } from './http-draft.ts';

/**
 * The change from what is stored to what HTTP view shows, as a merge patch; undefined when there is none. `stored` is null
 * for a new connection.
 */
export function httpPatch(draft: HttpDraft, stored: HttpOverridesView | null): HttpSettingsInput | undefined {
  const leaves: Leaves = {};
  for (const key of httpKeys) {
    const codec = codecOf(key);
    const value = draft[key];
    const wanted = value === undefined ? {} : codec.write(value);
    for (const path of codec.paths) {
      for (const gone of placesBelow(stored, path)) {
        if (!(gone in wanted) && !isKept(value, gone)) leaves[gone] = null;
      }
    }
    for (const [path, leaf] of Object.entries(wanted)) {
      const before = at(stored, path);
      const isSame = leaf === null ? before === undefined : JSON.stringify(before) === JSON.stringify(leaf);
      if (!isSame) leaves[path] = leaf;
    }
  }
  return Object.keys(leaves).length === 0 ? undefined : (treeOf(leaves) as HttpSettingsInput);
}

/** Whether a stored secret stays though nothing is sent for it: its field still shows it as stored. */
function isKept(value: unknown, path: string): boolean {
  const [group, name = ''] = path.split('.');
  if (group === 'encrypted' && Array.isArray(value)) {
    return value.some((field) => field.isSecret && field.name.trim() === name && field.value === null);
  }
  if (group === 'tls' && typeof value === 'object' && value !== null) {
    return (value as Record<string, unknown>)[name] === null;
  }
  return false;
}

/** Places with a value at or below a path; a stored secret is one place. */
function placesBelow(stored: HttpOverridesView | null, path: string): string[] {
  const value = at(stored, path);
  if (value === undefined) return [];
  const isLeaf =
    typeof value !== 'object' || value === null || Array.isArray(value) || typeof at(value, 'set') === 'boolean';
  return isLeaf ? [path] : Object.keys(value).flatMap((name) => placesBelow(stored, `${path}.${name}`));
}

function treeOf(leaves: Leaves): Leaves {
  const tree: Leaves = {};
  for (const [path, value] of Object.entries(leaves)) {
    const names = path.split('.');
    const last = names.pop() ?? '';
    let here = tree;
    for (const name of names) {
      const inner = (here[name] ?? {}) as Leaves;
      here[name] = inner;
      here = inner;
    }
    here[last] = value;
  }
  return tree;
}
