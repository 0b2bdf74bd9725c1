import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';
import { type CategoryNode, leaves } from './vocabulary/categories.ts';
import { adjectives, colours, type Kind } from './vocabulary/kinds.ts';

/**
 * Items come in blocks of 40: 18 single things, then three families whose members differ in size, in colour or in both. So
 * the way from a member to its family and back is arithmetic, and nothing of it is kept.
 */
export const BLOCK = 40;
export const SINGLES = 18;
const layouts = [
  { first: 18, sizes: 4, colours: 3 },
  { first: 30, sizes: 6, colours: 1 },
  { first: 36, sizes: 1, colours: 4 },
] as const;
export const FAMILIES = layouts.length;

/** A thing that is sold in variants. */
export interface Family {
  id: number;
  /** Id of the first member; the others follow. Some at the end may not exist where the store has no such items. */
  firstItemId: number;
  name: string;
  kind: Kind;
  category: CategoryNode;
  /** Values of what members differ in, in order; empty where they don't differ in it. */
  sizes: readonly string[];
  colours: readonly string[];
}

/** Place of a member in its family: which of `sizes`, which of `colours`; -1 where the family has none. */
export interface Place {
  familyId: number;
  size: number;
  colour: number;
}

const KIND = new Purpose('family kind');
const NAME = new Purpose('family name');
const COLOURS = new Purpose('family colours');

/** Kinds that a family of each layout can be, with where they stand. */
const shelves = leaves.flatMap((category) => category.kinds.map((kind) => ({ category, kind })));
const fitting = layouts.map((layout) =>
  shelves.filter(
    ({ kind }) => (layout.sizes === 1 || kind.sizes !== undefined) && (layout.colours === 1 || kind.coloured === true),
  ),
);

/** How many families have a member among the items of a store. */
export function familyCount(origin: Origin): number {
  const [whole, rest] = [Math.floor(origin.items / BLOCK), origin.items % BLOCK];
  return whole * FAMILIES + layouts.filter(({ first }) => rest > first).length;
}

/** Undefined for a single thing. */
export function placeOf(itemId: number): Place | undefined {
  const [block, offset] = [Math.floor((itemId - 1) / BLOCK), (itemId - 1) % BLOCK];
  if (offset < SINGLES) return undefined;
  const which = offset < layouts[1].first ? 0 : offset < layouts[2].first ? 1 : 2;
  const layout = layouts[which];
  const at = offset - layout.first;
  return {
    familyId: block * FAMILIES + which + 1,
    size: layout.sizes === 1 ? -1 : Math.floor(at / layout.colours),
    colour: layout.colours === 1 ? -1 : at % layout.colours,
  };
}

/** The id of a member, whether or not the store has that many items. The inverse of `placeOf`. */
export function memberAt({ familyId, size, colour }: Place): number {
  const layout = layoutOf(familyId);
  return firstItemOf(familyId) + Math.max(0, size) * layout.colours + Math.max(0, colour);
}

/** Ids of the members that exist, in order: by size, then by colour; none for what is no id. */
export function membersOf(origin: Origin, familyId: number): number[] {
  if (!Number.isInteger(familyId) || familyId < 1) return [];
  const { sizes, colours } = layoutOf(familyId);
  const first = firstItemOf(familyId);
  const count = Math.max(0, Math.min(sizes * colours, origin.items - first + 1));
  return Array.from({ length: count }, (_, at) => first + at);
}

export function familyOf(origin: Origin, familyId: number): Family {
  const { seed } = origin;
  const layout = layoutOf(familyId);
  const { kind, category } = shelfOf(origin, familyId);
  const from = COLOURS.below(colours.length, seed, familyId);
  return {
    id: familyId,
    firstItemId: firstItemOf(familyId),
    name: `${NAME.pick(adjectives, seed, familyId)} ${kind.noun} F${familyId}`,
    kind,
    category,
    sizes: layout.sizes === 1 ? [] : (kind.sizes ?? []).slice(0, layout.sizes),
    colours:
      layout.colours === 1
        ? []
        : Array.from({ length: layout.colours }, (_, at) => colours[(from + at) % colours.length] as string),
  };
}

const shelfOf = ({ seed }: Origin, familyId: number) =>
  KIND.pick(fitting[(familyId - 1) % FAMILIES] ?? [], seed, familyId);

/** The kind of a family, told without the rest of it: prices of a million lines ask for it. */
export const familyKind = (origin: Origin, familyId: number): Kind => shelfOf(origin, familyId).kind;

/** What stands alone, drawn by the item's id. */
export const singleKind = (origin: Origin, itemId: number) => KIND.pick(shelves, origin.seed, itemId, 1);

const layoutOf = (familyId: number) => layouts[(familyId - 1) % FAMILIES] as (typeof layouts)[number];
const firstItemOf = (familyId: number) => Math.floor((familyId - 1) / FAMILIES) * BLOCK + layoutOf(familyId).first + 1;
