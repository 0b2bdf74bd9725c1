import type { Scheduler } from './scheduler.ts';
import { type NetworkFaults, troubles } from './stepped-network.ts';
import { ACCESS_SECONDS, type Kind } from './token-servers.ts';

/** Who works in one process, and when they begin. */
export interface ProcessPlan {
  skewMs: number;
  isDiskFull: boolean;
  callers: { startMs: number; asks: number; gapMs: number }[];
  keeper: { startMs: number; rounds: number } | undefined;
}

/** Something from outside, once so many steps were taken. */
export interface HappeningPlan {
  kind: 'revoke' | 'consent' | 'clientTrouble' | 'databaseAway';
  atStep: number;
  forMs: number;
}

/**
 * What befalls whoever gets a new pair, before it is saved: `takenOver` lets it sleep past its lease and the next one die,
 * `databaseAway` takes the database from it and then its life.
 */
export type Theme = 'none' | 'takenOver' | 'databaseAway';

/** What a history begins with and what it may meet. */
export interface Plan {
  kind: Kind;
  theme: Theme;
  /** How old the access token is, and whether the server ended it before its time. */
  ageMs: number;
  isEndedEarly: boolean;
  processes: ProcessPlan[];
  network: NetworkFaults;
  lossRate: number;
  /** How likely it is, before each step, that all stand still, that one process does, and that one dies. */
  stallRate: number;
  freezeRate: number;
  crashRate: number;
  happenings: HappeningPlan[];
}

/** Waits around the limits of the protocol: polls, the latest moment to send, a request's time-out, the lease. */
export const stallsMs = [5, 700, 5_000, 24_000, 26_000, 31_000, 59_000, 61_000, 130_000] as const;

const LIFE_MS = ACCESS_SECONDS * 1000;

/** Draws a history. Most have few kinds of trouble, so that each is also seen alone. */
export function planOf(kind: Kind, scheduler: Scheduler): Plan {
  const { pick, chance } = {
    pick: <T>(from: readonly T[]) => scheduler.pick(from),
    chance: (probability: number) => scheduler.chance(probability),
  };
  const some = <T>(probability: number, value: T, otherwise: T) => (chance(probability) ? value : otherwise);
  const process = (): ProcessPlan => ({
    skewMs: some(0.2, pick([-90_000, -4_000, 4_000, 90_000]), 0),
    isDiskFull: chance(0.1),
    callers: Array.from({ length: pick([1, 1, 2, 3]) }, () => ({
      startMs: pick([0, 0, 0, 300, 61_000]),
      asks: pick([1, 1, 2]),
      gapMs: pick([0, 2_000, 61_000]),
    })),
    keeper: some(0.4, { startMs: pick([0, 0, 5_000, 61_000]), rounds: pick([1, 2]) }, undefined),
  });
  const happening = (probability: number, one: HappeningPlan['kind']): HappeningPlan[] =>
    chance(probability)
      ? [{ kind: one, atStep: Math.floor(scheduler.random() * 50), forMs: pick([300, 4_000, 40_000, 90_000]) }]
      : [];
  const chosen = troubles.filter(() => chance(0.3));
  const theme = pick(['none', 'none', 'none', 'none', 'none', 'takenOver', 'takenOver', 'databaseAway'] as const);
  return {
    kind,
    theme,
    ageMs: pick([0, LIFE_MS * 0.85, LIFE_MS - 30_000, LIFE_MS - 4_000, LIFE_MS, LIFE_MS, LIFE_MS + 600_000]),
    isEndedEarly: chance(0.15),
    processes: Array.from({ length: theme === 'takenOver' ? pick([2, 3]) : pick([1, 2, 2, 3]) }, process),
    network: { troubles: some(0.7, chosen, []), tokenRate: pick([0.2, 0.5, 0.8]), apiRate: pick([0, 0.1]) },
    lossRate: some(0.25, pick([0.02, 0.08]), 0),
    stallRate: some(0.3, pick([0.01, 0.05]), 0),
    freezeRate: some(0.4, pick([0.01, 0.04]), 0),
    crashRate: some(0.35, pick([0.01, 0.04]), 0),
    happenings: [
      // A client's own credentials are nobody's to take away.
      ...happening(kind === 'clientCredentials' ? 0 : 0.08, 'revoke'),
      ...happening(0.12, 'consent'),
      ...happening(0.08, 'clientTrouble'),
      ...happening(0.15, 'databaseAway'),
    ],
  };
}
