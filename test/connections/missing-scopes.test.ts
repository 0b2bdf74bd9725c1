import { describe, expect, test } from 'vitest';
import { missingScopes } from '../../src/connections/missing-scopes.ts';

const asking = (...scopes: string[]) => ({ apiType: 'lightspeed-v3', settings: { scopes } });

describe('scopes that were asked for and not granted', () => {
  test.each([
    {
      what: 'one that the employee may not give',
      asked: ['employee:inventory_read', 'employee:reports'],
      granted: ['employee:inventory_read'],
      missing: ['employee:reports'],
    },
    {
      what: 'none when a granted scope contains the one that was asked for',
      asked: ['employee:inventory_read'],
      granted: ['employee:inventory'],
      missing: [],
    },
    { what: 'none when everything was granted', asked: ['employee:reports'], granted: ['employee:all'], missing: [] },
    { what: 'none when the server tells no scopes', asked: ['employee:reports'], granted: [], missing: [] },
  ])('$what', ({ asked, granted, missing }) => expect(missingScopes(asking(...asked), granted)).toEqual(missing));
});
