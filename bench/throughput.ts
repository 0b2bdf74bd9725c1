import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Finding } from './report.ts';
import { buildRig, itemsFlow, median, type Rig, timedRun } from './rig.ts';

const ITEMS = 50_000;
const ROUNDS = 5;
const bareCopy = fileURLToPath(new URL('./bare-copy.ts', import.meta.url));

/**
 * Records a second of a flow, every page checkpointed, beside those of a bare script that does the same by hand: same
 * store, same six fields, same database, in turns. The goal is a ratio of 1.0 or more.
 */
export async function throughput(say: (line: string) => void): Promise<Finding> {
  const rig = await buildRig(ITEMS, 'off');
  try {
    const flows: number[] = [];
    const scripts: number[] = [];
    await bareRate(rig, 'warm_up');
    await timedRun(rig.api, await itemsFlow(rig, 'warm_up_flow'));
    for (let round = 1; round <= ROUNDS; round += 1) {
      const { run, seconds } = await timedRun(rig.api, await itemsFlow(rig, `flow_${round}`));
      flows.push((run.steps[0]?.in ?? 0) / seconds);
      scripts.push(await bareRate(rig, `script_${round}`));
      say(`  round ${round}: flow ${rate(flows.at(-1))}, bare script ${rate(scripts.at(-1))}`);
    }
    const ratio = median(flows.map((flow, at) => flow / (scripts[at] ?? Number.NaN)));
    return {
      name: 'throughput',
      title: `${ITEMS.toLocaleString('en')} records, 6 mapped fields, upsert into PostgreSQL, limits off`,
      rows: [
        ['flow, every page checkpointed (median of 5)', rate(median(flows))],
        ['bare script with fetch and pg, one page at a time (median of 5)', rate(median(scripts))],
        ['ratio (median of the rounds)', ratio.toFixed(2)],
      ],
      goal: { text: 'ratio of 1.0 or more', met: ratio >= 1 },
    };
  } finally {
    await rig.close();
  }
}

const rate = (recordsPerSecond = Number.NaN) => `${Math.round(recordsPerSecond).toLocaleString('en')} records/s`;

async function bareRate({ store, dataDir }: Rig, table: string): Promise<number> {
  const granted = await fetch(`${store.sandboxUrl}/_sandbox/stores/${store.id}/grants`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { accessToken } = (await granted.json()) as { accessToken: string };
  const url = `${store.sandboxUrl}/api.lightspeedapp.com/API/V3/Account/${store.accountId}/Item.json?limit=100`;
  const { stdout } = await promisify(execFile)(process.execPath, [bareCopy, url, accessToken, dataDir, table]);
  const { rows, seconds } = JSON.parse(stdout) as { rows: number; seconds: number };
  return rows / seconds;
}
