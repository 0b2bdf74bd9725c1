import type { Store } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';

/** Which account a store stands for, e.g. "R-Series, account 100001". */
export function accountWords({ series, accountId, domainPrefix, apiKey }: Store): string {
  return text(`sandbox.account.${series}`, { account: accountId ?? domainPrefix ?? apiKey?.slice(0, 8) ?? '' });
}

/** A store's rate limit in words. */
export function limitsWords({ series, limits, registers }: Pick<Store, 'series' | 'limits' | 'registers'>): string {
  if (limits === 'off') return text('sandbox.limits.off');
  if (limits === 'real') return text(`sandbox.limits.real.${series}`, { registers });
  if ('requests' in limits) {
    return text('sandbox.limits.window', { requests: limits.requests, seconds: limits.windowSeconds });
  }
  return text('sandbox.limits.own', { size: limits.size, drip: limits.dripPerSecond });
}

/** Whether Create connection can fill itself in for a store. */
export const isConnectable = ({ series, iClientId }: Store): boolean => series === 'c' || iClientId !== null;
