import type { Edition } from './operation.ts';

/** Date versions that answer, and the next one, which is open as beta (facts of 2026-07). */
const live = ['2026-01', '2026-04', '2026-07', '2026-10'];

/**
 * Splits a path into its edition and what stands below. A date version that is no longer supported is served by the oldest
 * live one without a word (a summary by others says so). Undefined where there is no such version.
 */
export function editionOf(path: string): { edition: Edition; below: string } | undefined {
  const [, version = '', rest = ''] = /^\/api\/([^/]+)(\/.*)?$/.exec(path) ?? [];
  if (version === '2.0' || version === '2.1' || version === '3.0') return { edition: version, below: rest };
  if (version === '0.9' || version === '1.0') return { edition: 'old', below: rest };
  if (/^\d{4}-\d\d$/.test(version))
    return version <= (live.at(-1) ?? '') ? { edition: 'date', below: rest } : undefined;
  return version === '' ? undefined : { edition: 'old', below: `/${version}${rest}` };
}
