import { createHash } from 'node:crypto';

/** Whether a verifier (43 to 128 characters) proves the challenge of the authorize request; `plain` compares them as they are. */
export function provesChallenge(challenge: string, method: string | undefined, verifier: string | undefined): boolean {
  if (verifier === undefined || verifier.length < 43 || verifier.length > 128) return false;
  if (method === 'S256') return createHash('sha256').update(verifier).digest('base64url') === challenge;
  return verifier === challenge;
}
