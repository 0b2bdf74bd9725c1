import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox.ts';
import { makeStore } from './ask.ts';
import { isGood, type Judgement, judge, LEAST_AGREEMENT } from './judge.ts';
import { readSamples, type Sample } from './samples.ts';
import { shapeOf } from './shape.ts';

const { values } = parseArgs({ options: { samples: { type: 'string' }, 'write-shapes': { type: 'string' } } });
if (values.samples === undefined) {
  console.error('Usage: npm run sandbox:fidelity -- --samples DIR [--write-shapes DIR]');
  process.exit(2);
}
const samples = samplesOf(values.samples);
if (values['write-shapes'] !== undefined) writeShapes(samples, values['write-shapes']);
const sandbox = await startSandbox();
const judgements = await judge(samples, await makeStore(sandbox.url));
await sandbox.close();
print(judgements);
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

function print(all: Judgement[]): void {
  const compared = all.filter((one) => one.kind === 'compared');
  for (const one of compared) {
    const percent = `${(one.agreement * 100).toFixed(1)} %`.padStart(8);
    const { file, method, path } = one.sample;
    console.log(`${isGood(one) ? 'ok  ' : 'FAIL'} ${percent}  ${one.resource.padEnd(12)} ${file}  ${method} ${path}`);
    for (const deviation of one.deviations) console.log(`               ${deviation}`);
  }
  const notCovered = all.filter((one) => one.kind === 'notCovered');
  const reasons = Object.groupBy(notCovered, ({ reason }) => reason);
  for (const [reason, ones = []] of Object.entries(reasons)) {
    const names = [...new Set(ones.map(({ sample, resource }) => resource || sample.file))];
    console.log(`not covered (${reason}): ${ones.length} replies: ${names.join(', ')}`);
  }
  const bad = compared.filter((one) => !isGood(one)).length;
  console.log(
    `${compared.length} replies compared, ${compared.length - bad} at ${LEAST_AGREEMENT * 100} percent or better, ${bad} not.`,
  );
}

/** Shapes of R-Series samples: paths, types and header names with made-up values, a file for each sample file. */
function writeShapes(from: Sample[], folder: string): void {
  const files = Object.groupBy(
    from.filter(({ method, path }) => method !== '' && path.startsWith('/API/')),
    ({ file }) => file,
  );
  for (const [file, ones = []] of Object.entries(files)) {
    const shapes = ones.map(({ method, path, status, headers, body }) => ({
      method,
      path: path.replace(/(?<=[/=])\d+(?=[/.&]|$)/g, '1'),
      status,
      headers,
      body: shapeOf(body),
    }));
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), `[\n${shapes.map((shape) => JSON.stringify(shape)).join(',\n')}\n]\n`);
  }
}
