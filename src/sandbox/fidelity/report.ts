import { type Compared, isGood, type Judgement, LEAST_AGREEMENT } from './judge.ts';

/** The judgements as lines for a terminal: a line for each comparison, its deviations below it, then what was left out. */
export function reportOf(all: Judgement[]): string[] {
  const compared = all.filter((one) => one.kind === 'compared');
  const notCovered = all.filter((one) => one.kind === 'notCovered');
  const reasons = Object.groupBy(notCovered, ({ reason }) => reason);
  const leftOut = Object.entries(reasons).map(([reason, ones = []]) => {
    const names = [...new Set(ones.map(({ resource }) => resource))];
    return `not covered (${reason}): ${ones.length} replies: ${names.join(', ')}`;
  });
  const [agreed, total] = [sum(compared, 'agreed'), sum(compared, 'total')];
  const bad = compared.filter((one) => !isGood(one)).length;
  const least = LEAST_AGREEMENT * 100;
  return [
    ...compared.flatMap(linesOf),
    ...leftOut,
    `${compared.length} replies compared: ${agreed} of ${total} paths agree (${percent(agreed, total)}); ${compared.length - bad} replies are at ${least} percent or better, ${bad} not.`,
  ];
}

function linesOf(one: Compared): string[] {
  const { file, method, path, status } = one.sample;
  const head = [
    isGood(one) ? 'ok  ' : 'FAIL',
    percent(one.agreed, one.total).padStart(7),
    one.resource.padEnd(28),
    `${file}  ${method} ${path} ${status}`,
  ];
  const below = one.deviations.map(
    ({ what, reason }) => `               ${what}${reason === undefined ? '' : ` (${reason})`}`,
  );
  return [head.join('  '), ...below];
}

const percent = (part: number, of: number) => `${(of === 0 ? 100 : (part / of) * 100).toFixed(1)} %`;

const sum = (all: Compared[], field: 'agreed' | 'total') => all.reduce((total, one) => total + one[field], 0);
