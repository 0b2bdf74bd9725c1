import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox.ts';
import { isGood, judge } from './judge.ts';
import { reportOf } from './report.ts';
import { readSamples, type Sample } from './samples.ts';
import { openShops } from './shop.ts';
import { writeShapes } from './write-shapes.ts';

const { values } = parseArgs({ options: { samples: { type: 'string' }, 'write-shapes': { type: 'string' } } });
if (values.samples === undefined) {
  console.error('Usage: npm run sandbox:fidelity -- --samples DIR [--write-shapes DIR]');
  process.exit(2);
}
const samples = samplesOf(values.samples);
if (values['write-shapes'] !== undefined) writeShapes(samples, values['write-shapes']);
const sandbox = await startSandbox();
const judgements = await judge(samples, await openShops(sandbox.url));
await sandbox.close();
for (const line of reportOf(judgements)) console.log(line);
process.exitCode = judgements.every(isGood) ? 0 : 1;

function samplesOf(folder: string): Sample[] {
  try {
    const found = readSamples(folder);
    if (found.length > 0) return found;
    console.error(`There is no sample in ${folder}.`);
  } catch (cause) {
    console.error(`The samples in ${folder} can't be read: ${(cause as Error).message}.`);
  }
  return process.exit(2);
}
