import { CounterflowError } from '../counterflow-error.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Installation } from '../installation.ts';
import { type AttemptEnd, type DueDelivery, endAttempt, noticeOf, takeDueDeliveries } from '../store/webhooks.ts';
import { messageBody } from './message.ts';
import { signedHeaders } from './signature.ts';

const MOST_AT_ONCE = 20;
const TIMEOUT_MS = 15_000;

/** Gaps between attempts, growing to eight hours; the last attempt is a day after the message was written. */
const gapSeconds = [5, 30, 120, 300, 900, 1800, 3600, 7200, 14_400, 21_600, 28_800];
const LONGEST_ASKED_SECONDS = 6 * 3600;

/** Sends every message that is due, each once; answers how many. Any number of processes may do so on one database. */
export async function deliverDue(installation: Installation, signal?: AbortSignal): Promise<number> {
  const due = await takeDueDeliveries(installation.db, installation.processId, MOST_AT_ONCE);
  await Promise.all(due.map((one) => deliver(installation, one, { retry: true, signal })));
  return due.length;
}

interface DeliverOptions {
  retry: boolean;
  signal?: AbortSignal | undefined;
}

/** One attempt of a message that this process has taken; writes down how it went. Throws only where that is not known. */
export async function deliver(
  installation: Installation,
  one: DueDelivery,
  { retry, signal }: DeliverOptions,
): Promise<void> {
  const end = await attempt(installation, one, signal);
  const again = retry ? end.againInSeconds : undefined;
  await endAttempt(installation.db, one, installation.processId, { ...end, againInSeconds: again });
}

async function attempt(
  installation: Installation,
  one: DueDelivery,
  signal: AbortSignal | undefined,
): Promise<AttemptEnd> {
  const { clock, db, http } = installation;
  const gap = gapSeconds[Math.min(one.attempts, gapSeconds.length) - 1] ?? 0;
  try {
    const notice = one.noticeId === null ? undefined : await noticeOf(db, one.noticeId);
    const body = messageBody(installation, one, notice);
    const secret = openSecret(installation, one);
    const reply = await http.send({
      method: 'POST',
      url: one.url,
      headers: { 'content-type': 'application/json', ...signedHeaders(secret, one.id, clock.now(), body) },
      body,
      timeoutMs: TIMEOUT_MS / clock.rate,
      origins: [one.url],
      ...(signal ? { signal } : {}),
      environment: 'live',
    });
    const arrived = reply.status >= 200 && reply.status < 300;
    if (arrived) return { status: reply.status, error: undefined, againInSeconds: undefined };
    const asked = Math.min((retryAfterMs(reply.headers) ?? 0) / 1000, LONGEST_ASKED_SECONDS);
    return { status: reply.status, error: refusal(reply.status), againInSeconds: Math.max(gap, asked) };
  } catch (cause) {
    if (!(cause instanceof CounterflowError)) throw cause;
    return { status: null, error: cause.message, againInSeconds: gap };
  }
}

function refusal(status: number): string {
  if (status >= 300 && status < 400)
    return `It answered ${status}, which leads elsewhere. Enter the address it leads to.`;
  return `It answered ${status}. Only an answer of 200 to 299 counts as received.`;
}

/** Throws `secret_unreadable`. */
function openSecret({ vault }: Installation, { webhookId, secrets }: DueDelivery): string {
  return vault.open({ table: 'webhook', row: webhookId, field: 'secret' }, secrets.secret?.sealed ?? '');
}
