import { hash } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { getRun } from '../flows/runs.ts';
import type { Installation } from '../installation.ts';
import type { Listener } from '../store/notify.ts';
import { openEventStream } from './event-stream.ts';

/** A run is sent at most this often. */
const GAP_MS = 500;
/** Without news for this long the run is sent all the same: its waits count down, and proxies see life. */
const LIFE_SIGN_MS = 5000;

/**
 * Streams a run as server-sent events (`event: run`) until it is over: at once, at every change, and every few seconds.
 * Each event holds the whole run, so nothing is missed between two streams; its id tells what it holds, and a client that
 * comes back with it as `Last-Event-ID` is spared the same again.
 * Throws `not_found` before the stream begins.
 */
export async function streamRun(
  installation: Installation,
  listener: Listener,
  id: string,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<void> {
  const first = await getRun(installation, id);
  const stream = openEventStream(request, reply);
  let news = Promise.withResolvers<void>();
  const unlisten = listener.on('run', (changed) => {
    if (changed === id) news.resolve();
  });
  let sent = stream.seen ?? '';
  try {
    for (let run = first; !stream.gone.aborted; ) {
      const data = JSON.stringify(run);
      const holds = hash('sha1', data, 'hex').slice(0, 16);
      if (holds === sent) stream.showLife();
      else stream.send('run', holds, data);
      sent = holds;
      if (run.endedAt !== null) break;
      await stream.pause(GAP_MS);
      await Promise.race([news.promise, stream.pause(LIFE_SIGN_MS - GAP_MS)]);
      news = Promise.withResolvers<void>();
      run = await getRun(installation, id);
    }
  } catch (cause) {
    request.log.warn({ cause: String(cause) }, 'a stream of a run ended early; the client connects again');
  } finally {
    unlisten();
    stream.end();
  }
}
