import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';

export const CALLBACK_PATH = '/connection/oauth2callback';

/** Redirect URLs by region, letter by letter as they are sent and must be registered. */
export function redirectUrls(installation: Installation): { region: string | null; url: string; https: boolean }[] {
  return installation.publicUrls.map(({ region, url }) => ({
    region,
    url: `${url.replace(/\/$/, '')}${CALLBACK_PATH}`,
    https: url.startsWith('https:'),
  }));
}

/**
 * The redirect URL of an attempt, as it is sent and registered: this installation's own, or the client's landing address
 * where the own one is not https, which Lightspeed refuses. Throws `region_unknown`.
 */
export function sentRedirectUri(installation: Installation, region: string | null, landingUrl: string | null): string {
  const own = `${publicUrlOf(installation, region)}${CALLBACK_PATH}`;
  return own.startsWith('https:') ? own : (landingUrl ?? own);
}

/** Public address of a region; of the first one when none is named. Throws `region_unknown`. */
export function publicUrlOf(installation: Installation, region: string | null): string {
  const found =
    region === null ? installation.publicUrls[0] : installation.publicUrls.find((one) => one.region === region);
  if (!found) {
    const known = installation.publicUrls.map((one) => one.region ?? 'none').join(', ');
    throw new CounterflowError(
      'region_unknown',
      `There is no region "${region}" here. Known: ${known} (COUNTERFLOW_URL).`,
    );
  }
  return found.url.replace(/\/$/, '');
}
