import type { Relation, Resource, Row } from '../resource.ts';
import type { Fields } from './body.ts';
import type { Writing } from './writing.ts';

export type Verb = 'POST' | 'PUT' | 'DELETE';

/** What a row was and what of it is changed, while it is written. */
export interface Change {
  id: number;
  /** The row before; undefined when it is created. */
  before: Row | undefined;
  /** Fields that are written, as texts. */
  fields: Row;
  /** All that was sent. */
  sent: Fields;
}

/**
 * What may be written to a resource. Fields are those of the field table with their types; all others are ignored (recorded
 * for one resource, unsure for all).
 */
export interface Writable {
  resource: Resource;
  verbs: Verb[];
  /** Any one of these scopes, with the right of the same name, opens writing; empty: every token. */
  scopes: string[];
  /** Fields that a new row has if nothing is sent, and that can't be empty later: the message of the refusal. */
  required?: Record<string, string>;
  /** A new row before what is sent is laid over it. */
  defaults(writing: Writing, sent: Row): Row;
  /** Fields that are computed or given by the system: what is sent for them is ignored. */
  computed?: string[];
  /** The only fields that can be written, where that is shorter to say. */
  only?: string[];
  /** Computed fields that a new row may bring along all the same. */
  givenOnce?: string[];
  /** Fields that take one of these values. */
  choices?: Record<string, readonly string[]>;
  /** Links to rows that must exist; `0` is no link. */
  links?: Record<string, () => Resource>;
  /** Fields of the row that move when it is written. */
  stamps?: { created?: string; changed?: string };
  /** Whether DELETE archives a row, really deletes it, or does what a rule says. */
  remove: 'archive' | 'delete' | ((writing: Writing, id: number) => void);
  /** Refuses what can't be, before anything is written. May change `fields`. */
  check?(writing: Writing, change: Change): void;
  /** What else follows from a write: nested lists, totals, stock. Runs after the row is put. */
  after?(writing: Writing, change: Change): void;
  /** Nested lists and rows that `after` takes care of; sending one counts as a change. */
  nested?: string[];
  /** Relations that replies to POST and PUT carry when they are not empty (recorded). */
  shows?: string[];
  /** Relations that replies to DELETE carry (recorded). */
  showsGone?: string[];
  /** Relations of such replies that can't be asked for. */
  carries?: Record<string, Relation>;
}
