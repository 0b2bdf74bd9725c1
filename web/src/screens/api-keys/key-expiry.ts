/** Choices of how long a key is good, in days; 0 is for good. */
export const expiryDays = ['30', '90', '365', '0'] as const;
export type ExpiryDays = (typeof expiryDays)[number];

/** When a key made now ends; undefined for one that never does. */
export function expiryOf(days: ExpiryDays, nowMs: number): string | undefined {
  return days === '0' ? undefined : new Date(nowMs + Number(days) * 86_400_000).toISOString();
}
