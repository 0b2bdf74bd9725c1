import type { BudgetReading } from '../connector.ts';

/**
 * Windows as headers tell them, with slashes where there are several: `X-RateLimit-Limit: 300/3000/12000`,
 * `X-RateLimit-Remaining: 299/2998/11020`, and where `tellsReset` the whole seconds left of each (recorded on C-Series),
 * `X-RateLimit-Reset: 263/2063/23663`. Undefined when limit and remaining of that many windows are not there.
 */
export function toldWindows(headers: Headers, count: number, tellsReset: boolean): BudgetReading | undefined {
  const limits = numbers(headers.get('x-ratelimit-limit'), count);
  const remaining = numbers(headers.get('x-ratelimit-remaining'), count);
  if (!limits || !remaining) return undefined;
  const resets = tellsReset ? numbers(headers.get('x-ratelimit-reset'), count) : undefined;
  return {
    kind: 'windows',
    windows: limits.map((requests, at) => ({
      requests,
      remaining: remaining[at] ?? 0,
      resetSeconds: resets?.[at],
    })),
  };
}

function numbers(value: string | null, count: number): number[] | undefined {
  const parts = value?.split('/').map((part) => part.trim()) ?? [];
  return parts.length === count && parts.every((part) => /^\d{1,9}$/.test(part)) ? parts.map(Number) : undefined;
}
