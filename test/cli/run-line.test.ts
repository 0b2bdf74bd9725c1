import { describe, expect, test } from 'vitest';
import { bar, duration, runLine } from '../../src/cli/run-line.ts';
import { details, table } from '../../src/cli/table.ts';
import type { Run, RunStep } from '../../src/flows/schema.ts';

const step = (more: Partial<RunStep>) => ({ in: 0, errors: 0, pages: 0, ...more }) as RunStep;
const run = (more: Partial<Run>): Run =>
  ({
    flowName: 'Items daily',
    status: 'running',
    endedAt: null,
    waiting: null,
    expectedPages: null,
    recordsPerSecond: 0,
    leftMs: null,
    steps: [step({ in: 18_400, pages: 184 }), step({ type: 'import', in: 18_391, errors: 9 })],
    ...more,
  }) as Run;

describe('a run in one line', () => {
  test.each<[string, Partial<Run>, string]>([
    [
      'with a total known, limited by the rate budget',
      { expectedPages: 412, recordsPerSecond: 82, leftMs: 270_000, waiting: { for: 'budget', untilMs: 0 } },
      'Items daily  44 %  184/412 pages  18,400 records  9 errors  82 rec/s  5 min left  (rate budget)',
    ],
    ['without a total', {}, 'Items daily  184 pages  18,400 records  9 errors'],
    [
      'that waits',
      { status: 'waiting', waiting: { for: 'connection', untilMs: 0 } },
      'Items daily  184 pages  18,400 records  9 errors  waiting  (connection)',
    ],
    [
      'more pages than the last run had is never all of it',
      { expectedPages: 100 },
      'Items daily  99 %  184/100 pages  18,400 records  9 errors',
    ],
    [
      'that is over',
      { status: 'completedWithErrors', endedAt: '2026-11-24T10:00:00.000Z', expectedPages: 184 },
      'Items daily  184 pages  18,400 records  9 errors  completedWithErrors',
    ],
    ['before anything was read', { status: 'queued', steps: [] }, 'Items daily  0 pages  0 records  queued'],
  ])('%s', (_what, more, line) => expect(runLine(run(more))).toBe(line));

  test('a bar only where a total is known', () => {
    expect(bar(run({ expectedPages: 368 }), 10)).toBe('[#####.....] ');
    expect(bar(run({ expectedPages: null }), 10)).toBe('');
    expect(bar(run({ expectedPages: 0 }), 4)).toBe('[....] ');
  });

  test.each([
    [400, '1 s'],
    [89_000, '89 s'],
    [90_000, '2 min'],
    [5_400_000, '1 h 30 min'],
  ])('%i ms as %s', (ms, text) => expect(duration(ms)).toBe(text));
});

describe('what people read on stdout', () => {
  test('a table has its columns under their heads, numbers at the right', () => {
    const rows = [
      { name: 'Items', used: 2 },
      { name: 'Sales of the day', used: 10 },
    ];
    const columns = [
      { head: 'NAME', cell: (row: { name: string }) => row.name },
      { head: 'USED BY', cell: (row: { used: number }) => row.used, right: true },
    ];
    expect(table<(typeof rows)[0]>(columns, rows)).toBe(
      ['NAME              USED BY', 'Items                   2', 'Sales of the day       10'].join('\n'),
    );
  });

  test('control characters of foreign data do not reach the terminal', () => {
    const evil = '\u001b[2Jgone\nline\u0007';
    expect(table([{ head: 'X', cell: () => evil }], [{}])).toBe('X\n [2Jgone line');
    expect(details({ name: evil })).toBe('name   [2Jgone line ');
  });

  test('one resource is a line for each value, nested ones with dots', () => {
    expect(
      details({ name: 'Main', account: { id: '7', name: null }, scopes: ['a', 'b'], none: [], steps: [{ id: 'x' }] }),
    ).toBe(['name        Main', 'account.id  7', 'scopes      a, b', 'steps.0.id  x'].join('\n'));
  });
});
