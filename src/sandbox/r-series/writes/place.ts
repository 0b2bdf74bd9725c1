import type { Resource, Row } from '../resource.ts';
import type { Fields } from './body.ts';
import type { Verb, Writable } from './writable.ts';
import type { Writing } from './writing.ts';

/** What an action answers: a row of a resource, `plain` without what else replies carry, or a body of its own. */
export type Done = { id: number; plain?: true } | { body: object };

/** Something else than create, change or delete, under a name below a row: `Sale/12/Refund`. */
export interface Action {
  verb: Verb;
  /** Name of the record that may wrap what is sent. */
  record: string;
  scopes: string[];
  /** Where `Done.id` is a row of. */
  to: Writable;
  act(writing: Writing, id: number, sent: Fields): Done;
}

/** Where something may be written, below an account. */
export interface Place {
  /** `id` and `parent` of the path. */
  pattern: RegExp;
  /** What a request costs, without what is nested in it. */
  drips: number;
  what:
    | { kind: 'rows'; to: Writable; parent?: { resource: Resource; field: string } }
    | { kind: 'action'; of: Resource; action: Action };
}

const PLAIN = 1;

/** Rows of a resource; `{id}` in the path is a row of its parent, which `field` links to. */
export function at(
  path: string,
  to: Writable,
  more: { drips?: number; parent?: { resource: Resource; field: string } } = {},
): Place {
  const inner = path.replace('{id}', '(?<parent>\\d+)');
  const { parent } = more;
  return {
    pattern: new RegExp(`^${inner}(?:/(?<id>\\d+))?$`),
    drips: more.drips ?? PLAIN,
    what: { kind: 'rows', to, ...(parent ? { parent } : {}) },
  };
}

/** An action; docs and clients differ in the case of its name. */
export function does(path: string, of: Resource, action: Action, drips = PLAIN): Place {
  const [start = '', end = ''] = path.split('{id}');
  return { pattern: new RegExp(`^${start}(?<id>\\d+)${end}$`, 'i'), drips, what: { kind: 'action', of, action } };
}

/** Fields that the path says of a new row. */
export const givenBy = (parent: { resource: Resource; field: string } | undefined, id: string | undefined): Row =>
  parent && id !== undefined ? { [parent.field]: String(Number(id)) } : {};
