import { describe, expect, test } from 'vitest';
import { operationOf } from '../../src/sandbox/fidelity/ask-x.ts';
import { violations } from '../../src/sandbox/fidelity/x-schemas.ts';
import { allShapes } from '../support/shapes.ts';

const brand = { id: 'a', name: 'b' };
const list = (row: object) => ({ data: [row], version: { min: 1, max: 2 } });

describe('the field tables of X-Series', () => {
  test('take what the official description has', () => {
    expect(violations('ListBrands', 200, list(brand))).toEqual([]);
  });

  test.each([
    { what: 'an unknown field', row: { ...brand, colour: 'red' }, said: 'data.[]: unknown colour' },
    {
      what: 'another type',
      row: { ...brand, id: 1 },
      said: 'data.[].id: Invalid input: expected string, received number',
    },
    {
      what: 'null where nothing may be null',
      row: { ...brand, name: null },
      said: 'data.[].name: Invalid input: expected string, received null',
    },
    {
      what: 'a missing field',
      row: { id: 'a' },
      said: 'data.[].name: Invalid input: expected string, received undefined',
    },
  ])('refuse $what', ({ row, said }) => {
    expect(violations('ListBrands', 200, list(row))).toEqual([said]);
  });

  test('refuse a text that is not on the list of allowed ones', () => {
    const consignment = { outlet_id: 'a', type: 'MOON', status: 'OPEN' };
    expect(violations('GetConsignmentByID', 200, { data: consignment })).toContainEqual(
      expect.stringMatching(/^data\.type: Invalid option: expected one of "SUPPLIER"/),
    );
  });

  test('don’t describe every reply', () => {
    expect(violations('DeleteUserByID', 403, {})).toBeUndefined();
    expect(violations('NoSuchOperation', 200, {})).toBeUndefined();
  });

  test('take every official example, also where it contradicts the official description', () => {
    const examples = allShapes.filter(({ api }) => api === 'x');
    expect(examples.length).toBeGreaterThan(40);
    const bad = examples.flatMap((sample) => violations(operationOf(sample) ?? '', sample.status, sample.body) ?? []);
    // Shapes hold stand-ins for texts, which no list of allowed texts has.
    const ofTexts = /: Invalid option|^data: Invalid input$/;
    expect(bad.filter((one) => !ofTexts.test(one))).toEqual([]);
  });
});
