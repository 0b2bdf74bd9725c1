import type { Row } from './resource.ts';

export type Action = 'created' | 'updated' | 'deleted' | 'paid' | 'shipped';

/** Something that webhooks may be told: what became of a row of a group, and the row as it is, or was last. */
export interface Happening {
  resource: string;
  row: Row;
  actions: Action[];
}

/** What happens to the rows of one change, each row once: what was created and then changed was created. */
export class Happenings {
  readonly #byRow = new Map<string, { resource: string; before: Row | undefined; after: Row | undefined }>();

  /** `before` is undefined for a new row, `after` for one that is gone. */
  add(resource: string, before: Row | undefined, after: Row | undefined): void {
    const key = `${resource} ${(after ?? before)?.id}`;
    const known = this.#byRow.get(key);
    this.#byRow.set(key, { resource, before: known ? known.before : before, after });
  }

  all(): Happening[] {
    return [...this.#byRow.values()].flatMap(({ resource, before, after }) => {
      const row = after ?? before;
      const actions = actionsOf(before, after);
      return row && actions.length > 0 ? [{ resource, row, actions }] : [];
    });
  }
}

function actionsOf(before: Row | undefined, after: Row | undefined): Action[] {
  if (!after) return before ? ['deleted'] : [];
  const becomes = (field: string, value: string) => after[field] === value && before?.[field] !== value;
  return [
    before ? 'updated' : 'created',
    ...(becomes('paymentStatus', 'paid') ? (['paid'] as const) : []),
    ...(becomes('shipmentStatus', 'shipped') ? (['shipped'] as const) : []),
  ];
}
