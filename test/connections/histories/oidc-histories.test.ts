import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { liveHistory } from './history.ts';
import { openHistoryWorld } from './history-world.ts';
import { startOidcServer } from './oidc-server.ts';

vi.mock('node:fs/promises', async (original) => {
  const { withSteppedFiles } = await import('./stepped-files.ts');
  return withSteppedFiles(await original());
});

beforeAll(() => {
  // It warns of its defaults, which are right for a test.
  for (const level of ['info', 'warn'] as const) vi.spyOn(console, level).mockImplementation(() => {});
});

/** As for the histories at emulated servers: HISTORIES, HISTORY_FROM, HISTORY_SEED. */
const { HISTORIES = '200', HISTORY_FROM = '1', HISTORY_SEED } = process.env;
const seeds =
  HISTORY_SEED === undefined
    ? Array.from({ length: Number(HISTORIES) }, (_, at) => Number(HISTORY_FROM) + at)
    : [Number(HISTORY_SEED)];
const print = HISTORY_SEED === undefined ? undefined : (line: string) => console.log(line);
const A_DAY_MS = 86_400_000;

test('a grant of a server of another make outlives any history, or its newest pair is known to be lost', {
  timeout: A_DAY_MS,
}, async () => {
  const world = await openHistoryWorld(afterAll, await startOidcServer(afterAll));
  const ends = new Map<string, number>();
  for (const seed of seeds) {
    const { violation, trace, status, reason } = await liveHistory(world, { seed, kind: 'oidcProvider' }, print);
    if (violation)
      expect.fail(`${violation}\nHISTORY_SEED=${seed} replays it. It ended so:\n${trace.slice(-80).join('\n')}`);
    const end = `${status} ${reason}`;
    ends.set(end, (ends.get(end) ?? 0) + 1);
  }
  if (seeds.length >= 200)
    expect([...ends.keys()]).toEqual(expect.arrayContaining(['online null', 'unauthorized refresh_reply_lost']));
});
