import { z } from 'zod';
import type { CCredentials } from '../c-series/credentials.ts';
import { type Faults, faultInput } from '../faults.ts';
import type { Journal } from '../journal.ts';
import type { GrantBook } from '../oauth/grant-book.ts';
import type { NewServer } from '../oauth/new-server.ts';
import type { OldServer } from '../oauth/old-server.ts';
import type { XServer } from '../oauth/x-server.ts';
import type { RequestLog } from '../request-log.ts';
import type { SandboxClock } from '../sandbox-clock.ts';
import type { StoreQueues } from '../webhooks/store-queues.ts';
import { makeChanges } from './changes.ts';
import { type ControlCall, type ControlReply, done, refusal } from './control-desk.ts';
import { answerConsent, endGrant, installApp, listGrants, makeGrant } from './grants.ts';
import { createStore, patchStore, storeView } from './stores.ts';

/** What webhooks are to be sent, by series. */
export type HookQueues = Record<'x' | 'c', StoreQueues>;

/** What the control interface reaches. */
export interface ControlParts {
  journal: Journal;
  book: GrantBook;
  newServer: NewServer;
  oldServer: OldServer;
  xServer: XServer;
  credentials: CCredentials;
  clock: SandboxClock;
  faults: Faults;
  log: RequestLog;
  hookQueues: HookQueues;
  forgetLimits(): void;
}

const clockInput = z.strictObject({
  offsetMs: z.number().min(-1e13).max(1e13).optional(),
  rate: z.number().positive().max(1e6).optional(),
});

const share = z.number().min(0).max(1).optional();
const untidiness = z.object({ repeat: share, reorder: share, lose: share });

const logQuery = z.object({
  store: z.string().nullable().default(null),
  since: z.string().nullable().default(null),
  after: z.coerce.number().default(0),
  limit: z.coerce.number().int().min(1).default(Number.MAX_SAFE_INTEGER),
});

/** Everything under `/_sandbox/`: what tests and the product use to make stores and trouble. */
export function controlCalls(parts: ControlParts): Record<string, ControlCall> {
  const { journal, faults, log } = parts;
  const { stores } = journal.kept;
  return {
    'POST stores': ({ body }) => createStore(parts, body),
    'GET stores': () => ({ status: 200, body: [...stores.values()].map((store) => storeView(parts, store)) }),
    'PATCH stores/{id}': ({ id, body }) => patchStore(parts, id, body),
    'DELETE stores/{id}': ({ id }) => {
      if (!stores.has(id)) return refusal(404, `No store ${id} in this sandbox.`);
      journal.removeStore(id);
      forgetHooks(parts, id);
      return done;
    },
    'POST stores/{id}/grants': ({ id, body }) => makeGrant(parts, id, body),
    'POST stores/{id}/install': ({ id, body }) => installApp(parts, id, body),
    'GET stores/{id}/webhooks': ({ id }) => webhooksOf(parts, id),
    'POST stores/{id}/webhooks': ({ id, body }) => webhooksOf(parts, id, untidiness.parse(body)),
    'POST consent': ({ body }) => answerConsent(parts, body),
    'GET grants': ({ query }) => ({ status: 200, body: listGrants(parts, query.get('store')) }),
    'DELETE grants/{id}': ({ id }) => endGrant(parts, id),
    'GET requests': ({ query }) => ({ status: 200, body: log.list(logQuery.parse(Object.fromEntries(query))) }),
    'POST faults': ({ body }) => ({ status: 201, body: { id: faults.add(faultInput.parse(body)) } }),
    'GET faults': () => ({ status: 200, body: faults.list() }),
    'DELETE faults': () => {
      faults.clear();
      return done;
    },
    'DELETE faults/{id}': ({ id }) => (faults.remove(id) ? done : refusal(404, `No fault ${id}.`)),
    'GET clock': () => ({ status: 200, body: clockView(parts) }),
    'POST clock': ({ body }) => ({ status: 200, body: setClock(parts, clockInput.parse(body)) }),
    'POST changes': ({ body }) => makeChanges(parts, body),
    'POST reset': () => {
      for (const id of [...stores.keys()]) {
        journal.removeStore(id);
        forgetHooks(parts, id);
      }
      faults.clear();
      log.clear();
      setClock(parts, { offsetMs: 0, rate: 1 });
      parts.forgetLimits();
      return done;
    },
  };
}

function forgetHooks({ hookQueues }: ControlParts, id: string): void {
  for (const queues of Object.values(hookQueues)) queues.forget(id);
}

/** How the webhooks of an X- or C-Series store fare, after they were made as untidy as asked. */
function webhooksOf(
  { journal, hookQueues }: ControlParts,
  id: string,
  to: z.infer<typeof untidiness> = {},
): ControlReply {
  const store = journal.kept.stores.get(id);
  if (!store || store.series === 'r') return refusal(404, `No X- or C-Series store ${id} in this sandbox.`);
  const queues = hookQueues[store.series];
  const { repeat, reorder, lose } = to;
  const given = Object.entries({ repeat, reorder, lose }).filter(([, share]) => share !== undefined);
  queues.makeUntidy(id, Object.fromEntries(given));
  return { status: 200, body: queues.stateOf(id) };
}

function setClock(parts: ControlParts, to: z.infer<typeof clockInput>): object {
  parts.journal.saveClock(parts.clock.set(to));
  return clockView(parts);
}

/** How the clock is set, and what it shows. */
function clockView({ clock }: ControlParts): object {
  const { offsetMs, rate } = clock.setting;
  return { offsetMs, rate, now: new Date(clock.nowMs()).toISOString() };
}
