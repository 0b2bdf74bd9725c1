import type { RecordError } from '../../errors/schema.ts';
import type { Api } from '../api.ts';
import { sure } from '../ask.ts';
import type { Flag, Noun, Verb } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { idOf } from '../find.ts';
import { given, type Options } from '../options.ts';
import { pageFlags, showPage, yesFlag } from '../resource-verbs.ts';
import type { Column } from '../table.ts';
import { flows } from './flow.ts';

const columns: readonly Column<RecordError>[] = [
  { head: 'KEY', cell: ({ key }) => key },
  { head: 'CODE', cell: ({ code }) => code },
  { head: 'MESSAGE', cell: ({ message }) => message },
  { head: 'STATE', cell: ({ state, inDoubt }) => (inDoubt ? `${state}, in doubt` : state) },
  { head: 'ID', cell: ({ id }) => id },
];

const filterFlags: readonly Flag[] = [
  { flag: '--flow <name-or-id>', help: 'Only errors of this flow.' },
  { flag: '--run <id>', help: 'Only errors of this run.' },
  { flag: '--step <id>', help: 'Only errors of this step.' },
];

async function filterOf(api: Api, options: Options) {
  const flow = options.text('flow');
  return given({
    flowId: flow === undefined ? undefined : await idOf(api, flows, flow),
    runId: options.text('run'),
    stepId: options.text('step'),
  });
}

const list: Verb = {
  verb: 'list',
  summary: 'Show failed records, newest first.',
  examples: ['error list --flow "Items daily"', 'error list --state open --json'],
  flags: [
    ...filterFlags,
    { flag: '--state <state>', help: 'Only open or only resolved ones.', choices: ['open', 'resolved'] },
    ...pageFlags,
  ],
  async run(call) {
    const filter = await filterOf(call.api, call.options);
    return showPage(call, '/v1/errors', columns, { ...filter, state: call.options.text('state') });
  },
};

const resolve: Verb = {
  verb: 'resolve',
  summary: 'Mark errors as settled: by id, or all open ones that a filter matches.',
  examples: ['error resolve 0199b5a4-0000-7000-8000-000000000000', 'error resolve --flow "Items daily" --yes'],
  argument: '[ids...]',
  flags: [...filterFlags, yesFlag],
  async run({ api, args, options }) {
    const filter = { ...(await filterOf(api, options)), state: 'open' };
    const isFiltered = Object.keys(filter).length > 1;
    if (args.length > 0 === isFiltered) throw wrongUsage('Give ids, or a filter such as --flow "Items daily".');
    if (isFiltered) {
      await sure('Resolve all open errors that match?', { yes: options.is('yes'), input: options.is('input') });
    }
    const body = isFiltered ? { filter } : { ids: args };
    const { text, value } = await api.post<{ resolved: number }>('/v1/errors/resolve', body);
    return { json: text, text: `Resolved ${value.resolved} ${value.resolved === 1 ? 'error' : 'errors'}.` };
  },
};

export const errorNoun: Noun = {
  noun: 'error',
  plural: 'errors',
  summary: 'Records that failed in runs.',
  verbs: [list, resolve],
};
