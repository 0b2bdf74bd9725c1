import { CronExpressionParser } from 'cron-parser';
import { CounterflowError } from '../counterflow-error.ts';

/** Runs of a schedule may not lie closer than this. */
const CLOSEST_MS = 60_000;

/** The first moment after `from` at which a 5-field cron schedule is due. Throws `schedule_invalid`, `timezone_invalid`. */
export function nextRunAfter(schedule: string, timezone: string, from: Date): Date {
  checkTimezone(timezone);
  if (schedule.trim().split(/\s+/).length !== 5) throw invalid(schedule);
  try {
    const next = CronExpressionParser.parse(schedule, { currentDate: from, tz: timezone }).next().toDate();
    return next.getTime() - from.getTime() < CLOSEST_MS / 60 ? new Date(from.getTime() + CLOSEST_MS) : next;
  } catch (cause) {
    throw invalid(schedule, cause);
  }
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
