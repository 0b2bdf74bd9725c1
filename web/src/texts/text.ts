import { en } from './en.ts';
import { formatMessage, type Values } from './message.ts';
import { pseudoMessage } from './pseudo.ts';

export type TextKey = keyof typeof en;

/** Language of the catalogue, and of every number and date beside it. */
export const language = 'en';

/** `?pseudo` in the address of the first page switches the pseudo-locale on until the page is loaded anew without it. */
const pseudo = typeof location !== 'undefined' && new URLSearchParams(location.search).has('pseudo');

/** One text of the catalogue, filled in. */
export function text(key: TextKey, values: Values = {}): string {
  const message: string = en[key];
  return formatMessage(pseudo ? pseudoMessage(message) : message, values, language);
}
