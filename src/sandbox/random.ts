/** Numbers that belong to a seed, an id and a use: the same every time, so that rows need not be kept. */
export interface Dice {
  /** From 0 to below 1. */
  fraction(): number;
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(choices: readonly T[]): T;
  /** True in `share` of all cases. */
  chance(share: number): boolean;
}

/** Dice for one row. `use` keeps the numbers of different tables apart. */
export function diceFor(seed: number, use: string, id: number): Dice {
  let state = mixed(mixed(seed | 0, textNumber(use)), id);
  const fraction = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (end: number) => Math.floor(fraction() * end);
  return {
    fraction,
    below,
    pick: (choices) => choices[below(choices.length)] as (typeof choices)[number],
    chance: (share) => fraction() < share,
  };
}

/** One more step of a hash: small differences of either number change every bit. */
function mixed(a: number, b: number): number {
  let hash = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}

const known = new Map<string, number>();

function textNumber(text: string): number {
  const found = known.get(text);
  if (found !== undefined) return found;
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  known.set(text, hash);
  return hash;
}
