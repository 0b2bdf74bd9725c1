import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { system } from '../../src/accounts/actor.ts';
import { editFlow, getFlow } from '../../src/flows/flows.ts';
import { listRuns } from '../../src/flows/runs.ts';
import { runDueFlows } from '../../src/worker/scheduler.ts';
import { type TestInstallation, testInstallation } from '../support/installation.ts';
import { carry, itemPages, onlineConnection, pagesSender, storedFlow, worldOf } from '../support/run-world.ts';

let at: TestInstallation;
let shop: string;
beforeAll(async () => {
  at = await testInstallation();
  shop = await onlineConnection(at.installation);
});
afterAll(() => at.close());
beforeEach(async () => {
  await at.installation.db.deleteFrom('flow').execute();
});

async function scheduledFlow(schedule = '0 6 * * *') {
  const target = { table: 'items', key: ['itemID'], create: true };
  const flow = await storedFlow(at.installation, {
    connectionId: shop,
    imports: [{ connectionId: at.tableConnectionId, target }],
  });
  return editFlow(at.installation, system, flow.id, { schedule }, undefined);
}

const makeDue = (flowId: string, dueAt = new Date(Date.now() - 1000)) =>
  at.installation.db.updateTable('flow').set({ nextRunAt: dueAt }).where('id', '=', flowId).execute();

const runsOf = async (flowId: string) => (await listRuns(at.installation, { flowId, limit: 10 })).items;

test('a moment that many processes see starts one run, and the next moment is set', async () => {
  const flow = await scheduledFlow();
  await makeDue(flow.id);
  const started = await Promise.all(Array.from({ length: 6 }, () => runDueFlows(at.otherProcess())));
  expect(started.reduce((sum, one) => sum + one)).toBe(1);
  expect(await runsOf(flow.id)).toMatchObject([{ trigger: 'schedule', status: 'queued' }]);
  expect(Date.parse((await getFlow(at.installation, flow.id)).nextRunAt ?? '')).toBeGreaterThan(Date.now());
});

test('moments missed while nothing ran come to one run', async () => {
  const flow = await scheduledFlow('*/5 * * * *');
  await makeDue(flow.id, new Date(Date.now() - 86_400_000));
  await runDueFlows(at.installation);
  await carry(worldOf(at.installation, pagesSender(itemPages(1))));
  expect(await runDueFlows(at.installation)).toBe(0);
  expect(await runsOf(flow.id)).toHaveLength(1);
});

test("a clock behind the database's does not run a moment twice", async () => {
  const flow = await scheduledFlow('* * * * *');
  const due = new Date(Math.floor(Date.now() / 60_000) * 60_000);
  await makeDue(flow.id, due);
  const behind = { ...at.installation, clock: { ...at.installation.clock, now: () => new Date(due.getTime() - 5000) } };
  await runDueFlows(behind);
  expect(Date.parse((await getFlow(at.installation, flow.id)).nextRunAt ?? '')).toBe(due.getTime() + 60_000);
});

test('a flow whose last run is not over is left out this time, not for good', async () => {
  const flow = await scheduledFlow();
  await makeDue(flow.id);
  await runDueFlows(at.installation);
  await makeDue(flow.id);
  expect(await runDueFlows(at.installation)).toBe(0);
  await carry(worldOf(at.installation, pagesSender(itemPages(1))));
  await makeDue(flow.id);
  expect(await runDueFlows(at.installation)).toBe(1);
});

test('a flow that can not run keeps no other from its moment', async () => {
  const broken = await scheduledFlow();
  await at.installation.db.deleteFrom('flowSource').where('flowId', '=', broken.id).execute();
  await at.installation.db.updateTable('flow').set({ timezone: 'Nowhere' }).where('id', '=', broken.id).execute();
  const good = await scheduledFlow();
  await makeDue(broken.id, new Date(0));
  await makeDue(good.id);
  expect(await runDueFlows(at.installation)).toBe(1);
  expect(await runsOf(good.id)).toHaveLength(1);
});

test('a database that goes away as a run is queued loses no moment', async () => {
  const flow = await scheduledFlow();
  await makeDue(flow.id);
  await at.installation.pool.query(
    `create function away() returns trigger language plpgsql as $$ begin raise exception using errcode = '57P01'; end $$`,
  );
  await at.installation.pool.query('create trigger away before insert on run execute function away()');
  await expect(runDueFlows(at.installation)).rejects.toThrow();
  await at.installation.pool.query('drop trigger away on run');
  expect(await runDueFlows(at.installation)).toBe(1);
});
