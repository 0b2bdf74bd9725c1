import { language, text } from '../../texts/text.ts';

/** What a 5-field cron schedule means in words; `null` for those that no short sentence says. */
export function scheduleWords(schedule: string): string | null {
  const fields = schedule.trim().split(/\s+/);
  const [minute, hour, day, month, weekday] = fields;
  if (fields.length !== 5 || month !== '*') return null;
  const anyDay = day === '*' && weekday === '*';
  const every = everyOf(minute);
  if (every !== null && hour === '*' && anyDay) return text('schedule.everyMinutes', { n: every });
  const at = numberOf(minute, 59);
  if (at === null) return null;
  const everyHours = everyOf(hour);
  if (everyHours !== null && anyDay) return text('schedule.everyHours', { n: everyHours, minute: twoDigits(at) });
  const atHour = numberOf(hour, 23);
  if (atHour === null) return null;
  const time = `${twoDigits(atHour)}:${twoDigits(at)}`;
  if (anyDay) return text('schedule.daily', { time });
  if (day === '*') {
    if (weekday === '1-5') return text('schedule.weekdays', { time });
    const days = weekday?.split(',').map((each) => numberOf(each, 7)) ?? [];
    if (days.some((each) => each === null)) return null;
    return text('schedule.weekly', { days: listOf(days.map((each) => dayName(each ?? 0))), time });
  }
  const ofMonth = numberOf(day, 31);
  return weekday === '*' && ofMonth ? text('schedule.monthly', { day: ofMonth, time }) : null;
}

/** `*` is every 1, `*` + `/15` is every 15. */
function everyOf(field: string | undefined): number | null {
  if (field === '*') return 1;
  const [, step] = /^\*\/([1-9]\d?)$/.exec(field ?? '') ?? [];
  return step === undefined ? null : Number(step);
}

function numberOf(field: string | undefined, max: number): number | null {
  return field !== undefined && /^\d{1,2}$/.test(field) && Number(field) <= max ? Number(field) : null;
}

const twoDigits = (n: number) => String(n).padStart(2, '0');
const listOf = (words: string[]) => new Intl.ListFormat(language, { type: 'conjunction' }).format(words);
/** 1 January 2023 was a Sunday: day 0, as cron counts. */
const dayName = (weekday: number) =>
  new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2023, 0, 1 + weekday));
