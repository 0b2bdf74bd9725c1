import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { accessProblems } from './app-page.ts';

/** What a person is told when something fails. */
export interface Told {
  title: string;
  text: string | RegExp;
  /** Names of buttons and links in order, as they are read out; where to read more and Details come after them. */
  buttons: string[];
}

/** The notice with this title: its text and buttons, no raw code, Details that can be copied, a link that stays; axe. */
export async function expectTold(page: Page, told: Told): Promise<Locator> {
  const notice = page.locator('[role="alert"], [role="status"]').filter({ hasText: told.title }).first();
  const title = notice.getByText(told.title, { exact: true }).first();
  await title.waitFor({ timeout: 10_000 }).catch(async (cause) => {
    const shown = await page.locator('body').innerText();
    throw new Error(`"${told.title}" is not told; what is: ${shown}`, { cause });
  });
  // A name in it may come a moment later.
  const text = typeof told.text === 'string' ? expect.stringContaining(told.text) : expect.stringMatching(told.text);
  await expect.poll(() => notice.innerText(), { timeout: 5000 }).toEqual(text);
  const seen = await notice.innerText();
  expect(seen).not.toMatch(/\b(oauth|refresh|provider|right|token)_[a-z_]+/);
  expect(await namesIn(notice)).toEqual([...told.buttons, 'What this means']);
  expect(await accessProblems(page), told.title).toEqual([]);
  return notice;
}

/** The same for a failed attempt: what Details tell beside. */
export async function expectFailure(page: Page, told: Told, details: string[]): Promise<Locator> {
  const notice = await expectTold(page, told);
  await notice.getByText('Details', { exact: true }).click();
  expect(await notice.locator('dt').allInnerTexts()).toEqual(details);
  expect(await notice.locator('dd').allInnerTexts()).not.toContainEqual(expect.stringMatching(/[\w-]{30}(?<!-.{12})$/));
  await notice.getByRole('button', { name: 'Copy details' }).waitFor();
  await notice.getByText('Details', { exact: true }).click();
  return notice;
}

/** Names of the visible buttons and links. */
export async function namesIn(notice: Locator): Promise<string[]> {
  const controls = notice.locator('button, a[href]').filter({ visible: true });
  const named = await controls.evaluateAll((all) =>
    all.map((one) => one.getAttribute('aria-label') ?? one.textContent),
  );
  return named.map((name) => (name ?? '').trim());
}
