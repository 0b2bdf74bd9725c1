import type { DebugEntry, DebugEntryHead } from '../../connections/debug-log/debug-schema.ts';
import type { Connection } from '../../connections/schema.ts';
import type { Api } from '../api.ts';
import type { Outcome, Verb } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { Failure, wrongUsage } from '../failure.ts';
import { idOf, type Kind } from '../find.ts';
import { onInterrupt } from '../interrupt.ts';

/** A server that restarts is waited for this long. */
const PATIENCE_MS = 60_000;
const AGAIN_MS = 1000;

/** `connection debug NAME on|off|tail|clear`. */
export function debugVerb(connections: Kind): Verb {
  return {
    verb: 'debug',
    summary: 'Record requests and replies of a connection for a while, secrets masked, and follow them.',
    examples: ['connection debug "Main Street" on --minutes 30', 'connection debug "Main Street" tail --jsonl'],
    argument: '<name-or-id> <on|off|tail|clear>',
    flags: [
      { flag: '--minutes <n>', help: 'on: for how long, 1 to 60; left out: 15.', integer: true },
      { flag: '--jsonl', help: 'tail: each request and reply whole, one JSON document a line.' },
    ],
    async run({ api, args: [asked = '', what = ''], options }) {
      const id = await idOf(api, connections, asked);
      const path = `${connections.path}/${id}/debug`;
      switch (what) {
        case 'on': {
          const minutes = options.integer('minutes');
          const { text, value } = await api.post<Connection>(path, minutes === undefined ? {} : { minutes });
          return { json: text, text: `Recording "${asked}" until ${value.debugUntil}. Kept for 24 hours.` };
        }
        case 'off':
          await api.delete(path);
          return { note: `No longer recording "${asked}". What was recorded is kept for 24 hours.` };
        case 'clear':
          await api.delete(`${path}/entries`);
          return { note: `Forgot what was recorded of "${asked}".` };
        case 'tail':
          return tail(api, asked, path, options.is('jsonl') || options.is('json'));
        default:
          throw wrongUsage(`"${what}" is not one of on, off, tail, clear.`);
      }
    },
  };
}

/** Prints each request as it is recorded until Ctrl-C, through restarts of the server. */
async function tail(api: Api, asked: string, path: string, isWhole: boolean): Promise<Outcome> {
  const [id] = path.split('/').slice(-2);
  const { value } = await api.get<Connection>(path.slice(0, -'/debug'.length));
  if (value.debugUntil === null) {
    process.stderr.write(`"${asked}" is not recorded now. Start it: counterflow connection debug ${id} on\n`);
  }
  const stopListening = onInterrupt(() => `Recording goes on; end it with: counterflow connection debug ${id} off`);
  try {
    let after = '';
    for (let awaySince: number | undefined; ; ) {
      try {
        for await (const data of api.events(`${path}/events${after}`, new AbortController().signal)) {
          awaySince = undefined;
          const head = JSON.parse(data) as DebugEntryHead;
          after = `?after=${head.id}`;
          if (!isWhole) process.stdout.write(`${lineOf(head)}\n`);
          else process.stdout.write(`${(await api.get<DebugEntry>(`${path}/entries/${head.id}`)).text}\n`);
        }
      } catch (cause) {
        if (cause instanceof Failure && cause.exitCode !== exitCodes.unreachable) throw cause;
        awaySince ??= Date.now();
        if (Date.now() - awaySince > PATIENCE_MS) throw cause;
      }
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  } finally {
    stopListening();
  }
}

/** `2026-01-31T10:00:00.000Z  GET 200   52 ms  https://...  (preview)` */
function lineOf({ at, method, status, ms, url, caller, missed }: DebugEntryHead): string {
  const gap = missed > 0 ? `(${missed} requests before this one were not kept)\n` : '';
  const who = caller.type === 'lane' ? caller.lane : caller.type === 'run' ? `run of ${caller.flowName}` : caller.type;
  return `${gap}${at}  ${method} ${status ?? 'no reply'}  ${ms} ms  ${url.replace(/\p{Cc}+/gu, ' ')}  (${who})`;
}
