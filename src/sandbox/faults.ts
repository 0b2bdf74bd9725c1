import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { fitsPattern } from './wildcard.ts';

export const faultKinds = [
  'status',
  'delay',
  'reset',
  'truncate',
  'html',
  'rateLimit',
  'expireToken',
  'revoke',
  'dropAfterProcessing',
  'dropTokenReply',
  'clockSkew',
] as const;

/** A day: far more than any client waits, far less than a timer can count. */
const MOST_MS = 86_400_000;

/** Strict, since a fault with a misspelled `match` would meet every request. */
export const faultInput = z.strictObject({
  match: z
    .strictObject({
      store: z.string().optional(),
      host: z.string().optional(),
      method: z.string().optional(),
      path: z.string().optional(),
    })
    .default({}),
  kind: z.enum(faultKinds),
  times: z.number().int().positive().optional(),
  probability: z.number().min(0).max(1).optional(),
  after: z.number().int().min(0).optional(),
  status: z.number().int().min(200).max(599).optional(),
  /** How long `delay` waits; how far `clockSkew` puts the reply's `Date` off, also backwards. */
  delayMs: z.number().min(-MOST_MS).max(MOST_MS).optional(),
});
export type Fault = z.infer<typeof faultInput> & { id: string; seen: number; done: number };

export interface FaultTarget {
  store: string | null;
  host: string;
  method: string;
  path: string;
}

/** Where tokens are given out: the new and the old server of R-Series, and X-Series. */
const tokenPaths = new Set(['/auth/oauth/token', '/oauth/access_token.php', '/api/1.0/token']);

/** Where faults are kept, with how often they were met. */
export interface FaultBook {
  faults: ReadonlyMap<string, Fault>;
  save(fault: Fault): void;
  remove(id: string): void;
}

/** Trouble on order: which requests meet it, and how often. */
export class Faults {
  readonly #book: FaultBook;
  readonly #chance: () => number;

  constructor(book: FaultBook, chance: () => number) {
    this.#book = book;
    this.#chance = chance;
  }

  add(input: z.infer<typeof faultInput>): string {
    const id = randomUUID();
    this.#book.save({ ...input, id, seen: 0, done: 0 });
    return id;
  }

  list(): Fault[] {
    return [...this.#book.faults.values()];
  }

  remove(id: string): boolean {
    if (!this.#book.faults.has(id)) return false;
    this.#book.remove(id);
    return true;
  }

  clear(): void {
    for (const { id } of this.list()) this.#book.remove(id);
  }

  /** Faults that this request meets now; each counts as done. `dropTokenReply` only meets token requests. */
  meet(target: FaultTarget): Fault[] {
    return this.list().filter((fault) => {
      if (!matches(fault, target) || isUsedUp(fault)) return false;
      const seen = fault.seen + 1;
      const isMet =
        seen > (fault.after ?? 0) && (fault.probability === undefined || this.#chance() < fault.probability);
      this.#book.save({ ...fault, seen, done: fault.done + Number(isMet) });
      return isMet;
    });
  }
}

const isUsedUp = ({ times, done }: Fault) => times !== undefined && done >= times;

function matches({ match, kind }: Fault, target: FaultTarget): boolean {
  if (kind === 'dropTokenReply' && !tokenPaths.has(target.path)) return false;
  if (match.store !== undefined && match.store !== target.store) return false;
  if (match.host !== undefined && match.host !== target.host) return false;
  if (match.method !== undefined && match.method.toUpperCase() !== target.method) return false;
  return match.path === undefined || fitsPattern(target.path, match.path, '*');
}
