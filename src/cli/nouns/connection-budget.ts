import type { ConnectionBudget } from '../../connections/connection-budget-schema.ts';
import type { Connection } from '../../connections/schema.ts';
import type { Api } from '../api.ts';
import type { Flag, Verb } from '../command.ts';
import { idOf } from '../find.ts';
import { given, type Options } from '../options.ts';
import type { Resource } from '../resource-verbs.ts';
import { table } from '../table.ts';

/** How many requests may be on their way at once, and whose budget they spend. */
export const concurrencyFlags: readonly Flag[] = [
  {
    flag: '--concurrency <requests>',
    help: 'Target concurrency: requests on their way at once, 1 to 25.',
    integer: true,
  },
  { flag: '--auto-recover <on-or-off>', help: 'After a 429, go on slowly and climb back.', choices: ['on', 'off'] },
  { flag: '--borrow-from <name-or-id>', help: 'Use the rate budget and concurrency of this connection.' },
];

/** What those flags ask for; undefined when none was given. */
export async function concurrencyOf(
  api: Api,
  connections: Resource<Connection>,
  options: Options,
): Promise<object | undefined> {
  const lender = options.text('borrowFrom');
  const concurrency = given({
    target: options.integer('concurrency'),
    autoRecover: options.has('autoRecover') ? options.text('autoRecover') === 'on' : undefined,
    borrowFromConnectionId: options.is('ownBudget') ? null : lender && (await idOf(api, connections, lender)),
  });
  return Object.keys(concurrency).length > 0 ? concurrency : undefined;
}

/** Shows a connection's rate budget. */
export const budgetVerb = (connections: Resource<Connection>): Verb => ({
  verb: 'budget',
  summary: 'The rate budget of a connection: what is used, and who spent it in the last hour.',
  examples: ['connection budget "Main Street"', 'connection budget "Main Street" --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }) {
    const id = await idOf(api, connections, asked);
    const { text, value } = await api.get<ConnectionBudget>(`${connections.path}/${id}/budget`);
    const spenders = table(
      [
        { head: 'FLOW', cell: ({ flowId, flowName }) => flowName ?? (flowId === null ? 'no flow' : 'a deleted flow') },
        { head: 'CONNECTION', cell: ({ connectionName }) => connectionName },
        { head: 'LANE', cell: ({ lane }) => lane },
        { head: 'REQUESTS', cell: ({ requests }) => requests, right: true },
        { head: 'DRIPS', cell: ({ drips }) => drips, right: true },
      ],
      value.spenders.hour,
    );
    return { json: text, text: [...budgetLines(value), '', spenders].join('\n') };
  },
});

function budgetLines({ budget, concurrency, freeAgainAt, sharedWith }: ConnectionBudget): string[] {
  const { current, target } = concurrency;
  const used =
    budget === null
      ? ['No reply has told the budget yet.']
      : budget.kind === 'bucket'
        ? [`${Math.round(budget.levelDrips)} of ${budget.sizeDrips} used, ${budget.dripPerSecond} a second drip out`]
        : budget.windows.map(({ requests, remaining, seconds }) => {
            return `${requests - remaining} of ${requests} used in ${seconds} s`;
          });
  return [
    ...used,
    `${current} at once (target ${target})`,
    ...(freeAgainAt === null ? [] : [`Free again at ${freeAgainAt}`]),
    ...(budget ? [`429s today: ${budget.tooManyRequestsToday}`] : []),
    ...sharedWith.map(({ name }) => `Shared with ${name}`),
  ];
}
