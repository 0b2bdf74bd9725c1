import type { Delivery } from './delivery-queue.ts';

/** Sends a delivery; true for a 2xx within the time, false for anything else. Redirects are not followed. */
export async function post({ address, headers, body }: Delivery, patienceMs: number): Promise<boolean> {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const reply = await fetch(address, { method: 'POST', headers, body, signal, redirect: 'manual' });
    await reply.body?.cancel();
    return reply.ok;
  } catch {
    return false;
  }
}
