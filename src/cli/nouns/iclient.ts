import type { IClient } from '../../connections/iclient-schema.ts';
import { readSecret } from '../ask.ts';
import type { Flag, Noun } from '../command.ts';
import { given, type Options } from '../options.ts';
import { createVerb, deleteVerb, editVerb, getVerb, listVerb, type Resource, usedByVerb } from '../resource-verbs.ts';

export const iClients: Resource<IClient> = {
  noun: 'iclient',
  path: '/v1/iclients',
  sample: 'My app',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'PROVIDER', cell: ({ provider }) => provider },
    { head: 'CLIENT ID', cell: ({ clientId }) => clientId },
    { head: 'USED BY', cell: ({ usedBy }) => usedBy, right: true },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

const serverFlags: readonly Flag[] = [
  { flag: '--authorize-url <url>', help: 'custom: where people sign in.' },
  { flag: '--token-url <url>', help: 'custom: where codes and refresh tokens are exchanged.' },
  { flag: '--revoke-url <url>', help: 'custom: where a sign-in is withdrawn (RFC 7009).' },
  {
    flag: '--grant-type <type>',
    help: 'custom: how connections come to their tokens.',
    choices: ['authorizationCode', 'clientCredentials', 'password'],
  },
  { flag: '--pkce <method>', help: 'custom: how codes are bound to who asked.', choices: ['S256', 'plain', 'none'] },
  {
    flag: '--client-authentication <way>',
    help: 'custom: how the secret is sent.',
    choices: ['body', 'basic'],
  },
  {
    flag: '--rotation <habit>',
    help: 'custom: when a refresh token is replaced.',
    choices: ['static', 'untilFirstUse', 'immediate', 'family'],
  },
];

function httpOf(options: Options): object | undefined {
  const http = given({
    authorizeUrl: options.text('authorizeUrl'),
    tokenUrl: options.text('tokenUrl'),
    revokeUrl: options.text('revokeUrl'),
    grantType: options.text('grantType'),
    pkce: options.text('pkce'),
    clientAuthentication: options.text('clientAuthentication'),
    rotation: options.text('rotation'),
  });
  return Object.keys(http).length > 0 ? http : undefined;
}

const defaultFlag: Flag = { flag: '--default', help: 'Use it for connections of API type v2.' };

export const iClientNoun: Noun = {
  noun: 'iclient',
  plural: 'iclients',
  summary: 'OAuth 2.0 clients: the ID and secret of your app at Lightspeed.',
  verbs: [
    createVerb(iClients, {
      summary: 'Store an OAuth 2.0 client.',
      examples: [
        'iclient create --name "My app" --client-id 1f0c --client-secret-file secret.txt',
        'iclient create --name "My app" --client-id 1f0c --client-secret-file - < secret.txt',
      ],
      flags: [
        { flag: '--name <name>', help: 'Name of the client.', required: true },
        { flag: '--client-id <id>', help: 'Client ID, as the provider shows it.', required: true },
        {
          flag: '--client-secret-file <file>',
          help: 'File that holds the client secret; - reads standard input.',
          question: 'Client secret',
          required: true,
          secret: true,
        },
        {
          flag: '--provider <provider>',
          help: 'Whose client it is; left out: lightspeed-r.',
          choices: ['lightspeed-r', 'lightspeed-x', 'lightspeed-k', 'custom'],
        },
        { flag: '--server <server>', help: 'R-Series: which OAuth server knows it.', choices: ['new', 'old'] },
        defaultFlag,
        ...serverFlags,
      ],
      body: ({ options }) =>
        given({
          name: options.need('name'),
          provider: options.text('provider') ?? 'lightspeed-r',
          clientId: options.need('clientId'),
          clientSecret: options.need('clientSecretFile'),
          oauthServer: options.text('server'),
          default: options.is('default') || undefined,
          http: httpOf(options),
        }),
    }),
    listVerb(iClients),
    getVerb(iClients),
    editVerb(iClients, {
      summary: 'Change an OAuth 2.0 client; what is left out stays.',
      examples: [
        'iclient edit "My app" --client-secret-file secret.txt',
        'iclient edit "My app" --name "Our app" --json',
      ],
      flags: [
        { flag: '--name <name>', help: 'Its new name.' },
        { flag: '--client-id <id>', help: 'Another client ID; each connection must be authorized again.' },
        { flag: '--client-secret-file <file>', help: 'File that holds the new client secret; - reads standard input.' },
        { flag: '--server <server>', help: 'R-Series: which OAuth server people sign in at.', choices: ['new', 'old'] },
        defaultFlag,
      ],
      body({ options }) {
        const file = options.text('clientSecretFile');
        return given({
          name: options.text('name'),
          clientId: options.text('clientId'),
          clientSecret: file === undefined ? undefined : readSecret(file),
          oauthServer: options.text('server'),
          default: options.is('default') || undefined,
        });
      },
    }),
    deleteVerb(iClients),
    usedByVerb(iClients),
  ],
};
