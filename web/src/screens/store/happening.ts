import type { Store, StoreChanges } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';

const changeKinds = ['sales', 'edits', 'archives', 'voids', 'deletes'] as const;
/** What only R-Series knows. */
const ownKinds = ['refunds', 'lateVoids', 'receives', 'counts', 'mergeItems', 'mergeCustomers'] as const;
export type ChangeKind = (typeof changeKinds)[number] | (typeof ownKinds)[number];

/** What can happen in stores of a series. */
export const kindsOf = (series: Store['series']): readonly ChangeKind[] =>
  series === 'r' ? [...changeKinds, ...ownKinds] : changeKinds;

/** A change in the words of the series: not all of them archive, void or delete. */
export function changeWords(kind: ChangeKind, series: Store['series'], n: number) {
  if (kind === 'archives' || kind === 'voids' || kind === 'deletes') {
    const key = `store.changes.${kind}.${series}` as const;
    return { title: text(key), help: text(`${key}.help`), button: text(`${key}.button`, { n }) };
  }
  const key = `store.changes.${kind}` as const;
  return { title: text(key), help: text(`${key}.help`), button: text(`${key}.button`, { n }) };
}

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
  const found = kindsOf('r')
    .map((kind) => ({ kind, ids: changes[kind] ?? [] }))
    .filter(({ ids }) => ids.length > 0);
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
