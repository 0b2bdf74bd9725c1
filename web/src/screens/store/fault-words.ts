import type { Fault, FaultInput, FaultKind } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';

/** Common troubles, the ones that are met most first. */
export const faultSwitches = [
  'rateLimit',
  'delay',
  'status',
  'dropAfterProcessing',
  'expireToken',
  'revoke',
  'dropTokenReply',
  'html',
  'truncate',
  'reset',
  'clockSkew',
] as const satisfies readonly FaultKind[];

/** What a switch orders beside its kind. */
const settings: Partial<Record<FaultKind, Pick<FaultInput, 'status' | 'delayMs'>>> = {
  delay: { delayMs: 3_000 },
  status: { status: 503 },
  clockSkew: { delayMs: 3_600_000 },
};

/** Name of a kind; the sandbox may know kinds that this page does not. */
export function faultWord(kind: string): string {
  const known = faultSwitches.find((each) => each === kind);
  return known ? text(`store.faults.kind.${known}`) : kind;
}

export const faultTimes = ['1', '3', 'always', 'tenth'] as const;
export type FaultTimes = (typeof faultTimes)[number];
export const faultScopes = ['all', 'reads', 'writes', 'token'] as const;
export type FaultScope = (typeof faultScopes)[number];

const times: Record<FaultTimes, Pick<FaultInput, 'times' | 'probability'>> = {
  1: { times: 1 },
  3: { times: 3 },
  always: {},
  tenth: { probability: 0.1 },
};
const scopes: Record<FaultScope, Pick<FaultInput, 'method' | 'path'>> = {
  all: {},
  reads: { method: 'GET' },
  writes: { method: 'POST' },
  token: { path: '*/token' },
};

export interface FaultChoice {
  times: FaultTimes;
  scope: FaultScope;
  /** Null: every store. */
  storeId: string | null;
}

/** The order that a switch gives. */
export function faultOrder(kind: FaultKind, choice: FaultChoice): FaultInput {
  // The merchant does it once; what is rare by nature would else be met by each request.
  const often = kind === 'revoke' ? { times: 1 } : times[choice.times];
  const scope = kind === 'dropTokenReply' ? {} : scopes[choice.scope];
  return { kind, storeId: choice.storeId, ...often, ...scope, ...settings[kind] };
}

/** Which requests a fault is for, in words. */
export function scopeWords({ storeId, method, path, host }: Fault): string {
  const parts = [method, host, path].filter((part) => part !== null);
  const requests = parts.length > 0 ? parts.join(' ') : text('store.faults.words.all');
  return storeId === null ? `${requests}, ${text('store.faults.words.allStores')}` : requests;
}

/** How often a fault happens, in words. */
export function timesWords({ times: most, probability }: Fault): string {
  if (probability !== null) return text('store.faults.words.chance', { percent: Math.round(probability * 100) });
  if (most === null) return text('store.faults.words.always');
  return most === 1 ? text('store.faults.words.once') : text('store.faults.words.times', { n: most });
}
