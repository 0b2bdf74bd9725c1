/** Where a name stands: `code` and `key` alone are secrets in an address or a token call, and plain words in records. */
export type NamePlace = 'header' | 'query' | 'tokenBody' | 'apiBody';

/** What names of secrets end with, written together: `refresh_token`, `clientSecret`, `X-Api-Key`. */
const endings =
  /(token|secret|password|passwd|passphrase|passcode|credential|authorization|signature|cookie|assertion|verifier|((api|access|private|client|secret|consumer|signing|encryption|auth|shared|app|application|subscription|license|service|master)key)|((auth|authorization|device|user)code))s?$/;
/** Words that say it all as the last word of a name, where an ending would mean other words too: `accessPin`, not `shipping`. */
const lastWords = new Set(['pin', 'otp', 'pwd', 'pass', 'sig', 'jwt', 'sid', 'session', 'sessionid']);
/** Tokens that only say where reading goes on. */
const placeInList = /(page|next|previous|continuation|cursor|sync)tokens?$/;

/** Whether what stands under this name is a secret, going by the name alone. */
export function isSecretName(name: string, place: NamePlace): boolean {
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter(Boolean);
  const whole = words.join('');
  if (placeInList.test(whole)) return false;
  if (endings.test(whole) || lastWords.has(words.at(-1) ?? '')) return true;
  return (whole === 'code' || whole === 'key') && place !== 'apiBody';
}
