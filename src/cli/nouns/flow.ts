import type { Flow, Run } from '../../flows/schema.ts';
import type { Noun, Outcome, Verb } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { idOf } from '../find.ts';
import { exitCodeOfRun, followRun } from '../follow-run.ts';
import { given } from '../options.ts';
import { createVerb, deleteVerb, getVerb, listVerb, type Resource } from '../resource-verbs.ts';
import { runLine } from '../run-line.ts';
import { exportsKind } from './export.ts';
import { imports } from './import.ts';

export const flows: Resource<Flow> = {
  noun: 'flow',
  path: '/v1/flows',
  sample: 'Items daily',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'ON', cell: ({ enabled }) => (enabled ? 'on' : 'off') },
    { head: 'LAST RUN', cell: ({ lastRun }) => lastRun?.status },
    { head: 'NEXT RUN', cell: ({ nextRunAt }) => nextRunAt },
    { head: 'OPEN ERRORS', cell: ({ openErrors }) => openErrors, right: true },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

/** A run for people, with what to do where it did not end well. */
export function runOutcome(json: string, run: Run): Outcome {
  const hint =
    run.status === 'completedWithErrors' ? `See what failed: counterflow error list --run ${run.id}` : undefined;
  const note = [run.detail, hint].filter(Boolean).join('\n');
  return { json, text: runLine(run), ...(note === '' ? {} : { note }) };
}

const runVerb: Verb = {
  verb: 'run',
  summary: 'Run a flow now. With --wait: show its progress, and end as it ends.',
  examples: ['flow run "Items daily"', 'flow run "Items daily" --wait --json'],
  argument: '<name-or-id>',
  flags: [
    { flag: '--wait', help: 'Wait until the run is over; Ctrl-C leaves it going.' },
    {
      flag: '--timeout <seconds>',
      help: 'With --wait: end after this long (exit code 8); the run goes on.',
      integer: true,
    },
  ],
  async run({ api, args: [asked = ''], options }) {
    if (options.has('timeout') && !options.is('wait')) throw wrongUsage('--timeout goes with --wait.');
    const id = await idOf(api, flows, asked);
    const started = await api.post<Run>(`${flows.path}/${id}/runs`);
    if (!options.is('wait')) {
      const text = `Started run ${started.value.id}. Watch it: counterflow run watch ${started.value.id}`;
      return { json: started.text, text };
    }
    const ended = await followRun(api, started.value, options.integer('timeout'));
    return { ...runOutcome(ended.text, ended.value), exitCode: exitCodeOfRun(ended.value) };
  },
};

function switchVerb(verb: 'enable' | 'disable', summary: string): Verb {
  return {
    verb,
    summary,
    examples: [`flow ${verb} "Items daily"`, `flow ${verb} "Items daily" --json`],
    argument: '<name-or-id>',
    async run({ api, args: [asked = ''] }) {
      const id = await idOf(api, flows, asked);
      const { text, value } = await api.patch<Flow>(`${flows.path}/${id}`, { enabled: verb === 'enable' });
      const next = value.nextRunAt ? ` Next run: ${value.nextRunAt}.` : '';
      return { json: text, text: `"${value.name}" is ${value.enabled ? 'on' : 'off'}.${next}` };
    },
  };
}

export const flowNoun: Noun = {
  noun: 'flow',
  plural: 'flows',
  summary: 'Exports and imports in order, run by hand or by schedule.',
  verbs: [
    createVerb(flows, {
      summary: 'Create a flow from an export and imports.',
      examples: [
        'flow create --name "Items daily" --export Items --import "Items table"',
        'flow create --name "Sales hourly" --export Sales --import "Sales table" --schedule "5 * * * *" --timezone Europe/Paris',
      ],
      flags: [
        { flag: '--name <name>', help: 'Name of the flow.', required: true },
        { flag: '--export <name-or-id>', help: 'Export it reads with.', required: true },
        {
          flag: '--import <name-or-id>',
          help: 'Import it writes with; may be given many times.',
          required: true,
          repeatable: true,
        },
        {
          flag: '--on-error <what>',
          help: 'What a failed record does; left out: proceed.',
          choices: ['proceed', 'pause'],
        },
        { flag: '--schedule <cron>', help: 'When to run: minute, hour, day, month, weekday.' },
        { flag: '--timezone <zone>', help: 'Zone of the schedule, such as Europe/Paris; left out: UTC.' },
        { flag: '--disabled', help: 'Leave it off for now.' },
      ],
      async body({ api, options }) {
        const steps = [];
        for (const asked of options.list('import')) {
          const importId = await idOf(api, imports, asked);
          steps.push(given({ type: 'import', importId, onError: options.text('onError') }));
        }
        return given({
          name: options.need('name'),
          sources: [{ exportId: await idOf(api, exportsKind, options.need('export')) }],
          steps,
          schedule: options.text('schedule'),
          timezone: options.text('timezone'),
          enabled: options.is('disabled') ? false : undefined,
        });
      },
    }),
    listVerb(flows),
    getVerb(flows),
    runVerb,
    switchVerb('enable', 'Switch a flow on: its schedule starts runs.'),
    switchVerb('disable', 'Switch a flow off: its schedule starts no runs.'),
    deleteVerb(flows),
  ],
};
