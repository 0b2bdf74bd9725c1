import { expect, test } from 'vitest';
import { expiryOf } from '../../../web/src/screens/api-keys/key-expiry.ts';

test('a key ends as many days from now as was chosen, or never', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  expect(expiryOf('30', now)).toBe('2026-12-24T12:00:00.000Z');
  expect(expiryOf('0', now)).toBeUndefined();
});
