import type { ConnectionDraft } from './draft.ts';

const keyOf = (path: string) => `counterflow-draft ${path}`;

/** Keeps what was typed while the person signs in again: in this tab only, and without the password. */
export function keepDraft(path: string, { password: _secret, ...draft }: ConnectionDraft): void {
  sessionStorage.setItem(keyOf(path), JSON.stringify(draft));
}

/** What was kept for this form, once. */
export function takeDraft(path: string): Partial<ConnectionDraft> | undefined {
  const kept = sessionStorage.getItem(keyOf(path));
  if (kept === null) return undefined;
  sessionStorage.removeItem(keyOf(path));
  return JSON.parse(kept) as Partial<ConnectionDraft>;
}
