import type { ApiKey } from '../../accounts/schema.ts';
import type { Noun, Verb } from '../command.ts';
import { given } from '../options.ts';
import { deleteVerb, listVerb, type Resource } from '../resource-verbs.ts';

const apiKeys: Resource<ApiKey> = {
  noun: 'apikey',
  path: '/v1/apikeys',
  sample: 'ci',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'ROLE', cell: ({ role }) => role },
    { head: 'BEGINS WITH', cell: ({ prefix }) => prefix },
    { head: 'LAST USED', cell: ({ lastUsedAt }) => lastUsedAt },
    { head: 'EXPIRES', cell: ({ expiresAt }) => expiresAt },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

const create: Verb = {
  verb: 'create',
  summary: 'Make an API key. It is shown this once.',
  examples: ['apikey create --name ci --role administrator --json', 'apikey create --name dashboard --role monitor'],
  flags: [
    { flag: '--name <name>', help: 'What the key is for.', required: true },
    {
      flag: '--role <role>',
      help: 'What it may do.',
      required: true,
      choices: ['administrator', 'manage', 'monitor'],
    },
    { flag: '--expires-at <time>', help: 'When it ends, such as 2027-01-31T00:00:00Z; left out: never.' },
  ],
  async run({ api, options }) {
    const body = given({
      name: options.need('name'),
      role: options.need('role'),
      expiresAt: options.text('expiresAt'),
    });
    const { text, value } = await api.post<{ id: string; key: string }>('/v1/apikeys', body);
    return { json: text, text: value.key, note: 'Keep this key now: it is not shown again.' };
  },
};

export const apiKeyNoun: Noun = {
  noun: 'apikey',
  plural: 'apikeys',
  summary: 'Keys for scripts and for this command.',
  verbs: [create, listVerb(apiKeys), deleteVerb(apiKeys)],
};
