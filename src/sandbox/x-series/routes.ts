import type { Edition, Operation } from './operation.ts';

type Found = { operation: Operation; ids: string[] };

/** Finds the operation of a request. */
export class Routes {
  /** By the first name in the path. */
  readonly #byName = new Map<string, { operation: Operation; steps: string[] }[]>();

  constructor(operations: readonly Operation[]) {
    for (const operation of operations) {
      const steps = stepsOf(operation.path);
      const named = this.#byName.get(steps[0] ?? '') ?? [];
      this.#byName.set(steps[0] ?? '', [...named, { operation, steps }]);
    }
  }

  /** `method` when there is something at the path for other methods only. */
  find(edition: Edition, method: string, path: string): Found | 'nothing' | 'method' {
    const given = stepsOf(path);
    const here = (this.#byName.get(given[0] ?? '') ?? []).flatMap(({ operation, steps }) => {
      const ids = operation.editions.includes(edition) ? idsIn(steps, given) : undefined;
      return ids ? [{ operation, ids }] : [];
    });
    // A name in the path comes before an id: `/gift_cards/transactions` before `/gift_cards/{}`.
    const best = here
      .filter(({ operation }) => operation.method === method)
      .sort((left, right) => left.ids.length - right.ids.length)[0];
    return best ?? (here.length > 0 ? 'method' : 'nothing');
  }
}

const stepsOf = (path: string) => path.split('/').filter((step) => step !== '');

function idsIn(steps: string[], given: string[]): string[] | undefined {
  if (steps.length !== given.length) return undefined;
  const ids: string[] = [];
  for (const [at, step] of steps.entries()) {
    if (step === '{}') ids.push(decoded(given[at] ?? ''));
    else if (step !== given[at]) return undefined;
  }
  return ids;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
