import type { Store } from '../../server/store-schema.ts';
import type { Flag, Noun } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { given, type Options } from '../options.ts';
import { createVerb, deleteVerb, editVerb, getVerb, listVerb, type Resource } from '../resource-verbs.ts';
import { signInWords, storeKind, storeLifeVerbs } from './store-life.ts';

const stores: Resource<Store> = {
  ...storeKind,
  sample: 'Demo',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'SERIES', cell: ({ series }) => series },
    { head: 'ACCOUNT', cell: ({ accountId, domainPrefix, cluster }) => accountId ?? domainPrefix ?? cluster },
    { head: 'SIGN IN AS', cell: signInWords },
    { head: 'ICLIENT', cell: ({ iClientId }) => iClientId },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

const limitFlags: readonly Flag[] = [
  { flag: '--registers <n>', help: 'How many registers; more give a larger rate budget.', integer: true },
  { flag: '--limits <limits>', help: 'Rate limits as in real life, or none.', choices: ['real', 'off'] },
  { flag: '--bucket <size/drips>', help: 'A bucket of its own for R-Series, e.g. 60/0.5: size and drips a second.' },
  { flag: '--window <requests/seconds>', help: 'A window of its own for X- and C-Series, e.g. 100/60.' },
];

/** What the limit flags ask for; undefined when none was given. Throws wrong usage. */
function limitsIn(options: Options): Store['limits'] | undefined {
  const [bucket, window] = [pairIn(options, 'bucket'), pairIn(options, 'window')];
  if (bucket) return { size: bucket[0], dripPerSecond: bucket[1] };
  if (window) return { requests: window[0], windowSeconds: window[1] };
  return options.text('limits') as 'real' | 'off' | undefined;
}

function pairIn(options: Options, name: string): [number, number] | undefined {
  const text = options.text(name);
  if (text === undefined) return undefined;
  const [, first, second] = /^(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (first !== undefined && second !== undefined) return [Number(first), Number(second)];
  throw wrongUsage(`--${name} is "${text}", but must be two numbers with a slash between, like 60/1.`);
}

export const storeNoun: Noun = {
  noun: 'store',
  plural: 'stores',
  summary: 'Emulated merchant accounts in the sandbox, for trying things out.',
  verbs: [
    createVerb(stores, {
      summary: 'Make a sandbox store, and an OAuth 2.0 client that is ready to use it.',
      examples: [
        'store create --series r --name Demo',
        'store create --series r --name Demo --seed 1 --items 1000 --sales 5000 --customers 500 --json',
      ],
      flags: [
        { flag: '--series <series>', help: 'Which Lightspeed to emulate.', required: true, choices: ['r', 'x', 'c'] },
        { flag: '--name <name>', help: 'Name of the shop.', required: true },
        { flag: '--seed <n>', help: 'The same seed makes the same rows; left out: 1.', integer: true },
        { flag: '--items <n>', help: 'How many items.', integer: true },
        { flag: '--sales <n>', help: 'How many sales.', integer: true },
        { flag: '--customers <n>', help: 'How many customers.', integer: true },
        ...limitFlags,
      ],
      body: ({ options }) =>
        given({
          series: options.need('series'),
          name: options.need('name'),
          seed: options.integer('seed'),
          sizes: given({
            items: options.integer('items'),
            sales: options.integer('sales'),
            customers: options.integer('customers'),
          }),
          registers: options.integer('registers'),
          limits: limitsIn(options),
        }),
      next: ({ series, user, apiKey, apiSecret }) =>
        series === 'c'
          ? `Its API takes key ${apiKey} and secret ${apiSecret}.`
          : `Its sign-in page takes user name ${user.login} and password ${user.password}.`,
    }),
    editVerb(stores, {
      summary: 'Change a store that is in use: its name, its limits, the life of its tokens.',
      examples: ['store edit Demo --limits off', 'store edit Demo --bucket 60/1 --access-seconds 60 --json'],
      flags: [
        { flag: '--name <name>', help: 'Another name.' },
        ...limitFlags,
        {
          flag: '--access-seconds <n>',
          help: 'How long access tokens live that are given from now on.',
          integer: true,
        },
      ],
      body: ({ options }) =>
        given({
          name: options.text('name'),
          registers: options.integer('registers'),
          limits: limitsIn(options),
          accessSeconds: options.integer('accessSeconds'),
        }),
    }),
    listVerb(stores),
    getVerb(stores),
    deleteVerb(stores),
    ...storeLifeVerbs,
  ],
};
