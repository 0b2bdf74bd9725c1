import type { Store } from '../../server/store-schema.ts';
import type { Noun } from '../command.ts';
import { given } from '../options.ts';
import { createVerb, deleteVerb, getVerb, listVerb, type Resource } from '../resource-verbs.ts';

const stores: Resource<Store> = {
  noun: 'store',
  path: '/v1/stores',
  sample: 'Demo',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'SERIES', cell: ({ series }) => series },
    { head: 'ACCOUNT', cell: ({ accountId }) => accountId },
    { head: 'SIGN IN AS', cell: ({ user }) => `${user.login} / ${user.password}` },
    { head: 'ICLIENT', cell: ({ iClientId }) => iClientId },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

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
        { flag: '--series <series>', help: 'Which Lightspeed to emulate.', required: true, choices: ['r'] },
        { flag: '--name <name>', help: 'Name of the shop.', required: true },
        { flag: '--seed <n>', help: 'The same seed makes the same rows; left out: 1.', integer: true },
        { flag: '--items <n>', help: 'How many items.', integer: true },
        { flag: '--sales <n>', help: 'How many sales.', integer: true },
        { flag: '--customers <n>', help: 'How many customers.', integer: true },
        { flag: '--registers <n>', help: 'How many registers; more give a larger rate budget.', integer: true },
        { flag: '--limits <limits>', help: 'Rate limits as in real life, or none.', choices: ['real', 'off'] },
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
          limits: options.text('limits'),
        }),
      next: ({ user }) => `Its sign-in page takes user name ${user.login} and password ${user.password}.`,
    }),
    listVerb(stores),
    getVerb(stores),
    deleteVerb(stores),
  ],
};
