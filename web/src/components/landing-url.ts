import type { RedirectUrl } from '../api/installation.ts';

/**
 * What to register at Lightspeed, which takes https only, where this installation has no https address: the browser ends
 * there on its own error page, and its address is pasted here.
 */
export const LANDING_URL = 'https://localhost/connection/oauth2callback';

/** Whether people can't be sent back to this installation by Lightspeed. */
export const needsLanding = (regions: readonly RedirectUrl[] | undefined): boolean => regions?.[0]?.https === false;
