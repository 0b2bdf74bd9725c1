import type { Row } from '../resource.ts';
import { rowsIn } from './body.ts';
import { Refused } from './refused.ts';
import { textOf } from './values.ts';

/** Levels that every item has a price at (firm for the first two). */
const LEVELS = ['Default', 'MSRP', 'Online'];

/**
 * Prices of an item after a write: those that were sent, by the number or the name of their level, laid over those it has.
 * Undefined where an item keeps what it has.
 */
export function writtenPrices(before: unknown, sent: unknown): Row | undefined {
  const rows = rowsIn(sent, 'ItemPrice');
  if (before !== undefined && rows.length === 0) return undefined;
  const prices = LEVELS.map((useType, at) => ({ amount: '0', useTypeID: String(at + 1), useType }));
  for (const row of rowsIn(before, 'ItemPrice')) {
    const level = prices.find(({ useTypeID }) => useTypeID === row.useTypeID);
    if (level) level.amount = String(row.amount);
  }
  for (const row of rows) {
    const level = prices.find(({ useTypeID, useType }) =>
      Object.hasOwn(row, 'useTypeID')
        ? useTypeID === String(row.useTypeID)
        : useType.toLowerCase() === String(row.useType).toLowerCase(),
    );
    if (!level) throw new Refused('ItemPrice: say which by a useTypeID or a useType that exists.');
    level.amount = textOf('float', 'amount', row.amount, 'UTC');
  }
  return { ItemPrice: prices };
}
