import type { Run } from '../../flows/schema.ts';
import type { Api } from '../api.ts';
import type { Noun, Verb } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { idOf } from '../find.ts';
import { exitCodeOfRun, followRun } from '../follow-run.ts';
import { type Page, pageFlags, showPage } from '../resource-verbs.ts';
import { type Column, details } from '../table.ts';
import { flows, runOutcome } from './flow.ts';

const RUNS = '/v1/runs';

const columns: readonly Column<Run>[] = [
  { head: 'FLOW', cell: ({ flowName }) => flowName },
  { head: 'STATUS', cell: ({ status }) => status },
  { head: 'STARTED', cell: ({ startedAt }) => startedAt },
  { head: 'RECORDS', cell: ({ steps }) => steps[0]?.in, right: true },
  { head: 'ERRORS', cell: ({ steps }) => steps.reduce((sum, step) => sum + step.errors, 0), right: true },
  { head: 'ID', cell: ({ id }) => id },
];

/** A run by its id, or the newest one of a flow by the flow's name. */
async function newestRun(api: Api, asked: string): Promise<string> {
  const id = await idOf(api, flows, asked);
  if (id === asked) return id;
  const { value } = await api.get<Page<Run>>(`${RUNS}?limit=1&flowId=${id}`);
  const [run] = value.items;
  if (run) return run.id;
  throw new Failure(exitCodes.notFound, `"${asked}" has not run yet. Start it: counterflow flow run "${asked}"`);
}

const argument = '<run-id-or-flow>';

const list: Verb = {
  verb: 'list',
  summary: 'Show runs, newest first.',
  examples: ['run list --flow "Items daily"', 'run list --status running,waiting --json'],
  flags: [
    { flag: '--flow <name-or-id>', help: 'Only runs of this flow.' },
    { flag: '--status <statuses>', help: 'Only runs with one of these, separated by commas.' },
    ...pageFlags,
  ],
  async run(call) {
    const flow = call.options.text('flow');
    const flowId = flow === undefined ? undefined : await idOf(call.api, flows, flow);
    return showPage(call, RUNS, columns, { flowId, status: call.options.text('status') });
  },
};

const get: Verb = {
  verb: 'get',
  summary: 'Show one run with the counts of its steps.',
  examples: ['run get "Items daily"', 'run get 0199b5a4-0000-7000-8000-000000000000 --json'],
  argument,
  async run({ api, args: [asked = ''] }) {
    const { text, value } = await api.get<Run>(`${RUNS}/${await newestRun(api, asked)}`);
    return { json: text, text: details(value) };
  },
};

const watch: Verb = {
  verb: 'watch',
  summary: 'Show the progress of a run until it is over, and end as it ends.',
  examples: ['run watch "Items daily"', 'run watch "Items daily" --timeout 600 --json'],
  argument,
  flags: [{ flag: '--timeout <seconds>', help: 'End after this long (exit code 8); the run goes on.', integer: true }],
  async run({ api, args: [asked = ''], options }) {
    const { value } = await api.get<Run>(`${RUNS}/${await newestRun(api, asked)}`);
    const ended = await followRun(api, value, options.integer('timeout'));
    return { ...runOutcome(ended.text, ended.value), exitCode: exitCodeOfRun(ended.value) };
  },
};

function steerVerb(verb: 'pause' | 'resume' | 'cancel', summary: string): Verb {
  return {
    verb,
    summary,
    examples: [`run ${verb} "Items daily"`, `run ${verb} "Items daily" --json`],
    argument,
    async run({ api, args: [asked = ''] }) {
      const { text, value } = await api.post<Run>(`${RUNS}/${await newestRun(api, asked)}/${verb}`);
      return {
        json: text,
        text: `"${value.flowName}" is ${value.status}${verb === 'resume' ? '' : ` (asked to ${verb})`}.`,
      };
    },
  };
}

export const runNoun: Noun = {
  noun: 'run',
  plural: 'runs',
  summary: 'Executions of flows.',
  verbs: [
    list,
    get,
    watch,
    steerVerb('pause', 'Pause a run: it keeps its place.'),
    steerVerb('resume', 'Let a paused run go on where it stopped.'),
    steerVerb('cancel', 'End a run; what it wrote stays.'),
  ],
};
