import type { Installation } from '../installation.ts';
import { forgetOldNotices, tellOfEnds, tellOfOffline } from '../store/notices.ts';
import type { Listener } from '../store/notify.ts';
import { tidyDeliveries } from '../store/webhooks.ts';
import { deliverDue } from './deliver.ts';

/** A connection that is away for no longer than this is nobody's business: counterflow brings most of them back before. */
const OFFLINE_TOLD_AFTER_SECONDS = 600;
/** How long before a sign-in ends by itself people are told. */
const DAYS_BEFORE_END = [14, 3];

const LOOK_MS = 15_000;
const DELIVER_MS = 5000;
const TIDY_MS = 3_600_000;
const NOTICES_KEPT_DAYS = 90;
const DELIVERIES_KEPT_DAYS = 30;

/**
 * Writes the notices that time brings: of connections that stay away, of sign-ins about to end. The others are written by the
 * database with the change of status that they tell of. Any number of processes may look: each is told once.
 */
export async function writeDueNotices({ db }: Installation): Promise<number> {
  return (await tellOfOffline(db, OFFLINE_TOLD_AFTER_SECONDS)) + (await tellOfEnds(db, DAYS_BEFORE_END));
}

/** Tells people and webhooks. */
export interface Notifier {
  /** Takes up nothing new and breaks off what is under way: another process, or the next start, sends it again. */
  stop(): Promise<void>;
}

/** Starts looking for what is to be told, and sending it to webhooks: at once when a notice is written, else every few seconds. */
export function startNotifier(installation: Installation, listener: Listener): Notifier {
  const { clock, db, log } = installation;
  const ended = new AbortController();
  let news = Promise.withResolvers<void>();
  const unlisten = listener.on('notice', () => news.resolve());

  const loop = async (what: string, work: () => Promise<unknown>, rest: () => Promise<void>) => {
    while (!ended.signal.aborted) {
      await work().catch((cause) => {
        if (!ended.signal.aborted) log.warn({ err: cause }, `${what} failed; it is tried again`);
      });
      await rest();
    }
  };
  const pause = (ms: number, signal = ended.signal) => clock.sleep(ms, signal).catch(() => {});
  const untilNews = async () => {
    const waited = new AbortController();
    await Promise.race([news.promise, pause(DELIVER_MS, AbortSignal.any([ended.signal, waited.signal]))]);
    waited.abort();
  };
  const deliverAll = async () => {
    news = Promise.withResolvers();
    while ((await deliverDue(installation, ended.signal)) > 0 && !ended.signal.aborted);
  };
  const tidy = async () => {
    await tidyDeliveries(db, DELIVERIES_KEPT_DAYS);
    await forgetOldNotices(db, NOTICES_KEPT_DAYS);
  };
  const loops = [
    loop(
      'looking for what is to be told',
      () => writeDueNotices(installation),
      () => pause(LOOK_MS),
    ),
    loop('sending to webhooks', deliverAll, untilNews),
    loop('tidying notices up', tidy, () => pause(TIDY_MS)),
  ];
  return {
    async stop() {
      unlisten();
      ended.abort(new Error('the notifier stops'));
      await Promise.all(loops);
    },
  };
}
