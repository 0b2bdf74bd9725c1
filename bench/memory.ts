import type { Finding } from './report.ts';
import { buildRig, itemsFlow, processMiB, timedRun } from './rig.ts';

const SMALL = 50_000;
const LARGE = 500_000;

/**
 * The most memory the server ever held over a run of 500,000 records beside one of 50,000, each in a process of its own.
 * The goal is within 15 percent: what a run needs must not grow with what it moves.
 */
export async function memory(say: (line: string) => void): Promise<Finding> {
  const small = await peakMiB(SMALL, say);
  const large = await peakMiB(LARGE, say);
  const growth = large / small - 1;
  return {
    name: 'memory',
    title: 'Peak memory (RSS) of the server over one run, limits off',
    rows: [
      [`${SMALL.toLocaleString('en')} records`, `${small.toFixed(0)} MiB`],
      [`${LARGE.toLocaleString('en')} records`, `${large.toFixed(0)} MiB`],
      ['growth', `${(growth * 100).toFixed(1)} %`],
    ],
    goal: { text: 'within 15 %', met: growth <= 0.15 },
  };
}

async function peakMiB(items: number, say: (line: string) => void): Promise<number> {
  const rig = await buildRig(items, 'off');
  try {
    const { run, seconds } = await timedRun(rig.api, await itemsFlow(rig, 'items'));
    const peak = await processMiB(rig.counterflow.pid, 'VmHWM');
    say(`  ${run.steps[0]?.in} records in ${seconds.toFixed(0)} s: peak ${peak.toFixed(0)} MiB`);
    return peak;
  } finally {
    await rig.close();
  }
}
