import type { Actor } from '../accounts/actor.ts';
import { CounterflowError } from '../counterflow-error.ts';
import type { Installation } from '../installation.ts';
import { attemptById } from '../store/authorization-attempts.ts';
import { checkCharacters } from './address-check.ts';
import { type Callback, takeCallback } from './callback.ts';
import { redirectUrls } from './redirect-urls.ts';

/**
 * Takes the address on which a browser landed after the consent, pasted by the attempt's starter, who stands for the cookie
 * that the callback would have brought. How the exchange went is on the attempt. Throws `not_found`, `attempt_not_yours`,
 * `oauth_redirect_mismatch`, `landed_no_answer`, `oauth_state_mismatch`, all without touching the attempt; `attempt_over`,
 * `oauth_timed_out`.
 */
export async function takeLanded(
  installation: Installation,
  actor: Actor,
  connectionId: string,
  attemptId: string,
  pasted: string,
): Promise<void> {
  const attempt = await attemptById(installation.db, attemptId);
  if (!attempt || attempt.connectionId !== connectionId) {
    throw new CounterflowError('not_found', 'There is no such attempt to authorize this connection. Start a new one.');
  }
  if (attempt.startedBy !== actor.id) {
    throw new CounterflowError(
      'attempt_not_yours',
      'Someone else started this attempt. Start your own from the connection.',
    );
  }
  const registered = [attempt.redirectUri, ...redirectUrls(installation).map(({ url }) => url)];
  const callback = callbackOf(landedAddress(pasted.trim(), registered));
  await takeCallback(installation, callback, ({ id }) => id === attempt.id);
}

/** The pasted address, when it is one of those registered: scheme, host, port and path. */
function landedAddress(pasted: string, registered: readonly string[]): URL {
  // Only what stands before the answer: the message shows what it read, and the code is a secret.
  checkCharacters('/address', 'address', pasted.split(/[?#]/, 1)[0] ?? '');
  const address = URL.canParse(pasted) ? new URL(pasted) : undefined;
  const isOurs = registered.some((url) => {
    const { origin, pathname } = new URL(url);
    return address?.origin === origin && address.pathname === pathname;
  });
  if (!address || !isOurs || address.username !== '' || address.password !== '') {
    throw new CounterflowError(
      'oauth_redirect_mismatch',
      'This is not an address that Lightspeed sends people back to for this connection. Copy all of the address on which the browser landed, from https:// to the end.',
    );
  }
  return address;
}

/** The provider's answer in an address. A parameter that comes twice counts as not there; a fragment is no part of it. */
function callbackOf({ searchParams }: URL): Callback {
  const once = [...searchParams].filter(([name]) => searchParams.getAll(name).length === 1);
  const parameters: Record<string, string | undefined> = Object.fromEntries(once);
  const { state, code, error, error_description: errorDescription } = parameters;
  if (state === undefined || (code === undefined && error === undefined)) {
    throw new CounterflowError(
      'landed_no_answer',
      'This address holds no answer: it has no “state” with a “code” or an “error” in it. Copy all of it, to the end.',
    );
  }
  return { state, code, error, errorDescription, parameters };
}
