import type { Store } from '../../api/stores.ts';
import { text } from '../../texts/text.ts';

/** A store's rate limit in words. */
export function limitsWords({ limits, registers }: Pick<Store, 'limits' | 'registers'>): string {
  if (limits === 'off') return text('sandbox.limits.off');
  if (limits === 'real') return text('sandbox.limits.real', { registers });
  return text('sandbox.limits.own', { size: limits.size, drip: limits.dripPerSecond });
}
