import { language, text } from '../texts/text.ts';

const units = [
  { unit: 'second', ms: 1_000, below: 60_000 },
  { unit: 'minute', ms: 60_000, below: 3_600_000 },
  { unit: 'hour', ms: 3_600_000, below: 86_400_000 },
  { unit: 'day', ms: 86_400_000, below: Number.POSITIVE_INFINITY },
] as const;

/** Clocks of two machines differ by this much, and the app's own moves on once a second: nearer is "just now". */
const NOW_MS = 2_000;

/** How long ago or ahead, e.g. "4 min ago", "in 27 min" or "just now". */
export function relativeTime(at: string | number | Date, nowMs: number): string {
  const ms = new Date(at).getTime() - nowMs;
  if (Math.abs(ms) < NOW_MS) return text('time.now');
  const step = units.find(({ below }) => Math.abs(ms) < below);
  if (!step) return '';
  const time = lengthIn(Math.floor(Math.abs(ms) / step.ms), step.unit);
  return text(ms < 0 ? 'time.ago' : 'time.ahead', { time });
}

const lengthIn = (n: number, unit: string): string =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'short' }).format(n);

const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'long' });
const clock = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
const clockWithSeconds = new Intl.DateTimeFormat(language, { timeStyle: 'medium', hourCycle: 'h23' });
const day = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'long', year: 'numeric' });
const shortDay = new Intl.DateTimeFormat(language, { day: 'numeric', month: 'short' });

/** Date, time and zone in full. */
export const exactTime = (at: string | number | Date): string => exact.format(new Date(at));

/** "14:05" today, "12 Nov 14:05" on another day. */
export function clockTime(at: string | number | Date, nowMs: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  return isToday ? clock.format(date) : `${shortDay.format(date)}, ${clock.format(date)}`;
}

/** "14:05:31" today, "12 Nov, 14:05:31" on another day. */
export function preciseTime(at: string | number | Date, nowMs: number): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(nowMs).toDateString();
  const time = clockWithSeconds.format(date);
  return isToday ? time : `${shortDay.format(date)}, ${time}`;
}

/** "23 December 2026" */
export const dayOf = (at: string | number | Date): string => day.format(new Date(at));

/** The zone that times are shown in, e.g. "Europe/Paris". */
export const timeZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** How long something took, never "0 sec": "less than a second", else as `duration` writes it. */
export const timeTaken = (ms: number): string => (ms < 1_000 ? text('time.moment') : duration(ms));

/** A length of time in at most two units, e.g. "2 min 14 s". */
export function duration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  const parts = [
    [Math.floor(seconds / 86_400), 'day'],
    [Math.floor((seconds % 86_400) / 3_600), 'hour'],
    [Math.floor((seconds % 3_600) / 60), 'minute'],
    [seconds % 60, 'second'],
  ] as const;
  const first = parts.findIndex(([n]) => n > 0);
  const shown = first < 0 ? parts.slice(3) : parts.slice(first, first + 2).filter(([n], i) => i === 0 || n > 0);
  return shown.map(([n, unit]) => lengthIn(n, unit)).join(' ');
}
