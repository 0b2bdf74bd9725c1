import type { SandboxClock } from '../sandbox-clock.ts';
import type { Client, Employee, Store } from '../store.ts';
import type { GrantBook } from './grant-book.ts';
import type { OAuthError } from './oauth-error.ts';
import { refusal } from './oauth-error.ts';

/** What every OAuth server here works with: clients and stores are those of its own series. */
export interface ServerParts<S extends Store> {
  clock: SandboxClock;
  book: GrantBook;
  clientOf(id: string): Client | undefined;
  storeOf(id: string): S | undefined;
}

/** The person behind a grant; undefined when there is none of that number or the owner has locked them out. */
export function workingEmployee(store: Store, id: number): Employee | undefined {
  const lockOut = store.rows.get('Employee', id)?.lockOut;
  return store.employees.find((one) => one.id === id && (lockOut === undefined ? !one.isLocked : lockOut !== 'true'));
}

/** Codes, tokens and secrets of a request, as text whatever was sent. */
export type TokenFields = Record<string, string>;

export const badClient = (): OAuthError => refusal(401, 'invalid_client', 'Client authentication failed');
