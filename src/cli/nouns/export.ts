import type { Export, Preview } from '../../transfers/export-schema.ts';
import type { Noun, Verb } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { idOf } from '../find.ts';
import { given } from '../options.ts';
import { createVerb, deleteVerb, getVerb, listVerb, type Resource, usedByVerb } from '../resource-verbs.ts';
import { table } from '../table.ts';
import { connections } from './connection.ts';

export const exportsKind: Resource<Export> = {
  noun: 'export',
  path: '/v1/exports',
  sample: 'Items',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'RESOURCE', cell: ({ resource }) => resource },
    { head: 'TYPE', cell: ({ type }) => type },
    { head: 'USED BY', cell: ({ usedBy }) => usedBy, right: true },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

const FILTER = /^([\w.]+)(!~|!=|>=|<=|><|=|>|<|~)(.*)$/s;

/** `categoryID=3` as the API has it. */
function filterOf(text: string): object {
  const [, field, operator, value] = FILTER.exec(text) ?? [];
  if (field === undefined) throw wrongUsage(`--filter "${text}" must look like categoryID=3 or timeStamp>2026-01-01.`);
  return { field, operator, value };
}

/** Columns that fit a terminal; all fields are in `--json`. */
const SHOWN_FIELDS = 6;

const preview: Verb = {
  verb: 'preview',
  summary: 'Read a first page of real rows; nothing is written.',
  examples: ['export preview Items', 'export preview Items --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }) {
    const id = await idOf(api, exportsKind, asked);
    const { text, value } = await api.post<Preview>(`${exportsKind.path}/${id}/preview`);
    const plain = value.fields.map(({ path }) => path).filter((path) => !path.includes('.'));
    const shown = (plain.length > 0 ? plain : Object.keys(value.records[0] ?? {})).slice(0, SHOWN_FIELDS);
    const columns = shown.map((path) => ({
      head: path,
      cell: (record: Record<string, unknown>) => {
        const field = record[path];
        return typeof field === 'object' && field !== null ? JSON.stringify(field) : String(field ?? '');
      },
    }));
    const note = `${value.records.length} records, ${value.fields.length} fields; cost ${value.cost} of the rate budget.`;
    return { json: text, text: value.records.length > 0 ? table(columns, value.records) : 'No records.', note };
  },
};

export const exportNoun: Noun = {
  noun: 'export',
  plural: 'exports',
  summary: 'What is read, and from where.',
  verbs: [
    createVerb(exportsKind, {
      summary: 'Create an export.',
      examples: [
        'export create --name Items --connection "Main Street" --resource Item --type all',
        'export create --name Sales --connection "Main Street" --resource Sale --type delta --relation SaleLines',
      ],
      flags: [
        { flag: '--name <name>', help: 'Name of the export.', required: true },
        { flag: '--connection <name-or-id>', help: 'Connection to read from.', required: true },
        { flag: '--resource <resource>', help: 'What to read, such as Item, Sale or Customer.', required: true },
        {
          flag: '--type <type>',
          help: 'All records, or only what changed since the last run; left out: all.',
          choices: ['all', 'delta', 'limit'],
        },
        { flag: '--limit <n>', help: 'With --type limit: how many records at most.', integer: true },
        {
          flag: '--relation <name>',
          help: 'Related records to read along; may be given many times.',
          repeatable: true,
        },
        { flag: '--filter <filter>', help: 'Such as categoryID=3; may be given many times.', repeatable: true },
      ],
      async body({ api, options }) {
        const relations = options.list('relation');
        const filters = options.list('filter').map(filterOf);
        return given({
          name: options.need('name'),
          connectionId: await idOf(api, connections, options.need('connection')),
          resource: options.need('resource'),
          type: options.text('type'),
          limit: options.integer('limit'),
          relations: relations.length > 0 ? relations : undefined,
          filters: filters.length > 0 ? filters : undefined,
        });
      },
    }),
    listVerb(exportsKind),
    getVerb(exportsKind),
    deleteVerb(exportsKind),
    preview,
    usedByVerb(exportsKind),
  ],
};
