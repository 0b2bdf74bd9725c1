import type { FastifyReply, FastifyRequest } from 'fastify';

/** A stream of server-sent events to one client. */
export interface EventStream {
  /** Aborted when the client is gone. */
  gone: AbortSignal;
  /** `lastEventId` of a client that comes back. */
  seen: string | undefined;
  send(event: string, id: string, data: string): void;
  /** A line that says nothing: proxies see life. */
  showLife(): void;
  /** Resolves after a time, or when the client is gone. */
  pause(ms: number): Promise<void>;
  end(): void;
}

/** Begins the stream in place of an answer; afterwards nothing can be refused any more. */
export function openEventStream(request: FastifyRequest, reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    ...(reply.getHeaders() as Record<string, string>),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  const gone = new AbortController();
  request.raw.once('close', () => gone.abort());
  const seen = request.headers['last-event-id'];
  return {
    gone: gone.signal,
    seen: typeof seen === 'string' ? seen : undefined,
    send: (event, id, data) => raw.write(`event: ${event}\nid: ${id}\ndata: ${data}\n\n`),
    showLife: () => raw.write(': alive\n\n'),
    pause: (ms) =>
      new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer);
          gone.signal.removeEventListener('abort', done);
          resolve();
        };
        const timer = setTimeout(done, ms);
        gone.signal.addEventListener('abort', done);
        if (gone.signal.aborted) done();
      }),
    end() {
      gone.abort();
      raw.end();
    },
  };
}
