import type { WindowLimit, WindowState } from '../limits/window.ts';
import type { CStore } from '../store.ts';

const MINUTES_5 = 300_000;
const HOUR = 3_600_000;
const DAY = 86_400_000;

/**
 * Five minutes, an hour and a day at once (firm). The numbers are those commonly quoted, confirmed nowhere (unsure). The
 * windows follow the clock: in a recorded reply the seconds left of all three lead to one time of day.
 */
export function limitsOf({ limits }: CStore): WindowLimit[] {
  if (limits === 'off') return windows([1e9, 1e9, 1e9]);
  if (typeof limits !== 'object' || !('requests' in limits)) return windows([300, 3000, 12_000]);
  const { requests, windowSeconds } = limits;
  // The two wide windows never bind before the one that was set does.
  const wide = (lengthMs: number) => requests * Math.max(1, Math.ceil(lengthMs / (windowSeconds * 1000)));
  const [, hour, day] = windows([0, wide(HOUR), wide(DAY)]);
  return [{ requests, lengthMs: windowSeconds * 1000, byClock: true }, hour, day].filter((one) => one !== undefined);
}

const windows = (requests: [number, number, number]): WindowLimit[] =>
  [MINUTES_5, HOUR, DAY].map((lengthMs, at) => ({ requests: requests[at] ?? 0, lengthMs, byClock: true }));

const secondsLeft = ({ endsAtMs }: WindowState, nowMs: number) => Math.max(1, Math.ceil((endsAtMs - nowMs) / 1000));

/** Three values with slashes; reset is the seconds left of each window (recorded). */
export function limitHeaders(states: readonly WindowState[], nowMs: number): Record<string, string> {
  const joined = (value: (state: WindowState) => number) => states.map(value).join('/');
  return {
    'X-RateLimit-Limit': joined(({ limit }) => limit),
    'X-RateLimit-Remaining': joined(({ remaining }) => remaining),
    'X-RateLimit-Reset': joined((state) => secondsLeft(state, nowMs)),
  };
}

/** Seconds until all windows have room again; whether it is seconds or a date is unsure. */
export const retryAfter = (states: readonly WindowState[], nowMs: number): number =>
  Math.max(1, ...states.filter(({ remaining }) => remaining === 0).map((state) => secondsLeft(state, nowMs)));

/** What `account/ratelimit` shows. */
export function limitView(states: readonly WindowState[], nowMs: number): Record<string, unknown> {
  const names = ['limit5Min', 'limitHour', 'limitDay'];
  return Object.fromEntries(
    states.map((state, at) => [
      names[at],
      {
        limit: state.limit,
        remaining: state.remaining,
        reset: secondsLeft(state, nowMs),
        resetTime: `${new Date(state.endsAtMs).toISOString().slice(0, 19)}+00:00`,
      },
    ]),
  );
}
