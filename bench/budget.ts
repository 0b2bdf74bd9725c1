import type { Run } from '../src/flows/schema.ts';
import type { Finding } from './report.ts';
import { buildRig, itemsFlow, type Rig } from './rig.ts';

/** The R-Series bucket of a shop with one register: 60 drips, 1 a second, 10 requests in one second. */
const LIMITS = { size: 60, dripPerSecond: 1, burst: 10 };
const SECONDS = 150;

interface Logged {
  at: string;
  path: string;
  cost: number;
  status: number;
}

/**
 * How much of a rate limit a flow uses, and whether it ever goes over: drips spent / (size + drip x seconds), counted by
 * the sandbox from the first page's request to the last, and the number of replies with 429. Goals: 97 percent, none.
 */
export async function budget(say: (line: string) => void): Promise<Finding> {
  const rig = await buildRig(1_000_000, LIMITS);
  try {
    const flowId = await itemsFlow(rig, 'items');
    const since = new Date().toISOString();
    const { id } = await rig.api.post<Run>(`/v1/flows/${flowId}/runs`, {});
    for (let waited = 0; waited < SECONDS; waited += 30) {
      await new Promise((resolve) => setTimeout(resolve, 30_000));
      say(`  ${waited + 30} of ${SECONDS} s`);
    }
    const requests = await loggedRequests(rig, since);
    await rig.api.post(`/v1/runs/${id}/cancel`, {});
    const [first, last] = [requests[0], requests.at(-1)];
    if (!first || !last) throw new Error('the sandbox logged no request');
    const seconds = (Date.parse(last.at) - Date.parse(first.at)) / 1000;
    const spent = requests.reduce((sum, { cost, status }) => sum + (status === 429 ? 0 : cost), 0);
    const available = LIMITS.size + LIMITS.dripPerSecond * seconds;
    const refused = requests.filter(({ status }) => status === 429).length;
    const used = spent / available;
    return {
      name: 'budget',
      title: `One flow against a bucket of ${LIMITS.size} drips, ${LIMITS.dripPerSecond} a second, ${LIMITS.burst} requests in a second`,
      rows: [
        ['seconds', seconds.toFixed(1)],
        ['drips spent', String(spent)],
        ['drips there were', available.toFixed(1)],
        ['used', `${(used * 100).toFixed(1)} %`],
        ['replies with 429', String(refused)],
      ],
      goal: { text: '97 % or more, no 429', met: used >= 0.97 && refused === 0 },
    };
  } finally {
    await rig.close();
  }
}

async function loggedRequests({ store }: Rig, since: string): Promise<Logged[]> {
  const reply = await fetch(`${store.sandboxUrl}/_sandbox/requests?store=${store.id}&since=${since}`);
  const all = (await reply.json()) as Logged[];
  return all.filter(({ path }) => path.startsWith('/API/'));
}
