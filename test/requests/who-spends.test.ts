import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { getConnectionBudget } from '../../src/connections/connection-budget.ts';
import type { Installation } from '../../src/installation.ts';
import { settleAnswers } from '../../src/requests/answers.ts';
import type { Lane } from '../../src/requests/request.ts';
import { sendRequest } from '../../src/requests/send-request.ts';
import { newId } from '../../src/store/id.ts';
import { refreshWorld } from '../connections/refresh-world.ts';

const worldOfFile = refreshWorld(afterAll);
const flows = [undefined, newId(), newId()];

interface Asked {
  lane: Lane;
  flow: number;
  cost: number;
}

const anyAsked: fc.Arbitrary<Asked> = fc.record({
  lane: fc.constantFrom<Lane>('interactive', 'scheduled', 'backfill'),
  flow: fc.nat({ max: flows.length - 1 }),
  cost: fc.integer({ min: 1, max: 10 }),
});

test('who spends a budget adds up to the requests that were sent, whatever became of them', {
  timeout: 60_000,
}, async () => {
  const world = await worldOfFile;
  const faults = fc.array(fc.constantFrom('status', 'rateLimit', 'reset', 'expireToken'), { maxLength: 3 });
  const property = fc.asyncProperty(
    fc.array(anyAsked, { minLength: 1, maxLength: 20 }),
    faults,
    async (asked, kinds) => {
      await world.clear();
      const { id, store } = await world.freshConnection('first', { limits: 'off' });
      let sent = 0;
      const processes = [world.process(), world.process()].map((process) => {
        const send = (request: Parameters<Installation['http']['send']>[0]) => {
          if (request.url.includes('/Item')) sent += 1;
          return process.http.send(request);
        };
        return { ...process, http: { ...process.http, send } };
      });
      for (const [n, kind] of kinds.entries()) {
        const status = kind === 'status' ? { status: 500 } : {};
        await world.sandbox.fault({
          match: { store: store.id, path: '/API/**' },
          kind,
          times: 1,
          after: 3 * n,
          ...status,
        });
      }
      const work = asked.map(({ lane, flow, cost }, n) => {
        const flowId = flows[flow];
        const options = { lane, ...(flowId === undefined ? {} : { flowId }) };
        const request = { method: 'GET' as const, url: 'Item.json?limit=1', costDrips: cost };
        return sendRequest(processes[n % 2]!, id, request, options);
      });
      await world.run(Promise.all(work));
      await Promise.all(processes.map(settleAnswers));
      const { hour, day } = (await getConnectionBudget(processes[0]!, id)).spenders;
      expect(hour.reduce((sum, { requests }) => sum + requests, 0)).toBe(sent);
      expect(day).toEqual(hour);
      for (const { flowId, lane, requests, drips } of hour) {
        const same = asked.filter((one) => (flows[one.flow] ?? null) === flowId && one.lane === lane);
        expect(requests).toBeGreaterThanOrEqual(same.length);
        if (kinds.length === 0) expect(drips).toBe(same.reduce((sum, { cost }) => sum + cost, 0));
      }
      await world.time.advance(61 * 60_000);
      const later = (await getConnectionBudget(processes[0]!, id)).spenders;
      expect(later.hour).toEqual([]);
      expect(later.day).toEqual(day);
    },
  );
  await fc.assert(property, { numRuns: 12, seed: 20_261_125, endOnFailure: true });
});
