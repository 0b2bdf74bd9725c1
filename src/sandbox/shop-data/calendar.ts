import { Purpose } from './dice.ts';
import type { Origin } from './origin.ts';
import { type Shop, shops } from './shops.ts';
import { lastClockBack, offsetSeconds, weekdayOf } from './zones.ts';

const HOUR = 3600;
const DAY = 86_400;
/** Rows are made as if over the two years before the store was born: the later the id, the later its time. */
const SPAN_DAYS = 730;
/** In a larger store this many rows came in at once, in the middle, as an import makes them: more than two pages of one second. */
const IMPORTED = 250;
const IMPORT_FROM = 1000;
/** Sales of an hour when every shop is closed come from the web; the busiest hour of a shop counts 1. */
const AT_NIGHT = 0.004;
/** Seconds from the first of two hours that look alike: twice the same two times on the wall clock. */
const DOUBLED = [600, 3000, 600 + HOUR, 3000 + HOUR];
const DOUBLED_FROM = 60;

const TOGETHER = new Purpose('together');

/**
 * Time of row `id` of `count`, epoch seconds: never falls as ids grow, so that sorting by time needs no index and a place is
 * found by halving. Rows follow opening hours, weekdays and seasons of the shops; some neighbours share a second, a whole
 * import does, and four rows fall into the hour that a shop's clocks go through twice.
 */
export function timeOf(origin: Origin, id: number, count: number): number {
  const table = tableOf(origin.bornAt - (origin.bornAt % HOUR));
  const row = nameGiver(origin.seed, id, count);
  const at = table.timeAt((row / Math.max(1, count)) * table.total);
  if (count < DOUBLED_FROM) return at;
  const place = row - Math.ceil((table.doubledPlace / table.total) * count);
  const slot = DOUBLED[place];
  return slot === undefined ? at : Math.min(at, table.doubledFrom + slot);
}

/** The row whose second a row shares; mostly its own. */
function nameGiver(seed: number, id: number, count: number): number {
  const imported = Math.floor(count / 2);
  if (count >= IMPORT_FROM && id > imported && id <= imported + IMPORTED) return imported;
  const first = id - (id % 4);
  return first > 0 && TOGETHER.chance(0.1, seed, first) ? first : id;
}

/** `busyness` of a shop, looked up for the two years in which sales as made lie. */
export function busynessThen(origin: Origin, shop: Shop, at: number): number {
  return tableOf(origin.bornAt - (origin.bornAt % HOUR)).busyAt(shop.number - 1, at);
}

/** How busy a shop is at a time: 0 when it is closed, 1 in its best hour of an ordinary Saturday, more before Christmas. */
export function busyness(shop: Shop, at: number): number {
  const local = at + offsetSeconds(shop.zone, at);
  const hour = Math.floor((local % DAY) / HOUR);
  const weekday = weekdayOf(local);
  const inHours = weekday === 0 ? hour >= 11 && hour < 16 : hour >= 9 && hour < 18;
  if (!inHours) return 0;
  const date = new Date(local * 1000);
  const month = date.getUTCMonth();
  if (month === 11 && date.getUTCDate() === 25) return 0;
  return shop.size * (byHour[hour - 9] ?? 0) * (byWeekday[weekday] ?? 0) * (byMonth[month] ?? 0);
}

const byHour = [0.4, 0.6, 0.8, 1, 0.9, 0.7, 0.7, 0.9, 0.8];
const byWeekday = [0.35, 0.5, 0.55, 0.6, 0.65, 0.85, 1];
const byMonth = [0.6, 0.6, 0.8, 0.9, 1, 1, 0.9, 0.8, 0.9, 0.9, 1.2, 2.2];

/** Hours of the two years with the share of rows that fall before each, so that a row's place leads to its time. */
interface Table {
  total: number;
  timeAt(place: number): number;
  /** How busy the shop at a place of the list is. */
  busyAt(shop: number, at: number): number;
  /** Start of the last two hours that look alike on the first shop's clocks, and the place of it. */
  doubledFrom: number;
  doubledPlace: number;
}

const known = new Map<number, Table>();
const MOST_KNOWN = 8;

/** Stores of one hour share a table, so that few are ever made: each takes 140 KB and some milliseconds. */
function tableOf(end: number): Table {
  const found = known.get(end);
  if (found) return found;
  if (known.size >= MOST_KNOWN) known.delete(known.keys().next().value as number);
  const made = makeTable(end);
  known.set(end, made);
  return made;
}

function makeTable(end: number): Table {
  const hours = SPAN_DAYS * 24;
  const start = end - hours * HOUR;
  const before = new Float64Array(hours + 1);
  const busy = new Float64Array((hours + 1) * shops.length);
  for (let hour = 0; hour <= hours; hour += 1) {
    let sum = AT_NIGHT;
    for (const [number, shop] of shops.entries()) {
      busy[hour * shops.length + number] = busyness(shop, start + hour * HOUR);
      sum += busy[hour * shops.length + number] as number;
    }
    if (hour < hours) before[hour + 1] = (before[hour] as number) + sum;
  }
  const placeOf = (at: number) => {
    const hour = Math.floor((at - start) / HOUR);
    const [from, until] = [before[hour] as number, before[hour + 1] as number];
    return from + ((at - start) / HOUR - hour) * (until - from);
  };
  const doubledFrom = lastClockBack((shops[0] as Shop).zone, end - DAY) - HOUR;
  const total = before[hours] as number;
  return {
    total,
    doubledFrom,
    doubledPlace: placeOf(doubledFrom),
    busyAt: (shop, at) => busy[Math.floor((at - start) / HOUR) * shops.length + shop] ?? 0,
    timeAt(place) {
      let [low, high] = [0, hours];
      while (high - low > 1) {
        const middle = (low + high) >>> 1;
        if ((before[middle] as number) <= place) low = middle;
        else high = middle;
      }
      const from = before[low] as number;
      const share = Math.min(1, (place - from) / ((before[low + 1] as number) - from));
      return start + low * HOUR + Math.floor(share * HOUR);
    },
  };
}
