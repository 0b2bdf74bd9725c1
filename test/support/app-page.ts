import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, Page } from 'playwright-core';
import type { Store } from '../../src/server/store-schema.ts';

/** Pages of the web app as people see them, and what is done on them again and again. */

export interface Look {
  colorScheme?: 'light' | 'dark';
  viewport?: { width: number; height: number };
}

/** The owner that `setUpOwner` makes. */
export const owner = { email: 'olive@example.com', password: 'correct horse battery' };

/** A page in a browser context of its own, signed in as the owner; the session is made without the sign-in screen. */
export async function ownerPage(browser: Browser, url: string, look: Look = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...look });
  // Shorter than a test may take, so that a test says what it waited for.
  context.setDefaultTimeout(15_000);
  const signedIn = await context.request.post(`${url}/v1/session`, { data: owner });
  if (!signedIn.ok()) throw new Error(`the owner is not signed in: ${signedIn.status()} ${await signedIn.text()}`);
  return context.newPage();
}

/** What axe finds serious or critical on a page, one line a finding. */
export async function accessProblems(page: Page): Promise<string[]> {
  // Our pages have no frames, for which axe would open a second page at each look.
  const axe = new AxeBuilder({ page }).setLegacyMode().options({ resultTypes: ['violations'] });
  const { violations } = await axe.analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** Signs in at the sandbox, in the window or tab that an attempt opened; ends on the consent page. */
export async function signInAtSandbox(window: Page, { user }: Pick<Store, 'user'>): Promise<void> {
  await window.getByRole('textbox', { name: 'User name' }).fill(user.login);
  await window.getByRole('textbox', { name: 'Password' }).fill(user.password);
  await window.getByRole('button', { name: 'Sign in' }).click();
  await window.getByRole('button', { name: 'Authorize application' }).waitFor();
}
