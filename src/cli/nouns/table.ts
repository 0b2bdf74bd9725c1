import type { TableInfo } from '../../server/store-schema.ts';
import type { Noun, Verb } from '../command.ts';
import type { Page } from '../resource-verbs.ts';
import { pageFlags, showPage } from '../resource-verbs.ts';
import { table } from '../table.ts';

const list: Verb = {
  verb: 'list',
  summary: 'Show the tables of "This installation\'s database".',
  examples: ['table list', 'table list --json'],
  run: (call) =>
    showPage<TableInfo>(call, '/v1/tables', [
      { head: 'TABLE', cell: ({ name }) => name },
      { head: 'ROWS', cell: ({ rows }) => rows, right: true },
      { head: 'COLUMNS', cell: ({ columns }) => columns.length, right: true },
    ]),
};

type Row = Record<string, unknown>;

const rows: Verb = {
  verb: 'rows',
  summary: 'Show rows of a table.',
  examples: ['table rows items --limit 10', 'table rows items --sort -timeStamp --json'],
  argument: '<table>',
  flags: [...pageFlags, { flag: '--sort <column>', help: 'Column to sort by; with - before it, largest first.' }],
  async run(call) {
    const path = `/v1/tables/${encodeURIComponent(call.args[0] ?? '')}/rows`;
    const outcome = await showPage<Row>(call, path, [], { sort: call.options.text('sort') });
    const { items } = JSON.parse(outcome.json ?? '{"items":[]}') as Page<Row>;
    const columns = Object.keys(items[0] ?? {}).map((name) => ({
      head: name,
      cell: (row: Row) =>
        typeof row[name] === 'object' && row[name] !== null ? JSON.stringify(row[name]) : String(row[name] ?? ''),
    }));
    return { ...outcome, text: items.length > 0 ? table(columns, items) : 'No rows.' };
  },
};

export const tableNoun: Noun = {
  noun: 'table',
  plural: 'tables',
  summary: 'Tables of "This installation\'s database".',
  verbs: [list, rows],
};
