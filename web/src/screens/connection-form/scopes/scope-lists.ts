import type { Scope } from '../../../api/scopes.ts';

export type Side = 'available' | 'selected';

/** The two lists of the scopes picker: what is selected, what is checked to be moved, where the keyboard is. */
export interface ScopeLists {
  selected: ReadonlySet<string>;
  /** Filters the available scopes only. */
  search: string;
  checked: Readonly<Record<Side, ReadonlySet<string>>>;
  /** The option the keyboard acts on; null until a list is entered. */
  active: Readonly<Record<Side, string | null>>;
}

type Step = 'previous' | 'next' | 'first' | 'last';

export type ScopeAction =
  | { type: 'search'; search: string }
  | { type: 'enter'; side: Side }
  | { type: 'go'; side: Side; to: Step }
  | { type: 'typeAhead'; side: Side; typed: string }
  /** Checks or unchecks one option: the named or the active one. */
  | { type: 'toggle'; side: Side; scope?: string }
  /** Checks from the active option to a neighbour, or to the named one. */
  | { type: 'extend'; side: Side; to: 'previous' | 'next' | { scope: string } }
  /** Checks all that are shown, or none if all are checked. */
  | { type: 'toggleAll'; side: Side }
  /** Moves to the other list. `checked` takes the active option where none is checked; `shown` all that are shown. */
  | { type: 'move'; from: Side; which: 'checked' | 'shown' | { scope: string } }
  | { type: 'bundle'; scopes: readonly string[]; replaces: boolean };

const none: ReadonlySet<string> = new Set();

/** The lists at the start; `suggested` scopes are checked, ready to be added. */
export function scopeLists(selected: readonly string[], suggested: readonly string[] = []): ScopeLists {
  return {
    selected: new Set(selected),
    search: '',
    checked: { available: new Set(suggested), selected: none },
    active: { available: null, selected: null },
  };
}

/** The scopes of one list as they are shown, in the order of the catalogue. */
export function rowsOf(lists: ScopeLists, catalogue: readonly Scope[], side: Side): Scope[] {
  if (side === 'selected') return catalogue.filter(({ scope }) => lists.selected.has(scope));
  return catalogue.filter((row) => !lists.selected.has(row.scope) && matches(row, lists.search));
}

/** Search covers name, meaning and the API's resources; every word must be found somewhere. */
function matches({ scope, title, description, resources }: Scope, search: string): boolean {
  const text = [scope, title, description, ...resources].join(' ').toLowerCase();
  return search
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

/** Checked options that are shown: those a move takes. */
export function checkedRows(lists: ScopeLists, catalogue: readonly Scope[], side: Side): Scope[] {
  return rowsOf(lists, catalogue, side).filter(({ scope }) => lists.checked[side].has(scope));
}

/** What the lists become. Pure: the catalogue is the order and the text of the scopes. */
export function changeLists(catalogue: readonly Scope[], lists: ScopeLists, action: ScopeAction): ScopeLists {
  if (action.type === 'search') return { ...lists, search: action.search };
  if (action.type === 'bundle') return addBundle(lists, action);
  if (action.type === 'move') return move(catalogue, lists, action.from, action.which);
  const { side } = action;
  const rows = rowsOf(lists, catalogue, side).map(({ scope }) => scope);
  const at = rows.indexOf(lists.active[side] ?? '');
  const activate = (scope: string | undefined) => ({
    ...lists,
    active: { ...lists.active, [side]: scope ?? lists.active[side] },
  });
  switch (action.type) {
    case 'enter':
      return at < 0 ? activate(rows[0]) : lists;
    case 'go':
      return activate(rows[stepFrom(at, action.to, rows.length)]);
    case 'typeAhead':
      return activate(found(rows, at, action.typed));
    case 'toggle': {
      const scope = action.scope ?? lists.active[side];
      if (scope === null) return lists;
      return check({ ...activate(scope) }, side, [scope], !lists.checked[side].has(scope));
    }
    case 'extend': {
      const { to } = action;
      const end = typeof to === 'string' ? stepFrom(at, to, rows.length) : rows.indexOf(to.scope);
      const [first, last] = [Math.min(Math.max(at, 0), end), Math.max(at, end)];
      return check(activate(rows[end]), side, rows.slice(first, last + 1), true);
    }
    case 'toggleAll':
      return check(lists, side, rows, !rows.every((scope) => lists.checked[side].has(scope)));
  }
}

function stepFrom(at: number, to: Step, length: number): number {
  if (to === 'first') return 0;
  if (to === 'last') return length - 1;
  if (at < 0) return 0;
  return Math.min(length - 1, Math.max(0, at + (to === 'next' ? 1 : -1)));
}

/** Scope names without what they all begin with: nobody types "employee:" to find one. */
export const shortName = (scope: string): string => scope.replace(/^employee:/, '');

/** The next option that begins with what was typed; a single letter moves on, more letters stay where they fit. */
function found(rows: readonly string[], at: number, typed: string): string | undefined {
  const from = typed.length === 1 ? at + 1 : Math.max(at, 0);
  const inOrder = [...rows.slice(from), ...rows.slice(0, from)];
  return inOrder.find((scope) => shortName(scope).startsWith(typed.toLowerCase()));
}

function check(lists: ScopeLists, side: Side, scopes: readonly string[], isChecked: boolean): ScopeLists {
  const checked = new Set(lists.checked[side]);
  for (const scope of scopes) {
    if (isChecked) checked.add(scope);
    else checked.delete(scope);
  }
  return { ...lists, checked: { ...lists.checked, [side]: checked } };
}

function move(
  catalogue: readonly Scope[],
  lists: ScopeLists,
  from: Side,
  which: 'checked' | 'shown' | { scope: string },
): ScopeLists {
  const rows = rowsOf(lists, catalogue, from).map(({ scope }) => scope);
  const moved = new Set(movedOf(lists, rows, from, which));
  if (moved.size === 0) return lists;
  const selected = new Set(lists.selected);
  for (const scope of moved) {
    if (from === 'available') selected.add(scope);
    else selected.delete(scope);
  }
  return {
    ...check(lists, from, [...moved], false),
    selected,
    active: { ...lists.active, [from]: remaining(rows, lists.active[from], moved) },
  };
}

function movedOf(
  lists: ScopeLists,
  rows: readonly string[],
  from: Side,
  which: 'checked' | 'shown' | { scope: string },
): readonly string[] {
  if (which === 'shown') return rows;
  if (which !== 'checked') return [which.scope];
  const checked = rows.filter((scope) => lists.checked[from].has(scope));
  const active = lists.active[from];
  return checked.length > 0 || active === null || !rows.includes(active) ? checked : [active];
}

/** Where the keyboard stays after a move: the next option that remains, else the last one, else nowhere. */
function remaining(rows: readonly string[], active: string | null, moved: ReadonlySet<string>): string | null {
  const at = Math.max(0, rows.indexOf(active ?? ''));
  const stays = (scope: string) => !moved.has(scope);
  return rows.slice(at).find(stays) ?? rows.slice(0, at).findLast(stays) ?? null;
}

function addBundle(lists: ScopeLists, { scopes, replaces }: { scopes: readonly string[]; replaces: boolean }) {
  const selected = new Set(replaces ? scopes : [...lists.selected, ...scopes]);
  return { ...lists, selected, checked: { available: none, selected: none } };
}

/** The selected scope that already covers this one; undefined when none does. */
export function coveredBy({ coveredBy: wider }: Scope, selected: ReadonlySet<string>): string | undefined {
  return wider.find((scope) => selected.has(scope));
}

/** How many of these scopes may write. */
export const writers = (scopes: readonly Scope[]): number =>
  scopes.filter(({ access }) => access === 'read-write').length;

/** Scopes under their groups, in order. */
export function grouped(rows: readonly Scope[]): { group: string; scopes: Scope[] }[] {
  const groups = new Map<string, Scope[]>();
  for (const row of rows) groups.set(row.group, [...(groups.get(row.group) ?? []), row]);
  return [...groups].map(([group, scopes]) => ({ group, scopes }));
}
