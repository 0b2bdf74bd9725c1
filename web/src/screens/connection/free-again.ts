import { duration } from '../../components/times.ts';
import { text } from '../../texts/text.ts';

/** When the next request may leave, in words. */
export const freeAgain = (inMs: number): string =>
  inMs <= 0 ? text('connection.budget.free.now') : text('connection.budget.free.in', { span: duration(inMs) });
