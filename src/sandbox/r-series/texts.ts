const DAY = 86_400;
const MOST_DAYS = 10_000;
const days = new Map<number, string>();
const twoDigits = Array.from({ length: 60 }, (_, at) => String(at).padStart(2, '0'));

/** `YYYY-MM-DDTHH:MM:SS+00:00`, whole seconds (firm). */
export function stamp(epochSeconds: number): string {
  const whole = Math.floor(epochSeconds);
  const day = Math.floor(whole / DAY);
  const second = whole - day * DAY;
  const [hours, minutes] = [Math.floor(second / 3600), Math.floor(second / 60) % 60];
  return `${dayText(day)}T${twoDigits[hours]}:${twoDigits[minutes]}:${twoDigits[second % 60]}+00:00`;
}

/** A page has thousands of stamps from few days. */
function dayText(day: number): string {
  const known = days.get(day);
  if (known !== undefined) return known;
  const text = new Date(day * DAY * 1000).toISOString().slice(0, 10);
  if (days.size >= MOST_DAYS) days.clear();
  days.set(day, text);
  return text;
}

/** An amount of cents as a decimal text without a fixed scale: `0`, `10`, `4.39` (firm). */
export function amount(cents: number): string {
  const whole = Math.round(cents);
  const positive = Math.abs(whole);
  const rest = positive % 100;
  const units = (positive - rest) / 100;
  const sign = whole < 0 ? '-' : '';
  if (rest === 0) return `${sign}${units}`;
  return rest % 10 === 0 ? `${sign}${units}.${rest / 10}` : `${sign}${units}.${twoDigitCents[rest]}`;
}

const twoDigitCents = Array.from({ length: 100 }, (_, at) => String(at).padStart(2, '0'));
