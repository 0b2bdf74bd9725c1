import type { StoreChanges } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';

export const changeKinds = ['sales', 'edits', 'archives', 'voids', 'deletes'] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** Something that was made happen on this page. */
export interface Happening {
  key: string;
  at: string;
  words: string;
  /** The rows, the first few by id. */
  rows: string;
}

const namedRows = 8;

/** What a change did, in words. */
export function happeningOf(changes: StoreChanges): Happening {
  const found = changeKinds.flatMap((kind) => (changes[kind].length > 0 ? [{ kind, ids: changes[kind] }] : []));
  const ids = found.flatMap((each) => each.ids.map(String));
  const named = ids.slice(0, namedRows).join(', ');
  const more = ids.length - namedRows;
  return {
    key: crypto.randomUUID(),
    at: changes.at,
    words:
      found.map(({ kind, ids: { length: n } }) => text(`store.changes.done.${kind}`, { n })).join(', ') ||
      text('store.changes.done.nothing'),
    rows: more > 0 ? `${named} ${text('store.changes.more', { n: more })}` : named,
  };
}
