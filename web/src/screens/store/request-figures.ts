import type { StoreRequest } from '../../api/stores.ts';
import type { Tone } from '../../components/status-word.tsx';
import type { RequestFilter } from './route.ts';

/** How much of a limit is used: units of a bucket, or requests of a window. */
export interface LimitUse {
  used: number;
  size: number;
  percent: number;
  room: number;
}

export function limitUse(limit: NonNullable<StoreRequest['limit']>): LimitUse {
  const [used, size] = 'size' in limit ? [limit.level, limit.size] : [limit.limit - limit.remaining, limit.limit];
  return { used, size, percent: (100 * used) / size, room: Math.max(0, Math.floor(size - used)) };
}

/** Requests that a filter of the log lets through. */
export function filtered(requests: readonly StoreRequest[], show: RequestFilter): readonly StoreRequest[] {
  switch (show) {
    case 'all':
      return requests;
    case 'limited':
      return requests.filter(({ status }) => status === 429);
    case 'failed':
      return requests.filter(({ status }) => status >= 400 && status !== 429);
    case 'faults':
      return requests.filter(({ faults }) => faults.length > 0);
  }
}

/** Who acts on a status: nobody, the client by waiting, a person. */
export const statusTone = (status: number): Tone => (status < 400 ? 'ok' : status === 429 ? 'warn' : 'bad');

/** What the requests cost together, and how they ended. */
export function summed(requests: readonly StoreRequest[]): { cost: number; limited: number; failed: number } {
  return {
    cost: requests.reduce((sum, { cost }) => sum + cost, 0),
    limited: filtered(requests, 'limited').length,
    failed: filtered(requests, 'failed').length,
  };
}
