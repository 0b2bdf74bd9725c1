import { afterAll, describe, expect, test, vi } from 'vitest';
import { liveHistory } from './history.ts';
import { openHistoryWorld } from './history-world.ts';
import { type Kind, kinds as withConsent } from './token-servers.ts';

vi.mock('node:fs/promises', async (original) => {
  const { withSteppedFiles } = await import('./stepped-files.ts');
  return withSteppedFiles(await original());
});

/**
 * HISTORIES=100000 lives through more, HISTORY_FROM=2001 begins elsewhere, HISTORY_SEED=123 replays one and prints its steps:
 * `HISTORY_SEED=123 npm test -- test/connections/histories/histories.test.ts`.
 */
const { HISTORIES = '2000', HISTORY_FROM = '1', HISTORY_SEED } = process.env;
const seeds =
  HISTORY_SEED === undefined
    ? Array.from({ length: Number(HISTORIES) }, (_, at) => Number(HISTORY_FROM) + at)
    : [Number(HISTORY_SEED)];
const print = HISTORY_SEED === undefined ? undefined : (line: string) => console.log(line);
const A_DAY_MS = 86_400_000;
const LAST_STEPS = 80;

const kinds: Kind[] = [...withConsent, 'clientCredentials'];
const idOf = (seed: number) => ({ seed, kind: kinds[seed % kinds.length] as Kind });
const worldOfFile = openHistoryWorld(afterAll);
const met = new Map<string, number>();

/** What a whole run must have met, or it shows nothing. */
const troubles = [
  'DIES',
  'starts again',
  'gone, and its session ends',
  'waits for a row that another session holds',
  'connection was lost before',
  'connection was lost after',
  'THE DATABASE IS AWAY',
  'THE MERCHANT TAKES THE ACCESS AWAY',
  'THE CLIENT IS REFUSED',
  'SOMEBODY AUTHORIZES AGAIN',
  'ALL STAND STILL',
  'STANDS STILL',
  'disk: rename',
  'lostReply',
  'cutReply',
  'reset',
  'notSent',
  'rateLimited',
  'status500',
];

describe.each(kinds)('at a token server of kind %s', (kind) => {
  const mine = seeds.filter((seed) => idOf(seed).kind === kind);

  test.runIf(mine.length > 0)('a grant outlives any history', { timeout: A_DAY_MS }, async () => {
    const world = await worldOfFile;
    for (const [at, seed] of mine.entries()) {
      const { violation, trace } = await liveHistory(world, idOf(seed), print);
      if (violation) {
        const last = trace.slice(-LAST_STEPS).join('\n');
        expect.fail(
          `${violation}\nHISTORY_SEED=${seed} replays it, number ${at + 1} of its kind. It ended so:\n${last}`,
        );
      }
      const text = trace.join('\n');
      for (const trouble of troubles) if (text.includes(trouble)) met.set(trouble, (met.get(trouble) ?? 0) + 1);
    }
  });
});

test.runIf(seeds.length >= 2000)('the histories met every kind of trouble', () => {
  expect(troubles.filter((trouble) => (met.get(trouble) ?? 0) < 10)).toEqual([]);
});

test.runIf(HISTORY_SEED === undefined)('the same seed gives the same history', { timeout: A_DAY_MS }, async () => {
  const world = await worldOfFile;
  for (const seed of seeds.slice(0, 40)) {
    const [first, again] = [await liveHistory(world, idOf(seed)), await liveHistory(world, idOf(seed))];
    expect(again).toEqual(first);
  }
});
