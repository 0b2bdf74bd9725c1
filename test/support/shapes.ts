import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { readSamples, type Sample } from '../../src/sandbox/fidelity/samples.ts';

/**
 * Shapes of documented and recorded replies: paths, JSON types and header names are facts, all values are made up. Made by
 * `npm run sandbox:fidelity -- --samples DIR --write-shapes test/shapes`.
 */
const shapesFolder = fileURLToPath(new URL('../shapes/', import.meta.url));

export const allShapes: Sample[] = readSamples(shapesFolder);

/** Those of R-Series. */
export const shapes = allShapes.filter(({ api }) => api === 'r');

type Json = Record<string, unknown>;

export const isRow = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a container holds when it holds a list: the name and the shape of a row; undefined for any other value. */
export function listIn(container: string, value: unknown): { rowName: string; row: unknown } | undefined {
  if (!isRow(value)) return undefined;
  const [only, ...others] = Object.entries(value).filter(([name]) => name !== '@attributes');
  if (!only || others.length > 0 || only[0] === container) return undefined;
  const [rowName, below] = only;
  const row = Array.isArray(below) ? below[0] : below;
  return isRow(row) && !container.startsWith('@') ? { rowName, row } : undefined;
}

/** Any reply of a shape: keys may be missing, texts are any, each list is `""`, one row or many. */
export function anyLike(shape: unknown, name = ''): fc.Arbitrary<unknown> {
  const list = listIn(name, shape);
  if (list) {
    const row = anyLike(list.row);
    return fc.oneof(
      fc.constant(''),
      row.map((one) => ({ [list.rowName]: one })),
      fc.array(row, { minLength: 2, maxLength: 3 }).map((rows) => ({ [list.rowName]: rows })),
    );
  }
  if (Array.isArray(shape)) return fc.array(anyLike(shape[0]), { maxLength: 3 });
  if (!isRow(shape)) return typeof shape === 'string' ? anyScalar : fc.constant(shape);
  const fields = Object.entries(shape).map(([key, value]) => [key, anyLike(value, key)] as const);
  return fc.record(Object.fromEntries(fields), { requiredKeys: [] });
}

const anyScalar = fc.oneof(
  fc.constantFrom('', '0', 'true', '4.39', '2026-01-01T00:00:00+00:00'),
  fc.string({ unit: 'grapheme', maxLength: 12 }),
);
