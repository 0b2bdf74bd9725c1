import { expect, test } from 'vitest';
import { freeInMs, windowsFreeInMs } from '../../../web/src/screens/connection/budget-now.ts';
import { spenderRows } from '../../../web/src/screens/connection/spenders.ts';

const spender = (flowId: string | null, requests: number, drips: number) => ({
  connectionId: 'a',
  connectionName: 'Main Street',
  flowId,
  flowName: flowId,
  lane: 'scheduled' as const,
  requests,
  drips,
});

test('who spends a budget: parts of the hour and the day by cost, those of the hour first, those of the day once', () => {
  const rows = spenderRows({
    hour: [spender('Items', 3, 30), spender(null, 10, 10)],
    day: [spender('Sales', 60, 60), spender('Items', 3, 30), spender(null, 10, 10)],
  });
  expect(rows.map(({ flowName, hour, day }) => [flowName, hour?.percent, hour?.requests, day?.percent])).toEqual([
    ['Items', 75, 3, 30],
    [null, 25, 10, 10],
    ['Sales', undefined, undefined, 60],
  ]);
});

test('a budget is free again when one drip fits in, when a pause ends, or when the last spent window is over', () => {
  const bucket = { kind: 'bucket' as const, levelDrips: 60, sizeDrips: 60, dripPerSecond: 2, burst: 10 };
  const calm = { throttledUntil: null, tooManyRequestsToday: 0 };
  expect(freeInMs({ ...bucket, ...calm }, 60, 0)).toBe(500);
  expect(freeInMs({ ...bucket, ...calm }, 59, 0)).toBeLessThanOrEqual(0);
  expect(freeInMs({ ...bucket, ...calm, throttledUntil: new Date(9000).toISOString() }, 0, 4000)).toBe(5000);
  const window = (remaining: number, atMs: number) => ({
    requests: 20,
    seconds: 300,
    remaining,
    resetsAt: new Date(atMs).toISOString(),
  });
  const windows = [window(0, 60_000), window(0, 90_000), window(1, 300_000)];
  expect(windowsFreeInMs({ kind: 'windows', windows, ...calm }, 30_000)).toBe(60_000);
  expect(windowsFreeInMs({ kind: 'windows', windows: [window(1, 60_000)], ...calm }, 30_000)).toBe(0);
});
