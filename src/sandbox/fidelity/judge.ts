import { allowing } from './allowed.ts';
import { type Answer, answerOf } from './answer.ts';
import { askC, cPathOf } from './ask-c.ts';
import { askR, type Made } from './ask-r.ts';
import { askX, operationOf } from './ask-x.ts';
import { compare } from './compare.ts';
import { cCovered, nameOfPath, rCovered, xCovered } from './coverage.ts';
import { inventedByR } from './known-fields.ts';
import { resourceOf, targetOf } from './r-path.ts';
import type { Sample } from './samples.ts';
import { pathsOf } from './shape.ts';
import { callInTrouble, type Shop, type Shops } from './shop.ts';
import { violations } from './x-schemas.ts';

export const LEAST_AGREEMENT = 0.98;

export interface Compared {
  kind: 'compared';
  sample: Sample;
  /** Resource, operation or path that was asked. */
  resource: string;
  /** Paths and headers of the sample, and how many of them agree. */
  total: number;
  agreed: number;
  /** As `compare` names them; `!` for a status, an envelope or a body that breaks a field table. */
  deviations: { what: string; reason?: string }[];
}

export interface NotCovered {
  kind: 'notCovered';
  sample: Sample;
  resource: string;
  reason: string;
}

export type Judgement = Compared | NotCovered;

/** Compares each sample with the sandbox, in order; ids that a file's replies gave are used in its later requests. */
export async function judge(samples: Sample[], shops: Partial<Shops>): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  const made = new Map<string, Made>();
  for (const sample of samples) {
    const ids = made.get(sample.file) ?? new Map();
    made.set(sample.file, ids);
    judgements.push(await judgeOne(sample, shops, ids));
  }
  return judgements;
}

async function judgeOne(sample: Sample, shops: Partial<Shops>, made: Made): Promise<Judgement> {
  const { api, method, status } = sample;
  const shop = shops[api];
  if (shop && (status === 429 || status >= 500)) return inTrouble(sample, shop);
  if (api === 'r') {
    const target = targetOf(sample);
    const name = target ? nameOfPath(target.template) : (resourceOf(sample.path) ?? sample.path);
    const covered = rCovered.find(
      ({ path }) => path === (target?.template === 'Accounts' ? 'Account' : target?.template),
    );
    const reason = whyNot(covered, method, shop);
    if (reason !== undefined || !shop) return notCovered(sample, name, reason ?? '');
    return judged(sample, name, await askR(sample, shop, made));
  }
  if (api === 'x') {
    const operation = operationOf(sample) ?? `${method} ${sample.path}`;
    const reason = xCovered.includes(operation) ? undefined : 'operation not covered';
    if (reason !== undefined || !shop) return notCovered(sample, operation, reason ?? noSeries);
    return judged(sample, operation, await askX(sample, operation, shop));
  }
  const path = cPathOf(sample);
  const covered = cCovered.find((one) => one.path === path);
  const reason = whyNot(covered, method, shop);
  if (reason !== undefined || !shop || path === undefined) return notCovered(sample, path ?? sample.file, reason ?? '');
  return judged(sample, nameOfPath(path), await askC(sample, path, shop));
}

/** Errors that have no cause in the request look the same everywhere: they are ordered as a fault. */
async function inTrouble(sample: Sample, shop: Shop): Promise<Judgement> {
  const paths = { r: '/API/V3/Account.json', x: '/api/2.0/outlets', c: `/${shop.account}/shop.json` };
  const reply = await callInTrouble(shop, sample.status, paths[sample.api]);
  return judged(sample, `error ${sample.status}`, answerOf([reply], sample.status, ''));
}

const noSeries = 'the sandbox has no stores of this series';

function whyNot(
  covered: { methods: string[] } | undefined,
  method: string,
  shop: Shop | undefined,
): string | undefined {
  if (!covered) return 'resource not covered';
  if (!covered.methods.includes(method)) return `${method} not covered`;
  return shop ? undefined : noSeries;
}

const notCovered = (sample: Sample, resource: string, reason: string): NotCovered => ({
  kind: 'notCovered',
  sample,
  resource,
  reason,
});

function judged(sample: Sample, resource: string, answer: Answer): Compared {
  const { api, headers, body, status } = sample;
  const shape = pathsOf(body);
  const total = shape.size + headers.length;
  const withReason = (what: string) => ({ what, ...reasonFor(sample, resource, what) });
  if (answer.status !== status) {
    const here = answer.status === undefined ? answer.trouble : `here ${answer.status} ${saidIn(answer.bodies[0])}`;
    const deviations = [withReason(`!status ${status}: ${here}`)];
    return { kind: 'compared', sample, resource, total, agreed: 0, deviations };
  }
  const unsent = headers.filter((name) => !answer.headers.has(name.toLowerCase()));
  const differing = [...compare(api, shape, answer.paths), ...unsent.map((name) => `-header ${name}`)];
  const deviations = [...broken(sample, resource, answer), ...differing].map(withReason);
  return { kind: 'compared', sample, resource, total, agreed: total - differing.length, deviations };
}

/** What an error of the sandbox says, for the report. */
function saidIn(body: unknown): string {
  const { message, error } = (typeof body === 'object' && body !== null ? body : {}) as Record<string, unknown>;
  const text = typeof error === 'object' && error !== null && 'message' in error ? error.message : (message ?? error);
  return typeof text === 'string' ? text : '';
}

function reasonFor({ api }: Sample, resource: string, what: string): { reason?: string } {
  const reason = allowing(api, resource, what)?.reason;
  return reason === undefined ? {} : { reason };
}

/** What the replies have that they should not have, and what stands around the rows and is missing. */
function broken({ api, body, status }: Sample, resource: string, answer: Answer): string[] {
  const tops = Object.entries(typeof body === 'object' && body !== null ? body : {});
  const around =
    api === 'c'
      ? []
      : tops.filter(([name, value]) => typeof value === 'object' && value !== null && !answer.paths.has(name));
  const missing = around.map(([name]) => `!envelope ${name} is missing`);
  if (api === 'r' && status < 400) return [...missing, ...inventedByR(pathsOf(body), answer.paths, resource)];
  const tables = api === 'x' ? answer.bodies.flatMap((one) => violations(resource, status, one) ?? []) : [];
  return [...missing, ...[...new Set(tables)].map((one) => `!table ${one}`)];
}

/** Whether a comparison is good enough: status and envelope equal, no other type, no invented field, 98 percent of the paths. */
export function isGood(judgement: Judgement): boolean {
  if (judgement.kind === 'notCovered') return true;
  const open = judgement.deviations.filter(({ reason }) => reason === undefined).map(({ what }) => what);
  const missing = open.filter((what) => what.startsWith('-')).length;
  return open.length === missing && 1 - missing / Math.max(1, judgement.total) >= LEAST_AGREEMENT;
}
