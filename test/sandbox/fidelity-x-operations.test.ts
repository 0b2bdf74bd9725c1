import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askX } from '../../src/sandbox/fidelity/ask-x.ts';
import { xCovered } from '../../src/sandbox/fidelity/coverage.ts';
import { openShops, type Shop } from '../../src/sandbox/fidelity/shop.ts';
import { operations, violations } from '../../src/sandbox/fidelity/x-schemas.ts';
import { type Sandbox, startSandbox } from '../../src/sandbox/sandbox.ts';

let sandbox: Sandbox;
let shop: Shop;
beforeAll(async () => {
  sandbox = await startSandbox();
  const { x } = await openShops(sandbox.url);
  if (!x) throw new Error('The sandbox has no stores of X-Series.');
  shop = x;
});
afterAll(() => sandbox.close());

describe('every covered operation of X-Series answers as the official field tables have it', () => {
  test.each(xCovered)('%s', async (operationId) => {
    const { method = '', path = '', responses = {} } = operations.get(operationId) ?? {};
    const status = Number(Object.keys(responses)[0]);
    const asked = { file: '', api: 'x', method, path, status, headers: [], body: {} } as const;
    const answer = await askX({ ...asked, headers: [] }, operationId, shop);
    expect({ status: answer.status, body: answer.bodies[0] }).toMatchObject({ status });
    expect(answer.bodies.flatMap((body) => violations(operationId, status, body) ?? [])).toEqual([]);
  });

  test('and each reply shows rows, so that there is something to check', async () => {
    const lists = xCovered.filter((id) => operations.get(id)?.method === 'GET');
    const empty = await Promise.all(
      lists.map(async (operationId) => {
        const { path = '' } = operations.get(operationId) ?? {};
        const asked = { file: '', api: 'x', method: 'GET', path, status: 200, headers: [], body: {} } as const;
        const { paths } = await askX({ ...asked, headers: [] }, operationId, shop);
        return paths.size > 2 ? [] : [operationId];
      }),
    );
    expect(empty.flat()).toEqual([]);
  });
});
