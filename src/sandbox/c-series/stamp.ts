import { offsetSeconds, type ZoneName } from '../shop-data/zones.ts';
import type { CStore } from '../store.ts';

/** Where the shop's clocks hang. */
export const zoneOf = ({ cluster }: CStore): ZoneName => (cluster === 'eu1' ? 'Europe/Amsterdam' : 'America/Toronto');

/** `2026-06-02T10:24:43+02:00`: whole seconds with the shop's own offset at that time (firm). */
export function stamp(store: CStore, epochSeconds: number): string {
  const offset = offsetSeconds(zoneOf(store), epochSeconds);
  const local = new Date((epochSeconds + offset) * 1000).toISOString().slice(0, 19);
  const minutes = Math.abs(offset) / 60;
  const parts = [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, '0'));
  return `${local}${offset < 0 ? '-' : '+'}${parts.join(':')}`;
}

/**
 * Epoch seconds of a time in a query or a body: `YYYY-MM-DD HH:MM:SS` is UTC, ISO has its own offset (seen in
 * clients). Parts of a second don't count, as rows have none (unsure).
 */
export function readStamp(text: string): number | undefined {
  const [, day, time = '00:00:00', zone = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?))?\s?(Z|[+-]\d\d:?\d\d)?$/.exec(text.trim()) ?? [];
  if (day === undefined) return undefined;
  const ms = Date.parse(`${day}T${time}${zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2')}`);
  return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}
