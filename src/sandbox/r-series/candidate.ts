import { rowOf } from '../rows/rows.ts';
import type { RStore } from '../store.ts';
import { contactFilters, contactValues } from './contact.ts';
import type { Filter } from './filter.ts';
import { type ListQuery, relationOf, shownName } from './list-query.ts';
import { isArchived, type Resource, type Row } from './resource.ts';

/** A row that a list may show. It is made only when something is asked that no single field tells. */
export class Candidate {
  readonly #store: RStore;
  readonly #resource: Resource;
  readonly #id: number;
  #row: Row | undefined;

  constructor(store: RStore, resource: Resource, id: number) {
    this.#store = store;
    this.#resource = resource;
    this.#id = id;
  }

  get row(): Row {
    this.#row ??= rowOf(this.#store, this.#resource, this.#id);
    return this.#row;
  }

  /** Whether a query wants it: as far as its being archived goes, and by all filters. */
  passes({ archived, filters, alternatives }: ListQuery): boolean {
    if (archived !== 'shown' && isArchived(this.#store, this.#resource, this.#id) !== (archived === 'only'))
      return false;
    for (const filter of filters) if (!this.#passesOne(filter)) return false;
    return alternatives.every((any) => any.some((filter) => this.#passesOne(filter)));
  }

  #passesOne(filter: Filter): boolean {
    return this.#valuesOf(filter.field).some((value) => filter.passes(value));
  }

  /** Values of a field: one, none, or one of each row of a relation. `itemCode` stands for three codes (firm). */
  #valuesOf(field: string): string[] {
    const [name = '', inner] = field.split('.');
    if (inner === undefined) {
      if (field === 'itemCode') return ['itemID', 'upc', 'ean'].map((code) => this.#text(code));
      return [this.#text(shownName(this.#resource, field))];
    }
    const rows = relationOf(this.#resource.relations, [name])?.rows(this.#store, this.row) ?? [];
    if (name === 'Contact' && contactFilters.includes(inner)) return rows.flatMap((one) => contactValues(one, inner));
    return rows.map((one) => String(one[inner] ?? ''));
  }

  #text(field: string): string {
    return String((this.#row ? this.#row[field] : (this.#quick(field) ?? this.row[field])) ?? '');
  }

  /** A field of a row that is as it was made, where that is told without making the row. */
  #quick(field: string): unknown {
    if (this.#store.rows.isKept(this.#resource.name, this.#id)) return undefined;
    return this.#resource.makeField?.(this.#store, this.#id, field);
  }
}
