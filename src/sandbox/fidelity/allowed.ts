import { fitsPattern } from '../wildcard.ts';
import type { Api } from './samples.ts';

/** A deviation that is right as it is. `docs/sandbox.md` prints this list. */
export interface Allowed {
  api: Api;
  /** Resource or operation as the report names it; `*` for all. */
  resource: string;
  /** The deviation as the report prints it, up to its types; `*` stands for any text. */
  deviation: string;
  reason: string;
}

export const allowed: Allowed[] = [
  {
    api: 'r',
    resource: 'Sale',
    deviation: '-Sale.Customer.dob',
    reason: 'a birthday stands only where it is known; the customer of the sale that was asked for has none',
  },
];

/** The entry that allows a deviation. */
export function allowing(api: Api, resource: string, deviation: string): Allowed | undefined {
  return allowed.find(
    (one) =>
      one.api === api &&
      fitsPattern(resource, one.resource, '*') &&
      fitsPattern(deviation.replace(/: .*$/, ''), one.deviation, '*'),
  );
}
