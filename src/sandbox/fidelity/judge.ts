import { type Asked, askFor, resourceOf } from './ask.ts';
import { compare } from './compare.ts';
import type { Sample } from './samples.ts';
import { pathsOf } from './shape.ts';

/** What the sandbox stands in for today; other samples are listed as not covered. */
const covered = new Set([
  'Account',
  'Session',
  'Shop',
  'Category',
  'Item',
  'ItemShop',
  'Customer',
  'Sale',
  'SaleLine',
  'Sale/SaleLine',
  'SalePayment',
]);

export const LEAST_AGREEMENT = 0.98;

export type Judgement = { sample: Sample; resource: string } & (
  | { kind: 'compared'; agreement: number; deviations: string[] }
  | { kind: 'notCovered'; reason: string }
);

/** Compares each sample with the sandbox, in order. */
export async function judge(samples: Sample[], sandbox: Asked): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  for (const sample of samples) {
    const resource = resourceOf(sample.path) ?? '';
    const reason = whyNotCovered(sample, resource);
    if (reason !== undefined) {
      judgements.push({ sample, resource, kind: 'notCovered', reason });
      continue;
    }
    const asked = await askFor(sample, sandbox);
    judgements.push({ sample, resource, kind: 'compared', ...compare(pathsOf(sample.body), asked, resource) });
  }
  return judgements;
}

function whyNotCovered({ method, status }: Sample, resource: string): string | undefined {
  if (resource === '') return 'not the API V3 of R-Series';
  if (!covered.has(resource)) return 'resource not emulated';
  if (method !== 'GET') return 'writes are not emulated';
  return status === 200 ? undefined : `a reply with status ${status}`;
}

/** Whether a comparison is good enough: 98 percent of the paths, and nothing that no field table knows. */
export function isGood(judgement: Judgement): boolean {
  if (judgement.kind === 'notCovered') return true;
  return judgement.agreement >= LEAST_AGREEMENT && !judgement.deviations.some((one) => one.startsWith('+'));
}
