import { text } from '../texts/text.ts';

/** A value of a record as one line for the eye. Objects and lists as JSON; nothing at all as a word. */
export function shownValue(value: unknown): { text: string; kind: 'text' | 'empty' | 'json' } {
  if (value === null || value === undefined || value === '') return { text: text('value.empty'), kind: 'empty' };
  if (typeof value === 'object') return { text: JSON.stringify(value), kind: 'json' };
  return { text: String(value), kind: 'text' };
}
