import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Purpose } from '../../../src/sandbox/shop-data/dice.ts';
import { idsUpTo } from './any-origin.ts';

const price = new Purpose('price');
const many = 20_000;

describe('numbers drawn for a purpose', () => {
  test('are the same every time, and others for another purpose, seed, id or number', () => {
    const drawn = price.draw(7, 42);
    expect(new Purpose('price').draw(7, 42)).toBe(drawn);
    const others = [new Purpose('cost').draw(7, 42), price.draw(8, 42), price.draw(7, 43), price.draw(7, 42, 1)];
    expect(new Set([drawn, ...others]).size).toBe(5);
  });

  test('are spread evenly, also over ids and seeds that follow one another', () => {
    for (const numbers of [
      idsUpTo(many).map((id) => price.below(10, 1, id)),
      idsUpTo(many).map((seed) => price.below(10, seed, 1)),
      idsUpTo(many).map((n) => price.below(10, 1, 1, n)),
    ]) {
      for (const rows of Map.groupBy(numbers, (number) => number).values()) {
        expect(Math.abs(rows.length - many / 10)).toBeLessThan(many / 80);
      }
      const repeats = numbers.filter((number, at) => number === numbers[at + 1]).length;
      expect(Math.abs(repeats - many / 10)).toBeLessThan(many / 80);
    }
  });

  test('chance() is true in the share it is given', () => {
    const hits = idsUpTo(many).filter((id) => price.chance(0.03, 5, id)).length;
    expect(Math.abs(hits / many - 0.03)).toBeLessThan(0.005);
  });

  test('exactly one id of each block is chosen', () =>
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 60 }), fc.nat(10_000), (seed, every, block) => {
        const ids = idsUpTo(every).map((at) => block * every + at);
        expect(ids.filter((id) => price.isChosen(every, seed, id))).toEqual([price.chosenIn(block, every, seed)]);
      }),
    ));
});
