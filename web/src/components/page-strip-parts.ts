export type StripKind = 'done' | 'hand' | 'errors' | 'ahead';

export interface StripPart {
  kind: StripKind;
  /** First and last page that this part stands for. */
  from: number;
  to: number;
}

/** Parts that a strip has at most: wide enough to be told apart at its usual width. */
const MOST_PARTS = 96;

/**
 * Pages as parts of one length. `total` is null where no total is known: then the strip ends with what is done. A part
 * with a failed page says so whatever else is in it; the page at work is one part.
 */
export function stripParts(pages: {
  done: number;
  total: number | null;
  isLive: boolean;
  withErrors: readonly number[];
}): StripPart[] {
  const { done, total, isLive, withErrors } = pages;
  const atWork = isLive && (total === null || done < total) ? 1 : 0;
  const count = Math.max(total ?? 0, done + atWork);
  const length = Math.max(1, Math.ceil(count / MOST_PARTS));
  const failed = new Set(withErrors.map((page) => Math.ceil(page / length)));
  return Array.from({ length: Math.ceil(count / length) }, (_, i) => {
    const from = i * length + 1;
    const to = Math.min(count, from + length - 1);
    return { kind: failed.has(i + 1) ? 'errors' : kindOf(from, to, done, atWork === 1), from, to };
  });
}

function kindOf(from: number, to: number, done: number, isAtWork: boolean): StripKind {
  if (isAtWork && from <= done + 1 && done + 1 <= to) return 'hand';
  return from <= done ? 'done' : 'ahead';
}
