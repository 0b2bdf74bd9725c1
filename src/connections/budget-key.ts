import type { ConnectionRow } from '../store/connections.ts';
import { apiOf } from './api-of.ts';
import { baseUriOf, publicValues } from './connector-address.ts';

/** What a rate limit counts by: host, account and client of one environment, and a limit that the connection names itself. */
export function budgetKey(parts: {
  environment: string;
  host: string;
  accountId: string | null;
  clientId: string | null;
  limit?: string | undefined;
}): string {
  const { environment, host, accountId, clientId, limit } = parts;
  return [environment, host, accountId ?? '-', clientId ?? '-', ...(limit === undefined ? [] : [limit])].join('|');
}

/** A connection as its budget is known by. */
export type BudgetOwner = Pick<
  ConnectionRow,
  'name' | 'apiType' | 'environment' | 'settings' | 'http' | 'accountId'
> & {
  clientId: string | null;
};

/** The budget that a connection has by itself; undefined where it sends no API requests. Throws `setting_missing`. */
export function ownBudgetKey(owner: BudgetOwner): string | undefined {
  const api = apiOf(owner);
  if (!api) return undefined;
  const { host } = new URL(baseUriOf(api, owner, publicValues(api)));
  const { requests, seconds } = api.http.rateLimit;
  const limit = requests === null || seconds === null ? undefined : `${requests} in ${seconds} s`;
  return budgetKey({ ...owner, host, limit });
}
