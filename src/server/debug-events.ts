import type { FastifyReply, FastifyRequest } from 'fastify';
import { debugHeadsBetween } from '../connections/debug-log/debug-log.ts';
import type { DebugEntryHead, DebugFilter } from '../connections/debug-log/debug-schema.ts';
import type { Installation } from '../installation.ts';
import type { Listener } from '../store/notify.ts';
import { openEventStream } from './event-stream.ts';

/** A wake-up may be lost while the database is away, so it is looked for new entries this often all the same. */
const LOOK_MS = 5000;
const MOST_AT_ONCE = 200;
/** Ids that were sent are remembered, since entries of two processes may overlap. */
const MOST_REMEMBERED = 2000;

/**
 * Streams what is recorded of a connection as server-sent events (`event: entry`, without bodies), from the entry after `after`
 * or `Last-Event-ID` on, else from now on. Ends when the client leaves.
 */
export async function streamDebugLog(
  installation: Installation,
  listener: Listener,
  { id, filter, after }: { id: string; filter: DebugFilter; after: string | undefined },
  { request, reply }: { request: FastifyRequest; reply: FastifyReply },
): Promise<void> {
  const stream = openEventStream(request, reply);
  const spans: { from: string; to: string }[] = [];
  let news = Promise.withResolvers<void>();
  const unlisten = listener.on('debug', (payload) => {
    const [connectionId, from, to] = payload.split(' ');
    if (connectionId !== id || !from || !to) return;
    spans.push({ from, to });
    news.resolve();
  });
  const seen = /^\d{1,18}$/.test(stream.seen ?? '') ? stream.seen : after;
  let newest = seen === undefined ? undefined : BigInt(seen);
  const sent = new Set<string>();
  const send = (entries: DebugEntryHead[]) => {
    for (const entry of entries) {
      if (sent.has(entry.id)) continue;
      sent.add(entry.id);
      const number = BigInt(entry.id);
      if (newest === undefined || number > newest) newest = number;
      stream.send('entry', entry.id, JSON.stringify(entry));
    }
    for (const old of sent) {
      if (sent.size <= MOST_REMEMBERED) break;
      sent.delete(old);
    }
  };
  try {
    stream.showLife();
    while (!stream.gone.aborted) {
      for (const span of spans.splice(0)) {
        send(await debugHeadsBetween(installation, id, filter, { ...span, limit: MOST_AT_ONCE }));
      }
      if (newest !== undefined) {
        const from = String(newest + 1n);
        send(await debugHeadsBetween(installation, id, filter, { from, limit: MOST_AT_ONCE }));
      }
      await Promise.race([news.promise, stream.pause(LOOK_MS)]);
      news = Promise.withResolvers<void>();
      stream.showLife();
    }
  } catch (cause) {
    request.log.warn({ cause: String(cause) }, 'a stream of a debug log ended early; the client connects again');
  } finally {
    unlisten();
    stream.end();
  }
}
