import { type Clock, systemClock } from '../../../src/clock.ts';

/** How much faster than real time the histories with real processes run, in every process, the database and the sandbox. */
export const RATE = 10;

/** The clock of a process that began some time after `sinceMs`, when all of them agreed. */
export function fastClock(sinceMs: number): Clock {
  return systemClock({ rate: RATE, offsetMs: (Date.now() - sinceMs) * (RATE - 1) });
}
