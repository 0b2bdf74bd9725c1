import type { GivenPair } from './stepped-network.ts';
import type { Stored } from './stored.ts';
import { type Consent, endsByReuse, hasNoGrace, type Kind } from './token-servers.ts';

/** How a history ended, and what really happened in it. */
export interface Ending {
  kind: Kind;
  status: string;
  reason: string | null;
  consents: (Consent & { isRevoked: boolean })[];
  given: GivenPair[];
  stored: Stored;
}

/** What is wrong with how a history ended; undefined when nothing is. */
export async function judge({ kind, status, reason, consents, given, stored }: Ending): Promise<string | undefined> {
  const consent = await newestStored(consents, stored);
  if (!consent.gave((await stored.newest())?.refreshToken ?? ''))
    return 'a pair of an older consent is stored over the newest one';
  const isHonoured = await consent.isHonoured();
  if (status === 'online') return isHonoured ? undefined : 'it is online, but the server honours nothing of it';
  if (status !== 'unauthorized') return `it is ${status} (${reason}) when all trouble is over`;
  if (consent.isRevoked) {
    const honest = reason === 'refresh_rejected' || reason === 'refresh_reply_lost' || reason === 'token_refused';
    return honest ? undefined : `access was taken away, and the reason is ${reason}`;
  }
  // It stood still past its lease with the pair in hand, and the last resort of another ended the whole grant.
  if (endsByReuse(kind) && given.some(({ isAskedAgain }) => isAskedAgain)) return undefined;
  if (reason !== 'refresh_reply_lost') return `it is ${status} (${reason}), and nobody took its access away`;
  if (!hasNoGrace(kind)) return 'the grant was lost at a server where no lost reply can cost it';
  const newest = given.at(-1);
  if (!newest) return 'the grant is said to be lost, and the server never replaced a pair';
  if (await stored.hasStoredRefreshToken(newest.refreshToken))
    return 'the grant is lost, and its newest pair was stored';
  if (newest.isOnDisk) return 'the grant is lost, and its newest pair was on disk';
  if (newest.holder) return `the grant is lost, and ${newest.holder.name}, which got its newest pair, is alive`;
  return undefined;
}

async function newestStored(consents: Ending['consents'], stored: Stored): Promise<Ending['consents'][number]> {
  for (const consent of consents.toReversed()) {
    if (await stored.hasBeenStored(consent.accessToken)) return consent;
  }
  throw new Error('nothing was ever stored');
}
