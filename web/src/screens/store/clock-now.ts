import type { SandboxClock } from '../../api/stores.ts';
import { duration } from '../../components/times.ts';
import { text } from '../../texts/text.ts';

/** Nearer to real time than this is real time: the answer took its while. */
const NEAR_MS = 3_000;

/** What the sandbox's clock shows by now, epoch ms: it has run on at its rate since it was read. */
export function shownTime({ now, rate, readAtMs }: SandboxClock & { readAtMs: number }, nowMs: number): number {
  return Date.parse(now) + Math.max(0, nowMs - readAtMs) * rate;
}

/** How the clock differs from real time, in words. */
export function clockWords({ rate }: Pick<SandboxClock, 'rate'>, aheadMs: number): string {
  const time = duration(Math.abs(aheadMs));
  const place =
    Math.abs(aheadMs) < NEAR_MS
      ? text('store.clock.real')
      : text(aheadMs > 0 ? 'store.clock.ahead' : 'store.clock.behind', { time });
  return rate === 1 ? place : `${place}, ${text('store.clock.rate', { rate })}`;
}
