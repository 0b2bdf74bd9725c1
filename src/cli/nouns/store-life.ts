import type { Fault, SandboxClock, StoreChanges, StoreGrant, StoreRequest } from '../../server/sandbox-schema.ts';
import { faultKinds } from '../../server/sandbox-schema.ts';
import type { Store } from '../../server/store-schema.ts';
import type { Verb } from '../command.ts';
import { wrongUsage } from '../failure.ts';
import { idOf, type Kind } from '../find.ts';
import { given } from '../options.ts';
import { type Page, showPage } from '../resource-verbs.ts';
import { type Column, details } from '../table.ts';

/** Stores as the verbs find them. */
export const storeKind: Kind = { noun: 'store', path: '/v1/stores' };
const FAULTS = '/v1/sandbox/faults';
const CLOCK = '/v1/sandbox/clock';
const argument = '<name-or-id>';

const requestColumns: readonly Column<StoreRequest>[] = [
  { head: 'AT', cell: ({ at }) => at },
  { head: 'STATUS', cell: ({ status }) => status, right: true },
  { head: 'COST', cell: ({ cost }) => cost, right: true },
  { head: 'LIMIT', cell: ({ limit }) => limitWords(limit), right: true },
  { head: 'REQUEST', cell: ({ method, host, path, query }) => `${method} ${host}${path}${query}` },
  { head: 'FAULTS', cell: ({ faults }) => faults.join(', ') },
];

/** What is used of how much. */
function limitWords(limit: StoreRequest['limit']): string {
  if (!limit) return '';
  return 'size' in limit ? `${limit.level}/${limit.size}` : `${limit.limit - limit.remaining}/${limit.limit}`;
}

const requests: Verb = {
  verb: 'requests',
  summary: 'Show what a store was asked, newest first, with cost and how full its limit was.',
  examples: ['store requests Demo', 'store requests Demo --limit 500 --json'],
  argument,
  flags: [
    { flag: '--limit <n>', help: 'How many to show at most (1 to 1000).', integer: true },
    { flag: '--after <n>', help: 'Only those after this one, by its n.', integer: true },
  ],
  async run(call) {
    const id = await idOf(call.api, storeKind, call.args[0] ?? '');
    const after = call.options.integer('after')?.toString();
    return showPage(call, `${storeKind.path}/${id}/requests`, requestColumns, { after });
  },
};

const kinds = [
  'sales',
  'edits',
  'archives',
  'voids',
  'deletes',
  'refunds',
  'lateVoids',
  'receives',
  'counts',
  'mergeItems',
  'mergeCustomers',
] as const;

const change: Verb = {
  verb: 'change',
  summary: 'Make something happen in a store: rows get the present time, as if people worked there.',
  examples: ['store change Demo --sales 3', 'store change Demo --edits 20 --archives 2 --per-second 5 --json'],
  argument,
  flags: [
    { flag: '--sales <n>', help: 'New completed sales.', integer: true },
    { flag: '--edits <n>', help: 'Items that get another description.', integer: true },
    { flag: '--archives <n>', help: 'Items that are archived.', integer: true },
    { flag: '--voids <n>', help: 'Sales that are voided.', integer: true },
    { flag: '--deletes <n>', help: 'Rows that are deleted: categories, X: customers, C: products.', integer: true },
    { flag: '--refunds <n>', help: 'R-Series: sales that are refunded.', integer: true },
    { flag: '--late-voids <n>', help: 'R-Series: sales of long ago that are voided.', integer: true },
    { flag: '--receives <n>', help: 'R-Series: orders that arrive.', integer: true },
    { flag: '--counts <n>', help: 'R-Series: items whose stock is counted.', integer: true },
    { flag: '--merge-items <n>', help: 'R-Series: items that become one with another.', integer: true },
    { flag: '--merge-customers <n>', help: 'R-Series: customers that become one with another.', integer: true },
    { flag: '--per-second <n>', help: 'One after the other at this rate; left out: all at once.', integer: true },
    { flag: '--seed <n>', help: 'The same seed on the same store changes the same rows.', integer: true },
  ],
  async run({ api, args: [asked = ''], options }) {
    const id = await idOf(api, storeKind, asked);
    const counts = Object.fromEntries(kinds.map((kind) => [kind, options.integer(kind)]));
    const { text, value } = await api.post<StoreChanges>(
      `${storeKind.path}/${id}/changes`,
      given({ ...counts, perSecond: options.integer('perSecond'), seed: options.integer('seed') }),
    );
    const happened = kinds.map((kind) => ({ kind, ids: value[kind] ?? [] })).filter(({ ids }) => ids.length > 0);
    const lines = happened.map(({ kind, ids }) => `${kind}: ${ids.join(', ')}`);
    return { json: text, text: lines.length > 0 ? lines.join('\n') : 'There was nothing to change.' };
  },
};

const fault: Verb = {
  verb: 'fault',
  summary: 'Order trouble for the requests to a store.',
  examples: [
    'store fault Demo --kind rateLimit --times 3',
    'store fault Demo --kind status --status 503 --path "*/Item.json" --json',
  ],
  argument,
  flags: [
    { flag: '--kind <kind>', help: 'What goes wrong.', required: true, choices: faultKinds },
    { flag: '--times <n>', help: 'How often; left out: until it is taken back.', integer: true },
    { flag: '--percent <n>', help: 'How many of a hundred requests meet it.', integer: true },
    { flag: '--after <n>', help: 'How many requests pass first.', integer: true },
    { flag: '--status <n>', help: 'The status, for status and html.', integer: true },
    { flag: '--delay <ms>', help: 'How long, for delay and clockSkew.', integer: true },
    { flag: '--host <host>', help: 'Only requests to this host.' },
    { flag: '--method <method>', help: 'Only requests with this method.' },
    { flag: '--path <pattern>', help: 'Only requests whose path fits; * stands for any text.' },
    { flag: '--every-store', help: 'Requests to every store meet it.' },
  ],
  async run({ api, args: [asked = ''], options }) {
    const id = await idOf(api, storeKind, asked);
    const percent = options.integer('percent');
    const { text, value } = await api.post<Fault>(
      FAULTS,
      given({
        kind: options.need('kind'),
        storeId: options.is('everyStore') ? undefined : id,
        times: options.integer('times'),
        probability: percent === undefined ? undefined : percent / 100,
        after: options.integer('after'),
        status: options.integer('status'),
        delayMs: options.integer('delay'),
        host: options.text('host'),
        method: options.text('method'),
        path: options.text('path'),
      }),
    );
    return { json: text, text: `Ordered ${value.kind} (${value.id}). Take it back: counterflow store mend "${asked}"` };
  },
};

const faultColumns: readonly Column<Fault>[] = [
  { head: 'KIND', cell: ({ kind }) => kind },
  { head: 'STORE', cell: ({ storeId }) => storeId ?? 'every store' },
  { head: 'REQUESTS', cell: ({ method, host, path }) => [method, host, path].filter(Boolean).join(' ') || 'all' },
  { head: 'TIMES', cell: ({ times }) => times ?? 'always', right: true },
  { head: 'MET', cell: ({ met }) => met, right: true },
  { head: 'ID', cell: ({ id }) => id },
];

const faults: Verb = {
  verb: 'faults',
  summary: 'Show the trouble that requests to a store can meet, and how often they did.',
  examples: ['store faults Demo', 'store faults Demo --json'],
  argument,
  async run(call) {
    const storeId = await idOf(call.api, storeKind, call.args[0] ?? '');
    return showPage(call, FAULTS, faultColumns, { storeId });
  },
};

const mend: Verb = {
  verb: 'mend',
  summary: 'Take back the trouble that requests to a store can meet: all of it, or one fault.',
  examples: ['store mend Demo', 'store mend Demo --fault 0199b5a4-0000-7000-8000-000000000000'],
  argument,
  flags: [{ flag: '--fault <id>', help: 'Only this one.' }],
  async run({ api, args: [asked = ''], options }) {
    const storeId = await idOf(api, storeKind, asked);
    const { value } = await api.get<Page<Fault>>(`${FAULTS}?storeId=${storeId}`);
    const one = options.text('fault');
    const ids = one === undefined ? value.items.map(({ id }) => id) : [one];
    for (const id of ids) await api.delete(`${FAULTS}/${encodeURIComponent(id)}`);
    return { note: `Took back ${ids.length} fault${ids.length === 1 ? '' : 's'}.` };
  },
};

const grantColumns: readonly Column<StoreGrant>[] = [
  { head: 'SIGNED IN AS', cell: ({ login }) => login ?? 'API key' },
  { head: 'STATE', cell: ({ state }) => state },
  { head: 'GENERATION', cell: ({ generation }) => generation, right: true },
  { head: 'RENEWALS', cell: ({ refreshes }) => refreshes, right: true },
  { head: 'REUSE TRIED', cell: ({ reuseAttempts }) => reuseAttempts, right: true },
  { head: 'ID', cell: ({ id }) => id },
];

const grants: Verb = {
  verb: 'grants',
  summary: 'Show who authorized an app for a store; or end a grant, as the merchant would.',
  examples: ['store grants Demo', 'store grants Demo --end 0199b5a4-0000-7000-8000-000000000000'],
  argument,
  flags: [{ flag: '--end <id>', help: 'Ends this grant: its tokens are good for nothing any more.' }],
  async run(call) {
    const id = await idOf(call.api, storeKind, call.args[0] ?? '');
    const path = `${storeKind.path}/${id}/grants`;
    const ended = call.options.text('end');
    if (ended === undefined) return showPage(call, path, grantColumns);
    await call.api.delete(`${path}/${encodeURIComponent(ended)}`);
    return { note: 'Ended the grant.' };
  },
};

const units = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** `2h` or `-1d` in milliseconds. Throws wrong usage. */
function shiftMs(text: string): number {
  const [, n, unit] = /^(-?\d+)([smhd])$/.exec(text) ?? [];
  if (n === undefined) throw wrongUsage(`--shift is "${text}", but must be like 90s, 30m, 2h or -1d.`);
  return Number(n) * units[unit as keyof typeof units];
}

const clock: Verb = {
  verb: 'clock',
  summary: 'Show the clock of the sandbox, move it, or let it run faster: tokens and limits go by it.',
  examples: ['store clock', 'store clock --shift 31d --rate 60 --json'],
  flags: [
    { flag: '--shift <time>', help: 'Move it by this much: 90s, 30m, 2h, -1d.' },
    { flag: '--rate <n>', help: 'Let it run so many times as fast.', integer: true },
    { flag: '--now', help: 'Set it back to real time first.' },
  ],
  async run({ api, options }) {
    const shift = options.text('shift');
    const isNow = options.is('now');
    const rate = options.integer('rate') ?? (isNow ? 1 : undefined);
    const read = await api.get<SandboxClock>(CLOCK);
    const from = isNow ? 0 : read.value.offsetMs;
    const offsetMs = shift === undefined ? (isNow ? 0 : undefined) : from + shiftMs(shift);
    const isSet = offsetMs !== undefined || rate !== undefined;
    const { text, value } = isSet ? await api.patch<SandboxClock>(CLOCK, given({ offsetMs, rate })) : read;
    return { json: text, text: details(value) };
  },
};

/** What happens in stores, and the trouble they make. */
export const storeLifeVerbs: readonly Verb[] = [requests, change, fault, faults, mend, grants, clock];

/** One store's way in, for people. */
export const signInWords = ({ series, user, apiKey, apiSecret }: Store): string =>
  series === 'c' ? `${apiKey} / ${apiSecret}` : `${user.login} / ${user.password}`;
