import { CronExpressionParser } from 'cron-parser';
import { CounterflowError } from '../counterflow-error.ts';

/**
 * The first moment after `from` at which a 5-field cron schedule is due. A time of day that the clocks skip in spring comes
 * an hour later; one that they show twice in autumn comes once. Throws `schedule_invalid`, `timezone_invalid`.
 */
export function nextRunAfter(schedule: string, timezone: string, from: Date): Date {
  checkTimezone(timezone);
  if (schedule.trim().split(/\s+/).length !== 5) throw invalid(schedule);
  try {
    return CronExpressionParser.parse(schedule, { currentDate: from, tz: timezone }).next().toDate();
  } catch (cause) {
    throw invalid(schedule, cause);
  }
}

/** The next `count` moments of a schedule after `from`. Throws what `nextRunAfter` throws. */
export function nextRuns(schedule: string, timezone: string, from: Date, count: number): Date[] {
  const moments: Date[] = [];
  for (let after = from; moments.length < count; ) {
    after = nextRunAfter(schedule, timezone, after);
    moments.push(after);
  }
  return moments;
}

function checkTimezone(timezone: string): void {
  try {
    new Intl.DateTimeFormat('en', { timeZone: timezone });
  } catch (cause) {
    throw new CounterflowError(
      'timezone_invalid',
      `"${timezone}" is no time zone. Use a name like Europe/Brussels or UTC.`,
      { cause },
    );
  }
}

function invalid(schedule: string, cause?: unknown): CounterflowError {
  return new CounterflowError(
    'schedule_invalid',
    `"${schedule}" is no schedule. Write five fields: minute, hour, day, month, weekday; "0 6 * * *" is every day at 6:00.`,
    { cause },
  );
}
