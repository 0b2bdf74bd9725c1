import { readFileSync } from 'node:fs';
import type { Import } from '../../transfers/import-schema.ts';
import type { Noun } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { idOf } from '../find.ts';
import { given, type Options } from '../options.ts';
import { createVerb, deleteVerb, getVerb, listVerb, type Resource, usedByVerb } from '../resource-verbs.ts';
import { connections } from './connection.ts';

export const imports: Resource<Import> = {
  noun: 'import',
  path: '/v1/imports',
  sample: 'Items table',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'INTO', cell: ({ target }) => ('table' in target ? `table ${target.table}` : `file ${target.file}`) },
    { head: 'OPERATION', cell: ({ operation }) => operation },
    { head: 'USED BY', cell: ({ usedBy }) => usedBy, right: true },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

function targetOf(options: Options): object {
  const [table, file] = [options.text('table'), options.text('file')];
  if ((table === undefined) === (file === undefined)) throw wrongUsage('Give either --table or --file.');
  if (table !== undefined) {
    const key = options.list('key').flatMap((names) => names.split(','));
    if (key.length === 0) throw wrongUsage('--table needs --key: the column that tells rows apart, such as itemID.');
    return { table, key, create: options.is('create') };
  }
  return { file, format: options.text('format') ?? (/\.jsonl$/i.test(file ?? '') ? 'jsonl' : 'csv') };
}

/** `auto`, `price=Prices.ItemPrice.0.amount` rows, or the rows of a JSON file. */
function mappingOf(options: Options): unknown {
  const file = options.text('mapFile');
  const rules = options.list('map');
  if (file !== undefined && rules.length > 0) throw wrongUsage('Give either --map or --map-file.');
  if (file !== undefined) return rowsIn(file);
  if (rules.length === 0 || (rules.length === 1 && rules[0] === 'auto')) return 'auto';
  return rules.map((rule) => {
    const [, target, source] = /^([^=]+)=(.+)$/.exec(rule) ?? [];
    if (target === undefined)
      throw wrongUsage(`--map "${rule}" must be auto, or look like price=Prices.ItemPrice.0.amount.`);
    return { target, source };
  });
}

function rowsIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw wrongUsage(`--map-file ${file} can't be read as JSON: ${(cause as Error).message}`);
  }
}

export const importNoun: Noun = {
  noun: 'import',
  plural: 'imports',
  summary: 'What is written, and where to.',
  verbs: [
    createVerb(imports, {
      summary: 'Create an import.',
      examples: [
        'import create --name "Items table" --connection "This installation\'s database" --table items --key itemID --map auto',
        'import create --name "Items file" --connection Folder --file items.csv --map sku=customSku --map title=description',
      ],
      flags: [
        { flag: '--name <name>', help: 'Name of the import.', required: true },
        { flag: '--connection <name-or-id>', help: 'Connection to write to.', required: true },
        { flag: '--table <table>', help: 'Table to write to.' },
        { flag: '--key <column>', help: 'Column that tells rows apart; may be given many times.', repeatable: true },
        { flag: '--no-create', help: 'Expect the table to be there; left out: it is made when missing.' },
        { flag: '--file <name>', help: 'File to write, in the folder of the connection.' },
        {
          flag: '--format <format>',
          help: 'Format of the file; left out: by its ending.',
          choices: ['csv', 'jsonl'],
        },
        {
          flag: '--operation <operation>',
          help: 'What to do with rows; left out: upsert.',
          choices: ['upsert', 'insert', 'update', 'delete'],
        },
        {
          flag: '--map <rule>',
          help: 'auto (every field under its own name; the default), or target=source.path, many times.',
          repeatable: true,
        },
        { flag: '--map-file <file>', help: 'JSON file with the rows of the mapping, as the REST API has them.' },
      ],
      async body({ api, options }) {
        return given({
          name: options.need('name'),
          connectionId: await idOf(api, connections, options.need('connection')),
          operation: options.text('operation'),
          target: targetOf(options),
          mapping: mappingOf(options),
        });
      },
    }),
    listVerb(imports),
    getVerb(imports),
    deleteVerb(imports),
    usedByVerb(imports),
  ],
};
