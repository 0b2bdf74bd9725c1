import { describe, expect, test } from 'vitest';
import { toldWindows } from '../../../src/connectors/lightspeed/told-windows.ts';

const told = (count: number, tellsReset: boolean, limit: string, remaining: string, reset?: string) =>
  toldWindows(
    new Headers({
      'X-RateLimit-Limit': limit,
      'X-RateLimit-Remaining': remaining,
      ...(reset === undefined ? {} : { 'X-RateLimit-Reset': reset }),
    }),
    count,
    tellsReset,
  );

describe('windows as the headers of a reply tell them', () => {
  test('three with slashes, each with the seconds left', () =>
    expect(told(3, true, '300/3000/12000', '299/2998/11020', '263/2063/23663')).toEqual({
      kind: 'windows',
      windows: [
        { requests: 300, remaining: 299, resetSeconds: 263 },
        { requests: 3000, remaining: 2998, resetSeconds: 2063 },
        { requests: 12_000, remaining: 11_020, resetSeconds: 23_663 },
      ],
    }));

  test('one, whose end is not told', () =>
    expect(told(1, false, '350', '0')).toEqual({
      kind: 'windows',
      windows: [{ requests: 350, remaining: 0, resetSeconds: undefined }],
    }));

  test('without a readable reset they still tell limit and rest', () =>
    expect(told(3, true, '1/2/3', '1/2/3', 'soon')).toMatchObject({ windows: [{ resetSeconds: undefined }, {}, {}] }));

  test.each([
    ['300/3000', '299/2999/1'],
    ['300', '299'],
    ['', ''],
    ['a/b/c', '1/2/3'],
    ['300/3000/12000', '-1/2/3'],
  ])('a limit of "%s" with "%s" left tells nothing', (limit, left) =>
    expect(told(3, true, limit, left)).toBeUndefined(),
  );
});
