import { expect, test } from 'vitest';
import { shortFigure } from '../../web/src/components/short-figure.ts';

test('a measured figure shows tenths only where they say something', () =>
  expect([0, 0.44, 9.9, 81.6, 1784.6].map(shortFigure)).toEqual(['0', '0.4', '9.9', '82', '1,785']));
