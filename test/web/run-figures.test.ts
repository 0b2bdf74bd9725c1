import { describe, expect, test } from 'vitest';
import type { Run, RunStep } from '../../src/flows/schema.ts';
import { failedIn, idlePercent, percentOf, shortMs, tookMs, writtenBy } from '../../web/src/screens/run/run-figures.ts';

const step = (counts: Partial<RunStep>): RunStep => ({
  id: 'source1',
  type: 'export',
  name: 'Items',
  connectionId: '01a20fb1-7272-7cc2-a755-99dd43f6b6e7',
  target: null,
  in: 0,
  success: 0,
  ignored: 0,
  errors: 0,
  pages: 0,
  recordsPerSecond: 0,
  workedMs: 0,
  mappedMs: 0,
  waitedMs: 0,
  ...counts,
});

const run = (facts: Partial<Run>): Run => ({
  id: '01a20fb1-74b0-7ab2-93f6-ddefbff4f597',
  flowId: '01a20fb1-748e-77a5-9d48-7967a92cca73',
  flowName: 'Items to table',
  status: 'running',
  trigger: 'manual',
  startedBy: 'Olive',
  asked: null,
  startedAt: '2026-11-24T12:00:00.000Z',
  endedAt: null,
  waiting: null,
  code: null,
  detail: null,
  expectedPages: null,
  expectedFrom: null,
  recordsPerSecond: 0,
  leftMs: null,
  pace: null,
  budget: null,
  steps: [
    step({ pages: 50, in: 5000, success: 5000 }),
    step({ id: 'step1', type: 'import', pages: 46, success: 4590, errors: 10 }),
  ],
  ...facts,
});

describe('how far a run is', () => {
  test('counts what is written, not what is read ahead', () =>
    expect(percentOf(run({ expectedPages: 100, expectedFrom: 'count' }))).toBe(46));

  test('is not told without a total', () => expect(percentOf(run({}))).toBeNull());

  test('stays below 100 until the run is over, however wrong the total was', () =>
    expect(percentOf(run({ expectedPages: 20, expectedFrom: 'lastRun' }))).toBe(99));

  test('is 100 once it is completed, and where it stopped when it failed', () => {
    expect(percentOf(run({ status: 'completedWithErrors', expectedPages: 500 }))).toBe(100);
    expect(percentOf(run({ status: 'failed', expectedPages: 92 }))).toBe(50);
  });
});

test('what a run wrote is what its last step wrote; errors count at every step', () => {
  expect(writtenBy(run({}))).toBe(4590);
  expect(failedIn(run({}))).toBe(10);
});

test('a run takes from its start to its end, or to now', () => {
  const now = Date.parse('2026-11-24T12:00:30.000Z');
  expect(tookMs(run({}), now)).toBe(30_000);
  expect(tookMs(run({ endedAt: '2026-11-24T12:00:10.000Z' }), now)).toBe(10_000);
});

test('the source is idle while pages wait for the budget or are written', () => {
  const pace = { setBy: 'budget', budgetMs: 700, sourceMs: 300, mappingMs: 2, destinationMs: 14 } as const;
  expect(idlePercent(run({ pace }))).toBe(70);
  expect(idlePercent(run({ pace: { ...pace, budgetMs: 0, destinationMs: 598 } }))).toBe(50);
});

test.each([
  { ms: 0.14, shown: '0.1 ms' },
  { ms: 310.4, shown: '310 ms' },
  { ms: 1449, shown: '1.4 sec' },
])('$ms milliseconds are shown as $shown', ({ ms, shown }) => expect(shortMs(ms, 'en')).toBe(shown));
