import type { DebugEntryHead } from '../../api/debug-log.ts';
import type { Tone } from '../../components/status-word.tsx';
import { text } from '../../texts/text.ts';

/** For whom a request was sent. */
export function callerWords(caller: DebugEntryHead['caller']): string {
  switch (caller.type) {
    case 'run':
      return caller.flowName ?? text('debug.caller.run');
    case 'lane':
      return text(`debug.lane.${caller.lane}`);
    default:
      return text(`debug.caller.${caller.type}`);
  }
}

/** A 429 is something counterflow deals with; other refusals and silence are for people to look at. */
export function statusTone(status: number | null): Tone {
  if (status === null || status >= 500) return 'bad';
  if (status === 429) return 'warn';
  return status >= 400 ? 'bad' : 'ok';
}

/** Filters by outcome, and the statuses that each lets through. */
export const debugShows = ['all', 'fine', 'refused', 'trouble'] as const;
export type DebugShow = (typeof debugShows)[number];
export const statusesOf: Readonly<Record<DebugShow, readonly string[] | undefined>> = {
  all: undefined,
  fine: ['2xx', '3xx'],
  refused: ['4xx'],
  trouble: ['5xx', 'failed'],
};

export const debugMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
