/** Seconds to add to UTC, and the second of UTC in which clocks go forward and back in a year. */
interface Zone {
  standard: number;
  summerFrom(year: number): number;
  summerUntil(year: number): number;
}

const DAY = 86_400;
const SUNDAY = 0;

const europe = {
  summerFrom: (year: number) => sundayFrom(year, 3, 25) + 3600,
  summerUntil: (year: number) => sundayFrom(year, 10, 25) + 3600,
};

/** Rules since 2007 (Toronto) and 1996 (Europe, all at one time); for earlier years the offsets may be off by an hour in spring and autumn. */
const zones = {
  'America/Toronto': {
    standard: -5 * 3600,
    summerFrom: (year) => sundayFrom(year, 3, 8) + 7 * 3600,
    summerUntil: (year) => sundayFrom(year, 11, 1) + 6 * 3600,
  },
  'Europe/London': { standard: 0, ...europe },
  'Europe/Amsterdam': { standard: 3600, ...europe },
} satisfies Record<string, Zone>;

export type ZoneName = keyof typeof zones;

/** 0 for a Sunday, 6 for a Saturday; of a time that is already local. */
export const weekdayOf = (local: number) => (((Math.floor(local / DAY) + 4) % 7) + 7) % 7;

/** Midnight UTC of the first Sunday on or after a day. */
function sundayFrom(year: number, month: number, day: number): number {
  const from = Date.UTC(year, month - 1, day) / 1000;
  return from + ((7 + SUNDAY - weekdayOf(from)) % 7) * DAY;
}

interface Summer {
  from: number;
  until: number;
}

const known: Record<ZoneName, Map<number, Summer>> = {
  'America/Toronto': new Map(),
  'Europe/London': new Map(),
  'Europe/Amsterdam': new Map(),
};

function summerOf(name: ZoneName, year: number): Summer {
  const found = known[name].get(year);
  if (found) return found;
  const made = { from: zones[name].summerFrom(year), until: zones[name].summerUntil(year) };
  known[name].set(year, made);
  return made;
}

/** What to add to an epoch second for the wall clock of a zone. */
export function offsetSeconds(name: ZoneName, at: number): number {
  const summer = summerOf(name, new Date(at * 1000).getUTCFullYear());
  return zones[name].standard + (at >= summer.from && at < summer.until ? 3600 : 0);
}

/** The second in which the clocks of a zone went back for the last time before `at`: the hour before and the hour after look alike. */
export function lastClockBack(name: ZoneName, at: number): number {
  const year = new Date(at * 1000).getUTCFullYear();
  const thisYear = summerOf(name, year).until;
  return thisYear < at ? thisYear : summerOf(name, year - 1).until;
}

/** The day a shop's clock shows, `YYYY-MM-DD`. */
export function localDay(name: ZoneName, at: number): string {
  return new Date((at + offsetSeconds(name, at)) * 1000).toISOString().slice(0, 10);
}

/** Epoch second of the midnight with which a shop's day begins. */
export function localMidnight(name: ZoneName, year: number, month: number, day: number): number {
  const noon = Date.UTC(year, month - 1, day, 12) / 1000;
  const midnight = noon - DAY / 2;
  return midnight - offsetSeconds(name, midnight - zones[name].standard);
}
