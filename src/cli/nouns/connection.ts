import type { IClient } from '../../connections/iclient-schema.ts';
import type { Authorization, Connection, PingAnswer } from '../../connections/schema.ts';
import type { Store } from '../../server/store-schema.ts';
import type { Answer, Api } from '../api.ts';
import { readSecret } from '../ask.ts';
import type { Call, Flag, Noun, Verb } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure } from '../failure.ts';
import { idOf } from '../find.ts';
import { onInterrupt } from '../interrupt.ts';
import { given, type Options } from '../options.ts';
import {
  createVerb,
  deleteVerb,
  editVerb,
  getVerb,
  listVerb,
  type Page,
  type Resource,
  usedByVerb,
} from '../resource-verbs.ts';
import { table } from '../table.ts';
import { budgetVerb, concurrencyFlags, concurrencyOf } from './connection-budget.ts';
import { debugVerb } from './connection-debug.ts';
import { httpFlags, httpOf, httpSecrets } from './connection-http.ts';
import { recordVerbs } from './connection-records.ts';
import { iClients } from './iclient.ts';

export const connections: Resource<Connection> = {
  noun: 'connection',
  path: '/v1/connections',
  sample: 'Main Street',
  columns: [
    { head: 'NAME', cell: ({ name }) => name },
    { head: 'STATUS', cell: ({ status, conditions }) => [status, ...conditions].join(', ') },
    { head: 'TYPE', cell: ({ apiType }) => apiType },
    { head: 'ACCOUNT', cell: ({ account }) => account?.name },
    { head: 'USED BY', cell: ({ usedBy }) => usedBy, right: true },
    { head: 'ID', cell: ({ id }) => id },
  ],
};

const settingFlags: readonly Flag[] = [
  { flag: '--scope <scope>', help: 'A right to ask for; may be given many times.', repeatable: true },
  { flag: '--iclient <name-or-id>', help: 'The OAuth 2.0 client to authorize with.' },
  { flag: '--subdomain <name>', help: 'lightspeed-x: the part before .retail.lightspeed.app.' },
  {
    flag: '--personal-token-file <file>',
    help: 'lightspeed-x: file that holds a personal token, instead of a client; - reads standard input.',
  },
  { flag: '--personal-token-expires <time>', help: 'lightspeed-x: when it ends, e.g. 2027-01-31T00:00:00Z.' },
  { flag: '--api-key <key>', help: 'lightspeed-c: the API key.' },
  { flag: '--api-secret-file <file>', help: 'lightspeed-c: file that holds the API secret; - reads standard input.' },
  { flag: '--cluster <cluster>', help: 'lightspeed-c: where the shop is.', choices: ['eu1', 'us1'] },
  { flag: '--language <code>', help: 'lightspeed-c: a language that is active in the shop, e.g. en.' },
  { flag: '--host <host>', help: 'postgres: its host.' },
  { flag: '--port <port>', help: 'postgres: its port.', integer: true },
  { flag: '--database <name>', help: 'postgres: the database.' },
  { flag: '--user <name>', help: 'postgres: whom to sign in as.' },
  { flag: '--password-file <file>', help: 'postgres, http: file that holds the password; - reads standard input.' },
  { flag: '--tls <mode>', help: 'postgres: whether to use TLS.', choices: ['require', 'prefer', 'off'] },
  { flag: '--path <folder>', help: 'folder: where its files are, below COUNTERFLOW_FILES.' },
];

async function settingsOf(api: Api, options: Options): Promise<object> {
  const scopes = options.list('scope');
  const iClient = options.text('iclient');
  const secretIn = (name: string) => {
    const file = options.text(name);
    return file === undefined ? undefined : readSecret(file);
  };
  return given({
    scopes: scopes.length > 0 ? scopes : undefined,
    iClientId: iClient === undefined ? undefined : await idOf(api, iClients, iClient),
    subdomain: options.text('subdomain'),
    personalToken: secretIn('personalTokenFile'),
    personalTokenExpiresAt: options.text('personalTokenExpires'),
    apiKey: options.text('apiKey'),
    apiSecret: secretIn('apiSecretFile'),
    cluster: options.text('cluster'),
    language: options.text('language'),
    host: options.text('host'),
    port: options.integer('port'),
    database: options.text('database'),
    user: options.text('user'),
    password: secretIn('passwordFile'),
    ...httpSecrets(options),
    tls: options.text('tls'),
    path: options.text('path'),
  });
}

/** What a connection signs in with, and so shows whose it is. */
interface SignIn {
  iClientId?: string;
  apiKey?: string;
  subdomain?: string;
  personalToken?: string;
}

/**
 * The client or key of a sandbox store is known to the sandbox alone: nothing of it is ever sent to the real Lightspeed. The
 * older R-Series API uses the default client.
 */
async function environmentOf(api: Api, apiType: string, signIn: SignIn): Promise<'live' | 'sandbox'> {
  if (!apiType.startsWith('lightspeed-')) return 'live';
  const { value } = await api.get<Page<Store>>('/v1/stores');
  const { apiKey, subdomain, personalToken } = signIn;
  const iClientId = apiType === 'lightspeed-v2' ? await defaultClientId(api) : signIn.iClientId;
  const isOfStore = (store: Store) =>
    (iClientId !== undefined && store.iClientId === iClientId) ||
    (apiKey !== undefined && store.apiKey === apiKey) ||
    (personalToken !== undefined && subdomain !== undefined && store.domainPrefix === subdomain);
  return value.items.some(isOfStore) ? 'sandbox' : 'live';
}

async function defaultClientId(api: Api): Promise<string | undefined> {
  const { value } = await api.get<Page<IClient>>('/v1/iclients?limit=1000');
  return value.items.find((one) => one.provider === 'lightspeed-r' && one.default)?.id;
}

const create = createVerb(connections, {
  summary: 'Create a connection. A Lightspeed one is authorized next: counterflow connection authorize.',
  examples: [
    'connection create --name "Main Street" --type lightspeed-v3 --scope employee:inventory_read --iclient "My app"',
    'connection create --name "Web shop" --type lightspeed-c --api-key 1f0c --api-secret-file secret.txt --cluster eu1 --language en',
  ],
  flags: [
    { flag: '--name <name>', help: 'Name your connection.', required: true },
    {
      flag: '--type <type>',
      help: 'API type.',
      required: true,
      choices: ['lightspeed-v3', 'lightspeed-v2', 'lightspeed-x', 'lightspeed-c', 'http', 'postgres', 'folder'],
    },
    {
      flag: '--environment <environment>',
      help: 'Real accounts or the sandbox; left out: sandbox for the client of a sandbox store, else live.',
      choices: ['live', 'sandbox'],
    },
    { flag: '--region <region>', help: 'Which address of COUNTERFLOW_URL sign-ins come back to.' },
    ...settingFlags,
    ...httpFlags,
    ...concurrencyFlags,
  ],
  async body({ api, options }) {
    const settings = (await settingsOf(api, options)) as SignIn;
    const apiType = options.need('type');
    return given({
      name: options.need('name'),
      apiType,
      environment: options.text('environment') ?? (await environmentOf(api, apiType, settings)),
      region: options.text('region'),
      settings,
      http: httpOf(options),
      concurrency: await concurrencyOf(api, connections, options),
    });
  },
});

const edit = editVerb(connections, {
  summary: 'Change a connection; what is left out stays. Scopes and client take effect after authorizing again.',
  examples: [
    'connection edit "Main Street" --name "Main Street shop"',
    'connection edit "Main Street" --scope employee:inventory_read --scope employee:customers_read',
  ],
  flags: [
    { flag: '--name <name>', help: 'Its new name.' },
    { flag: '--pause', help: 'Send nothing over it; flows wait.' },
    { flag: '--resume', help: 'Use it again.' },
    ...settingFlags,
    ...httpFlags,
    { flag: '--reset-http', help: 'Take all HTTP settings back to those of the API type.' },
    ...concurrencyFlags,
    { flag: '--own-budget', help: 'Borrow no budget any more.' },
  ],
  async body({ api, options }) {
    const settings = await settingsOf(api, options);
    const paused = options.is('pause') ? true : options.is('resume') ? false : undefined;
    return given({
      name: options.text('name'),
      paused,
      settings: Object.keys(settings).length > 0 ? settings : undefined,
      http: httpOf(options),
      concurrency: await concurrencyOf(api, connections, options),
    });
  },
});

const POLL_MS = 1000;

const authorize: Verb = {
  verb: 'authorize',
  summary: 'Let a person allow the connection: prints the address to open, and waits for the answer.',
  examples: [
    'connection authorize "Main Street" --replace-account',
    'connection authorize "Main Street" --no-wait --json',
  ],
  argument: '<name-or-id>',
  flags: [
    { flag: '--no-wait', help: 'Print the address and end; the attempt goes on.' },
    { flag: '--timeout <seconds>', help: 'Wait at most this long.', integer: true },
    { flag: '--landed <address>', help: 'Hand over the address on which the browser landed; with --attempt.' },
    { flag: '--attempt <id>', help: 'The attempt that --landed belongs to.' },
    { flag: '--link', help: 'Print a link for somebody without an account here; good for a week, once.' },
    {
      flag: '--replace-account',
      help: 'Let another account take the place of the one it belongs to; its delta flows start over.',
    },
  ],
  async run({ api, args: [asked = ''], options }) {
    const id = await idOf(api, connections, asked);
    const attempts = `${connections.path}/${id}/authorizations`;
    const landed = options.text('landed');
    if (landed !== undefined) {
      const attempt = options.text('attempt');
      if (attempt === undefined) throw new Failure(exitCodes.usage, '--landed needs --attempt: the id of the attempt.');
      return saidOf(asked, await api.post(`${attempts}/${attempt}/landed`, { address: landed }));
    }
    const link = options.is('link');
    const asks = { ...(link ? { link } : {}), ...(options.is('replaceAccount') ? { replaceAccount: true } : {}) };
    const started = await api.post<Authorization>(attempts, asks);
    if (started.value.status === 'failed') return saidOf(asked, started);
    const hint = started.value.landsAt === null ? '' : landingHint(asked, started.value);
    if (!options.is('wait') || link) {
      process.stderr.write(hint);
      return { json: started.text, text: started.value.url };
    }
    process.stderr.write(`Open this address in a browser to authorize "${asked}":\n${started.value.url}\n${hint}`);
    const stopListening = onInterrupt(() => `The attempt goes on until ${started.value.expiresAt}.`);
    const ended = await attemptEnd(api, started.value, options.integer('timeout')).finally(stopListening);
    return saidOf(asked, ended);
  },
};

/** How an attempt ended, in words and exit code. */
function saidOf(asked: string, ended: Answer<Authorization>) {
  const { status, account, detail, code } = ended.value;
  if (status === 'done') {
    return {
      json: ended.text,
      text: `"${asked}" is connected${account ? ` to ${account.name} (${account.id})` : ''}.`,
    };
  }
  const exitCode = code === 'oauth_timed_out' ? exitCodes.timeout : exitCodes.failed;
  return {
    json: ended.text,
    note: `${detail ?? 'The attempt ended without a grant.'} (${code ?? status})`,
    exitCode,
  };
}

/** What to do with a browser that lands where nobody answers. */
function landingHint(asked: string, { id, landsAt, codeLivesSeconds }: Authorization): string {
  return `The browser ends on an error page at ${landsAt}. Within ${codeLivesSeconds} s copy all of the address it shows and hand it over:
counterflow connection authorize "${asked}" --attempt ${id} --landed '<address>'
`;
}

async function attemptEnd(
  api: Api,
  { connectionId, id }: Authorization,
  timeoutSeconds: number | undefined,
): Promise<Answer<Authorization>> {
  const until = Date.now() + (timeoutSeconds ?? Number.POSITIVE_INFINITY) * 1000;
  for (;;) {
    const attempt = await api.get<Authorization>(`${connections.path}/${connectionId}/authorizations/${id}`);
    if (attempt.value.status !== 'waiting') return attempt;
    if (Date.now() > until) {
      throw new Failure(exitCodes.timeout, `Nobody authorized within ${timeoutSeconds} s. The address still works.`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

const test: Verb = {
  verb: 'test',
  summary: 'Test a connection: what was tried, how long it took, what failed.',
  examples: ['connection test "Main Street"', 'connection test "Main Street" --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }) {
    const id = await idOf(api, connections, asked);
    const { text, value } = await api.post<PingAnswer>(`${connections.path}/${id}/ping`);
    const shown = table(
      [
        { head: 'CHECK', cell: ({ name }) => name },
        { head: '', cell: ({ ok }) => (ok ? 'ok' : 'failed') },
        { head: 'MS', cell: ({ ms }) => Math.round(ms), right: true },
        { head: '', cell: ({ message }) => message },
      ],
      value.checks,
    );
    return { json: text, text: shown, exitCode: value.ok ? exitCodes.done : exitCodes.failed };
  },
};

const refresh: Verb = {
  verb: 'refresh',
  summary: 'Renew the access token now.',
  examples: ['connection refresh "Main Street"', 'connection refresh "Main Street" --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }: Call) {
    const id = await idOf(api, connections, asked);
    const { text, value } = await api.post<Connection>(`${connections.path}/${id}/refresh`);
    return { json: text, text: `Renewed; good until ${value.grant?.expiresAt ?? 'further notice'}.` };
  },
};

const moveToNewServer: Verb = {
  verb: 'move-to-new-server',
  summary: 'Move a sign-in of the old R-Series OAuth server to the new one; the merchant is not asked.',
  examples: ['connection move-to-new-server "Main Street"', 'connection move-to-new-server "Main Street" --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }: Call) {
    const id = await idOf(api, connections, asked);
    const { text } = await api.post<Connection>(`${connections.path}/${id}/move-to-new-server`);
    return { json: text, text: `"${asked}" signs in at the new server from now on.` };
  },
};

const clone: Verb = {
  verb: 'clone',
  summary: 'Make a second connection with the same settings and secrets. It is authorized for itself.',
  examples: ['connection clone "Main Street" --name "Airport"', 'connection clone "Main Street" --json'],
  argument: '<name-or-id>',
  flags: [{ flag: '--name <name>', help: 'Name of the second one; left out: "Copy of" and the name.' }],
  async run({ api, args: [asked = ''], options }: Call) {
    const id = await idOf(api, connections, asked);
    const { text, value } = await api.post<Connection>(
      `${connections.path}/${id}/clone`,
      given({ name: options.text('name') }),
    );
    return { json: text, text: `"${value.name}" is made; its id is ${value.id}.` };
  },
};

const revoke: Verb = {
  verb: 'revoke',
  summary: 'Withdraw the sign-in, at the provider as well where it offers that; flows wait for the next one.',
  examples: ['connection revoke "Main Street"', 'connection revoke "Main Street" --json'],
  argument: '<name-or-id>',
  async run({ api, args: [asked = ''] }: Call) {
    const id = await idOf(api, connections, asked);
    const { text, value } = await api.post<Connection>(`${connections.path}/${id}/revoke`);
    return { json: text, text: `"${asked}" is signed out. ${value.reasonDetail ?? ''}` };
  },
};

export const connectionNoun: Noun = {
  noun: 'connection',
  plural: 'connections',
  summary: 'Sign-ins to Lightspeed accounts, databases and folders.',
  verbs: [
    create,
    listVerb(connections),
    getVerb(connections),
    edit,
    deleteVerb(connections),
    clone,
    authorize,
    test,
    budgetVerb(connections),
    refresh,
    moveToNewServer,
    revoke,
    usedByVerb(connections),
    ...recordVerbs(connections),
    debugVerb(connections),
  ],
};
