import sparticuz from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

/** Keeps Chromium from looking for hosts of its maker, and lets it run as root. */
const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/**
 * A real browser: the one that COUNTERFLOW_CHROME names, else the Chromium that comes from npm (Linux x64). That package's
 * own arguments are left out: they put all windows into one process, which ends when a pop-up closes, and switch off the
 * web's security.
 */
export async function openBrowser(): Promise<Browser> {
  const own = process.env.COUNTERFLOW_CHROME;
  return own
    ? chromium.launch({ executablePath: own, args: QUIET })
    : chromium.launch({ executablePath: await sparticuz.executablePath(), args: ['--headless=shell', ...QUIET] });
}
