import { budget } from './budget.ts';
import { keepAlive } from './keep-alive.ts';
import { memory } from './memory.ts';
import { keep, written } from './report.ts';
import { requestOverhead } from './request-overhead.ts';
import { sandbox } from './sandbox.ts';
import { start } from './start.ts';
import { throughput } from './throughput.ts';

/**
 * `npm run bench [-- NAME ...] [--keep]`: measures, prints, and with `--keep` writes to bench/results. Each figure is a ratio
 * taken in one run, or says its conditions; nothing here fails on a slow machine.
 */
const benches = {
  start,
  throughput,
  budget,
  memory,
  sandbox,
  'request-overhead': requestOverhead,
  'keep-alive': keepAlive,
};

const asked = process.argv.slice(2).filter((argument) => argument !== '--keep');
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. Choose from: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
for (const [name, bench] of Object.entries(benches)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`${name} ...`);
  const finding = await bench((line) => console.log(line));
  console.log(`\n${written(finding)}`);
  if (process.argv.includes('--keep')) await keep(finding);
}
