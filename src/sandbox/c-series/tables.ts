import { exists, rowOf, rowsWhere } from '../rows/rows.ts';
import type { CStore } from '../store.ts';
import type { Resource, Row } from './resource.ts';

/** The rows of a store by the names of resources, so that resources can point at each other without importing each other. */
export class Tables {
  readonly store: CStore;
  readonly resources: ReadonlyMap<string, Resource>;

  constructor(store: CStore, resources: ReadonlyMap<string, Resource>) {
    this.store = store;
    this.resources = resources;
  }

  of(name: string): Resource {
    const resource = this.resources.get(name);
    if (!resource) throw new Error(`no resource ${name}`);
    return resource;
  }

  exists(name: string, id: unknown): boolean {
    return exists(this.store, this.of(name), Number(id));
  }

  /** Undefined when there is no such row. */
  row(name: string, id: unknown): Row | undefined {
    return this.exists(name, id) ? rowOf(this.store, this.of(name), Number(id)) : undefined;
  }

  /** Rows that hold a value in a field, in the order of ids. */
  where(name: string, field: string, value: unknown): Row[] {
    return rowsWhere(this.store, this.of(name), field, String(value));
  }
}
