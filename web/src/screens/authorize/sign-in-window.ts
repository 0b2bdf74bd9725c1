import { text } from '../../texts/text.ts';

const size = { width: 520, height: 720 };
/** Narrower than this, a second window would hide the first: the sign-in takes the tab itself. */
const narrowPx = 768;

/** Where the sign-in of one attempt is to happen. `blocked`: the browser refused the window. */
export type SignInPlace = { kind: 'window'; window: Window } | { kind: 'sameTab' } | { kind: 'blocked' };

/** The window of the latest attempt, for the panel that waits for it. */
let latest: { attemptId: string; place: SignInPlace } | undefined;

/** Tells the result page, by the tab's own storage, that it took the place of the app and leads back to it. */
const sameTabKey = 'counterflow-same-tab';

/** Opens a blank window at once. Only inside the click: a window that is opened after a request is blocked. */
export function openSignInPlace(): SignInPlace {
  if (window.innerWidth < narrowPx) return { kind: 'sameTab' };
  sessionStorage.removeItem(sameTabKey);
  const left = Math.round(window.screenX + (window.outerWidth - size.width) / 2);
  const top = Math.round(window.screenY + (window.outerHeight - size.height) / 2);
  const opened = window.open('', '_blank', `popup,width=${size.width},height=${size.height},left=${left},top=${top}`);
  if (!opened) return { kind: 'blocked' };
  opened.document.title = text('authorize.contacting');
  opened.document.documentElement.style.colorScheme = 'light dark';
  opened.document.body.style.cssText = 'font: 15px system-ui; display: grid; place-items: center; min-height: 90vh';
  opened.document.body.textContent = text('authorize.contacting');
  return { kind: 'window', window: opened };
}

/** An attempt as far as its sign-in is concerned. */
interface SignIn {
  id: string;
  url: string;
  status: string;
  /** Set when nothing leads back to the app from where the sign-in ends. */
  landsAt: string | null;
}

/**
 * Sends the place to the attempt's page; closes it where the attempt has failed already. In the same tab this leaves the app; the result page comes back to it. Where none
 * does, another tab is tried.
 */
export function sendSignIn(asked: SignInPlace, attempt: SignIn): void {
  if (attempt.status !== 'waiting') {
    closeSignIn(asked);
    return;
  }
  const place = asked.kind === 'sameTab' && attempt.landsAt !== null ? openTab() : asked;
  latest = { attemptId: attempt.id, place };
  if (place.kind === 'window') place.window.location.replace(attempt.url);
  if (place.kind === 'sameTab') continueInThisTab(attempt);
}

function openTab(): SignInPlace {
  const opened = window.open('', '_blank');
  return opened ? { kind: 'window', window: opened } : { kind: 'blocked' };
}

/** Leaves the app for the attempt's page. */
export function continueInThisTab(attempt: { id: string; url: string }): void {
  sessionStorage.setItem(sameTabKey, attempt.id);
  window.location.assign(attempt.url);
}

/** Closes a place that is not needed after all. */
export function closeSignIn(place: SignInPlace): void {
  if (place.kind === 'window') place.window.close();
}

/** Closes the window of an attempt whose answer was handed over: nothing is left to do in it. */
export function closeSignInWindow(attemptId: string): void {
  if (latest?.attemptId === attemptId) closeSignIn(latest.place);
}

/** Brings the attempt's window to the front, or opens it anew. */
export function showSignIn(attempt: SignIn): void {
  const known = latest?.attemptId === attempt.id ? latest.place : undefined;
  if (known?.kind === 'window' && !known.window.closed) known.window.focus();
  else sendSignIn(openSignInPlace(), attempt);
}

/**
 * What is known of the attempt's window. `closed` is a hint, no truth: a page that isolates itself makes an open window
 * read as closed. `unknown` after a reload, in another tab, or when another person's browser signs in.
 */
export function signInWindow(attemptId: string): 'open' | 'closed' | 'blocked' | 'unknown' {
  if (latest?.attemptId !== attemptId) return 'unknown';
  if (latest.place.kind === 'blocked') return 'blocked';
  if (latest.place.kind !== 'window') return 'unknown';
  return latest.place.window.closed ? 'closed' : 'open';
}
