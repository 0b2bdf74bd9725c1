import { expect, test } from 'vitest';
import { nextPath } from '../../../web/src/screens/login/next-path.ts';

const here = 'http://flow.example.com';

test.each(['/', '/flows', '/connections/1/edit?view=http#name'])('sign-in leads on to %s', (path) => {
  expect(nextPath.safeParse(path).success).toBe(true);
  expect(new URL(path, here).origin).toBe(here);
});

test.each([
  'https://evil.example/',
  'evil.example',
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '/\r\\evil.example',
  ' //evil.example',
  'javascript:alert(1)',
  '',
])('sign-in never leads to %j', (path) => {
  expect(nextPath.safeParse(path).success).toBe(false);
});
