import { connectorOf } from '../connectors/catalogue.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { baseUriOf } from './connector-address.ts';

/** What a rate limit counts by: host, account and client of one environment. */
export function budgetKey(parts: {
  environment: string;
  host: string;
  accountId: string | null;
  clientId: string | null;
}): string {
  return [parts.environment, parts.host, parts.accountId ?? '-', parts.clientId ?? '-'].join('|');
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
  const connector = connectorOf(owner.apiType);
  if (connector?.kind !== 'api') return undefined;
  const { host } = new URL(baseUriOf(connector, owner));
  return budgetKey({ ...owner, host });
}
