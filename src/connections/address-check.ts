import { findLookAlike } from '../http/look-alike.ts';
import { SettingRefused } from './setting-refused.ts';

/**
 * Checks how an address is written, and reads it. Throws `look_alike_character`, `address_invalid`: also for a name before
 * an `@`, which makes `https://api.lightspeedapp.com@elsewhere.example` look like Lightspeed's.
 */
export function checkAddress(pointer: string, what: string, address: string): URL {
  checkCharacters(pointer, what, address);
  if (!URL.canParse(address)) {
    throw new SettingRefused(pointer, 'address_invalid', `The ${what} is no whole address. Begin it with https://.`);
  }
  const url = new URL(address);
  if (!['https:', 'http:'].includes(url.protocol)) {
    throw new SettingRefused(pointer, 'address_invalid', `The ${what} must start with https://.`);
  }
  if (url.username !== '' || url.password !== '') {
    const host = url.host;
    throw new SettingRefused(
      pointer,
      'address_invalid',
      `The ${what} leads to ${host}. Leave out what stands before the @.`,
    );
  }
  return url;
}

/** Throws `look_alike_character` where a value has one that only looks plain. */
export function checkCharacters(pointer: string, what: string, value: string): void {
  const lookAlike = findLookAlike(value);
  if (lookAlike) {
    const meant = lookAlike.suggestion ? `Use ${lookAlike.suggestion} instead.` : 'Type the address anew.';
    throw new SettingRefused(
      pointer,
      'look_alike_character',
      `Character ${lookAlike.position} of the ${what} is ${lookAlike.codePoint}, which only looks like a plain character. ${meant}`,
    );
  }
}
