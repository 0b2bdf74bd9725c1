import { sure } from './ask.ts';
import type { Call, Flag, Outcome, Verb } from './command.ts';
import { idOf, type Kind } from './find.ts';
import { type Column, details, table } from './table.ts';

/** A kind of resource with what its verbs show. `sample` is a name for the examples of `--help`. */
export interface Resource<T> extends Kind {
  columns: readonly Column<T>[];
  sample: string;
}

export const pageFlags: readonly Flag[] = [
  { flag: '--limit <n>', help: 'How many to show at most (1 to 1000).', integer: true },
  { flag: '--cursor <cursor>', help: 'Go on where the last list ended.' },
];
const searchFlag: Flag = { flag: '--search <text>', help: 'Only those with this text in their name.' };

export interface Page<T> {
  items: T[];
  nextCursor: string | null;
}

/** One page of a list, as a table. `query` adds what the verb's own flags say. */
export async function showPage<T>(
  { api, options }: Call,
  path: string,
  columns: readonly Column<T>[],
  query: Readonly<Record<string, string | undefined>> = {},
): Promise<Outcome> {
  const asked = new URLSearchParams();
  const all = {
    q: options.text('search'),
    limit: options.integer('limit')?.toString(),
    cursor: options.text('cursor'),
    ...query,
  };
  for (const [name, value] of Object.entries(all)) if (value !== undefined) asked.set(name, value);
  const { text, value } = await api.get<Page<T>>(asked.size > 0 ? `${path}?${asked}` : path);
  const more = value.nextCursor ? { note: `There are more: add --cursor ${value.nextCursor}` } : {};
  return { json: text, text: value.items.length > 0 ? table(columns, value.items) : 'None.', ...more };
}

export function listVerb<T>(kind: Resource<T>): Verb {
  return {
    verb: 'list',
    summary: `Show all ${kind.noun}s.`,
    examples: [`${kind.noun} list`, `${kind.noun} list --limit 20 --json`],
    flags: [searchFlag, ...pageFlags],
    run: (call) => showPage(call, kind.path, kind.columns),
  };
}

export function getVerb<T>(kind: Resource<T>): Verb {
  return {
    verb: 'get',
    summary: `Show one ${kind.noun}.`,
    examples: [`${kind.noun} get "${kind.sample}"`, `${kind.noun} get "${kind.sample}" --json`],
    argument: '<name-or-id>',
    async run({ api, args: [asked = ''] }) {
      const { text, value } = await api.get<object>(`${kind.path}/${await idOf(api, kind, asked)}`);
      return { json: text, text: details(value) };
    },
  };
}

export interface ChangeOptions {
  summary: string;
  flags: readonly Flag[];
  examples: readonly [string, string];
  body(call: Call): Promise<object> | object;
}

/** `next` says what to know about it next. */
export function createVerb<T extends { id: string; name: string }>(
  kind: Resource<T>,
  { body, next, ...rest }: ChangeOptions & { next?: (made: T) => string },
): Verb {
  return {
    verb: 'create',
    ...rest,
    async run(call) {
      const { text, value } = await call.api.post<T>(kind.path, await body(call));
      const created = `Created ${kind.noun} "${value.name}" (${value.id}).`;
      return { json: text, text: next ? `${created}\n${next(value)}` : created };
    },
  };
}

export function editVerb<T>(kind: Resource<T>, { body, ...rest }: ChangeOptions): Verb {
  return {
    verb: 'edit',
    argument: '<name-or-id>',
    ...rest,
    async run(call) {
      const id = await idOf(call.api, kind, call.args[0] ?? '');
      const { text, value } = await call.api.patch<{ name: string }>(`${kind.path}/${id}`, await body(call));
      return { json: text, text: `Changed ${kind.noun} "${value.name}".` };
    },
  };
}

export const yesFlag: Flag = { flag: '--yes', help: 'Do it without being asked.' };

export function deleteVerb<T>(kind: Resource<T>): Verb {
  return {
    verb: 'delete',
    summary: `Delete a ${kind.noun}.`,
    examples: [`${kind.noun} delete "${kind.sample}"`, `${kind.noun} delete "${kind.sample}" --yes`],
    argument: '<name-or-id>',
    flags: [yesFlag],
    async run({ api, args: [asked = ''], options }) {
      const id = await idOf(api, kind, asked);
      await sure(`Delete ${kind.noun} "${asked}"?`, { yes: options.is('yes'), input: options.is('input') });
      await api.delete(`${kind.path}/${id}`);
      return { note: `Deleted ${kind.noun} "${asked}".` };
    },
  };
}

export function usedByVerb<T>(kind: Resource<T>): Verb {
  return {
    verb: 'used-by',
    summary: `Show what uses a ${kind.noun}.`,
    examples: [`${kind.noun} used-by "${kind.sample}"`, `${kind.noun} used-by "${kind.sample}" --json`],
    argument: '<name-or-id>',
    async run({ api, args: [asked = ''] }) {
      const id = await idOf(api, kind, asked);
      const { text, value } = await api.get<Page<{ type: string; name: string; id: string }>>(
        `${kind.path}/${id}/used-by`,
      );
      const columns: Column<{ type: string; name: string; id: string }>[] = [
        { head: 'TYPE', cell: (row) => row.type },
        { head: 'NAME', cell: (row) => row.name },
        { head: 'ID', cell: (row) => row.id },
      ];
      return { json: text, text: value.items.length > 0 ? table(columns, value.items) : 'Nothing uses it.' };
    },
  };
}
