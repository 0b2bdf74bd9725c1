import type { XStore } from '../store.ts';

const HALF = 0x1000000;

/**
 * The id of row `number` of a table. It can be turned back into the number, so that a row is found by its id without an
 * index: the last 48 bits are the number, mixed by four rounds of a Feistel network; the others are a check.
 */
export function uuidOf(store: XStore, table: number, number: number): string {
  if (number >= REMEMBERED) return made(store, table, number);
  const tables = known.get(store) ?? [];
  known.set(store, tables);
  tables[table] ??= [];
  const ids = tables[table];
  ids[number] ??= made(store, table, number);
  return ids[number];
}

/** Ids of the first rows of each table, by table and number: outlets, taxes and the like stand in every row of others. */
const known = new WeakMap<XStore, string[][]>();
const REMEMBERED = 2000;

function made({ seed }: XStore, table: number, number: number): string {
  const key = mixed(seed, table);
  const node = turned(number, key, forth);
  const [one, two] = [mixed(key, number % 0x100000000), mixed(number, key)];
  const check = (one ^ two ^ Math.floor(number / 0x100000000)) >>> 0;
  const middle = mixed(check, table) >>> 0;
  const variant = 0x8000 | (middle & 0x3fff);
  return `${hex(check, 8)}-${hex(middle >>> 16, 4)}-11e${hex(middle & 15, 1)}-${hex(variant, 4)}-${hex(Math.floor(node / HALF), 6)}${hex(node % HALF, 6)}`;
}

/** The number of the row that an id of this table names; undefined for any other text. */
export function numberOf(store: XStore, table: number, uuid: string): number | undefined {
  const text = uuid.toLowerCase();
  if (!/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)) return undefined;
  const number = turned(Number.parseInt(text.slice(24), 16), mixed(store.seed, table), back);
  return uuidOf(store, table, number) === text ? number : undefined;
}

const forth = [0, 1, 2, 3];
const back = [3, 2, 1, 0];

function turned(value: number, key: number, rounds: readonly number[]): number {
  const isBack = rounds === back;
  let [left, right] = [Math.floor(value / HALF), value % HALF];
  if (isBack) [left, right] = [right, left];
  for (const round of rounds) [left, right] = [right, left ^ (mixed(right, key + round) & 0xffffff)];
  if (isBack) [left, right] = [right, left];
  return left * HALF + right;
}

function mixed(one: number, other: number): number {
  let hash = Math.imul(one ^ (one >>> 15), 0x2c1b3c6d) ^ Math.imul(other, 0x9e3779b1);
  hash = Math.imul(hash ^ (hash >>> 12), 0x297a2d39);
  hash = Math.imul(hash ^ (hash >>> 15), 0x21f0aaad);
  return hash ^ (hash >>> 16);
}

const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');
