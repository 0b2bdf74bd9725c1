/** Numbers one after the other, for what needs many of them. */
export interface Dice {
  /** A whole number from 0 to below `end`. */
  below(end: number): number;
  pick<T>(choices: readonly T[]): T;
}

/**
 * Numbers drawn for one use, e.g. the price of an item: the same every time for a seed and an id, so that rows need not be
 * kept. A purpose is made once, at the top of a module; a draw is a few multiplications of whole numbers and allocates
 * nothing. Ids and numbers are whole numbers from 0; of a seed the lowest 32 bits count.
 */
export class Purpose {
  readonly #code: number;

  /** `name` keeps the numbers of different uses apart: two purposes of one name draw the same. */
  constructor(name: string) {
    let hash = 0x811c9dc5;
    for (let at = 0; at < name.length; at += 1) hash = Math.imul(hash ^ name.charCodeAt(at), 0x01000193);
    this.#code = hash;
  }

  /** 32 bits as a whole number; `n` tells several draws for one id apart. */
  draw(seed: number, id: number, n = 0): number {
    let hash = this.#code ^ Math.imul(seed, 0x9e3779b1);
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) ^ Math.imul(id, 0xcc9e2d51);
    hash = Math.imul(hash ^ (hash >>> 15), 0xc2b2ae35) ^ Math.imul(n, 0x1b873593);
    hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
    hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
    return (hash ^ (hash >>> 15)) >>> 0;
  }

  /** From 0 to below 1. */
  fraction(seed: number, id: number, n = 0): number {
    return this.draw(seed, id, n) / 4294967296;
  }

  /** A whole number from 0 to below `end`. */
  below(end: number, seed: number, id: number, n = 0): number {
    return Math.floor(this.fraction(seed, id, n) * end);
  }

  /** True in `share` of all cases. */
  chance(share: number, seed: number, id: number, n = 0): boolean {
    return this.fraction(seed, id, n) < share;
  }

  pick<T>(choices: readonly T[], seed: number, id: number, n = 0): T {
    return choices[this.below(choices.length, seed, id, n)] as T;
  }

  /** The numbers of one id as a row of throws. */
  dice(seed: number, id: number): Dice {
    let thrown = 0;
    const below = (end: number) => {
      thrown += 1;
      return this.below(end, seed, id, thrown);
    };
    return { below, pick: (choices) => choices[below(choices.length)] as (typeof choices)[number] };
  }

  /** The one id among `every` ids, the first of which is `block * every + 1`. */
  chosenIn(block: number, every: number, seed: number): number {
    return block * every + 1 + this.below(every, seed, block);
  }

  /** True for exactly one of ids 1 to `every`, one of the next `every` ids, and so on: small stores have their share too. */
  isChosen(every: number, seed: number, id: number): boolean {
    return this.chosenIn(Math.floor((id - 1) / every), every, seed) === id;
  }
}
