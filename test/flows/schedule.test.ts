import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CounterflowError } from '../../src/counterflow-error.ts';
import { nextRunAfter, nextRuns } from '../../src/flows/schedule.ts';

const next = (schedule: string, timezone: string, from: string) =>
  nextRunAfter(schedule, timezone, new Date(from)).toISOString();

describe('the next moment of a schedule', () => {
  test.each([
    {
      what: 'every day at six, local time',
      cron: '0 6 * * *',
      zone: 'Europe/Brussels',
      from: '2026-01-10T12:00:00Z',
      at: '2026-01-11T05:00:00.000Z',
    },
    {
      what: 'half a second before it is due',
      cron: '0 6 * * *',
      zone: 'UTC',
      from: '2026-01-10T05:59:59.500Z',
      at: '2026-01-10T06:00:00.000Z',
    },
    {
      what: 'at the very moment: the one after',
      cron: '0 6 * * *',
      zone: 'UTC',
      from: '2026-01-10T06:00:00.000Z',
      at: '2026-01-11T06:00:00.000Z',
    },
    {
      what: 'a time that spring skips',
      cron: '30 2 * * *',
      zone: 'Europe/Brussels',
      from: '2026-03-28T12:00:00Z',
      at: '2026-03-29T01:30:00.000Z',
    },
    {
      what: 'the day after spring',
      cron: '30 2 * * *',
      zone: 'Europe/Brussels',
      from: '2026-03-29T01:30:00Z',
      at: '2026-03-30T00:30:00.000Z',
    },
    {
      what: 'a time that autumn shows twice, first',
      cron: '30 2 * * *',
      zone: 'Europe/Brussels',
      from: '2026-10-24T12:00:00Z',
      at: '2026-10-25T00:30:00.000Z',
    },
    {
      what: 'a time that autumn shows twice, not again',
      cron: '30 2 * * *',
      zone: 'Europe/Brussels',
      from: '2026-10-25T00:30:00Z',
      at: '2026-10-26T01:30:00.000Z',
    },
    {
      what: 'every half hour through the doubled hour',
      cron: '*/30 * * * *',
      zone: 'Europe/Brussels',
      from: '2026-10-25T00:30:00Z',
      at: '2026-10-25T01:00:00.000Z',
    },
    {
      what: 'weekdays only',
      cron: '0 8 * * 1-5',
      zone: 'America/New_York',
      from: '2026-11-20T14:00:00Z',
      at: '2026-11-23T13:00:00.000Z',
    },
    {
      what: 'the 29th of February',
      cron: '0 0 29 2 *',
      zone: 'UTC',
      from: '2026-03-01T00:00:00Z',
      at: '2028-02-29T00:00:00.000Z',
    },
  ])('$what', ({ cron, zone, from, at }) => expect(next(cron, zone, from)).toBe(at));

  test('lies after where it is asked from, wherever the clocks change', () =>
    fc.assert(
      fc.property(
        fc.constantFrom('*/15 * * * *', '30 2 * * *', '0 0 1 * *', '59 23 * * 0'),
        fc.constantFrom('UTC', 'Europe/Brussels', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kathmandu'),
        fc.date({ min: new Date('2025-01-01'), max: new Date('2028-01-01'), noInvalidDate: true }),
        (cron, zone, from) => nextRunAfter(cron, zone, from).getTime() > from.getTime(),
      ),
    ));

  test.each([
    ['every day', 'UTC', 'schedule_invalid'],
    ['* * * * * *', 'UTC', 'schedule_invalid'],
    ['61 * * * *', 'UTC', 'schedule_invalid'],
    ['0 0 31 2 *', 'UTC', 'schedule_invalid'],
    ['0 6 * * *', 'Brussels', 'timezone_invalid'],
  ])('"%s" in %s is refused with %s and an example', (cron, zone, code) => {
    const refused = (() => {
      try {
        return nextRunAfter(cron, zone, new Date());
      } catch (cause) {
        return cause;
      }
    })();
    expect(refused).toBeInstanceOf(CounterflowError);
    expect(refused).toMatchObject({ code, message: expect.stringMatching(/0 6 \* \* \*|Europe\/Brussels/) });
  });
});

describe('the next moments of a schedule', () => {
  test('each is the next one after the one before', () =>
    expect(nextRuns('0 6 * * 1-5', 'Europe/Brussels', new Date('2026-01-08T12:00:00Z'), 3).map(String)).toEqual(
      ['2026-01-09T05:00:00Z', '2026-01-12T05:00:00Z', '2026-01-13T05:00:00Z'].map((at) => String(new Date(at))),
    ));
});
