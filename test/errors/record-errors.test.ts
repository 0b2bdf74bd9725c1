import { afterAll, beforeAll, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { listErrors, resolveErrors } from '../../src/errors/record-errors.ts';
import type { Flow } from '../../src/flows/schema.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import { item, onlineConnection, pagesSender, runOnce, storedFlow, worldOf } from '../support/run-world.ts';

let at: TestInstallation;
let flow: Flow;
beforeAll(async () => {
  at = await testInstallation();
  const connectionId = await onlineConnection(at.installation);
  flow = await storedFlow(at.installation, {
    connectionId,
    imports: [
      {
        connectionId: at.tableConnectionId,
        target: { table: 'items', key: ['itemID'], create: true },
        mapping: [
          { target: 'itemID', source: 'itemID' },
          { target: 'cost', source: 'defaultCost', type: 'numeric' },
        ],
      },
    ],
  });
  const bad = ['1', '2', '10', '3%', '4_'].map((id) => item(id, { itemID: id, defaultCost: `no ${id}` }));
  await runOnce(worldOf(at.installation, pagesSender([bad, [item(7)]])), flow);
});
afterAll(() => at.close());

const keys = async (filter: object) =>
  (await listErrors(at.installation, { limit: 100, ...filter })).items.map(({ key }) => key).sort();

test('failed records are listed newest first, page by page, each once', async () => {
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await listErrors(at.installation, { flowId: flow.id, limit: 2, cursor });
    seen.push(...page.items.map(({ id }) => id));
    cursor = page.nextCursor ?? undefined;
  } while (cursor);
  expect(new Set(seen).size).toBe(5);
  expect(seen).toEqual(seen.toSorted().reverse());
});

test('a search takes its text as it is: a percent sign is no wildcard', async () => {
  expect(await keys({ q: '%' })).toEqual(['3%']);
  expect(await keys({ q: '_' })).toContain('4_');
  expect(await keys({ q: 'NO 1' })).toEqual(['1', '10']);
});

test('what is settled is what the same filter lists, and no other record', async () => {
  expect(await resolveErrors(at.installation, system, { flowId: flow.id, q: 'no 1' })).toBe(2);
  expect(await keys({ state: 'open' })).toEqual(['2', '3%', '4_']);
  expect(await resolveErrors(at.installation, system, { ids: [] })).toBe(0);
  const [one] = (await listErrors(at.installation, { state: 'open', limit: 1 })).items;
  expect(await resolveErrors(at.installation, system, { ids: [one?.id ?? ''] })).toBe(1);
  expect(await keys({ state: 'open' })).toHaveLength(2);
  expect(await keys({ state: 'resolved' })).toHaveLength(3);
});
