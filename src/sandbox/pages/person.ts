import type { Employee, RStore, XStore } from '../store.ts';
import { escaped } from './html.ts';

/** Someone signed in at one store. */
export interface Person {
  store: RStore | XStore;
  employee: Employee;
}

export const roleWords = { owner: 'Owner', manager: 'Manager', seller: 'Seller' };

export const fullName = ({ firstName, lastName }: Employee): string => `${firstName} ${lastName}`;

/** How an account is named beside its own name: by number, or by the host that it has. */
export const accountLine = (store: RStore | XStore): string =>
  store.series === 'r' ? `Account ${store.accountId}` : `${store.domainPrefix}.retail.lightspeed.app`;

/** A circle with the first letters of a name. */
export function face(name: string): string {
  const letters = [...name.matchAll(/(?<!\p{L})\p{L}/gu)].map(([first]) => first.toUpperCase());
  return `<span class="face" aria-hidden="true">${escaped(letters.slice(0, 2).join(''))}</span>`;
}
