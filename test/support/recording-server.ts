import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TlsOptions } from 'node:tls';
import { onTestFinished } from 'vitest';

/** A request as it arrived. */
export interface Seen {
  method: string;
  url: string;
  headers: Record<string, string | undefined>;
  body: string;
}

export interface Answer {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as JSON, unless it is a text. */
  body?: unknown;
}

/** A real HTTP server of a test that keeps what it was sent and answers as it is told; over TLS where `tls` is given. */
export async function recordingServer(answer: (seen: Seen) => Answer = () => ({ body: {} }), tls?: TlsOptions) {
  const seen: Seen[] = [];
  const listener: Parameters<typeof createServer>[1] = (request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part) => parts.push(part));
    request.on('end', () => {
      const one = {
        method: request.method ?? '',
        url: request.url ?? '',
        headers: request.headers as Seen['headers'],
        body: Buffer.concat(parts).toString(),
      };
      seen.push(one);
      const { status = 200, headers = {}, body } = answer(one);
      const text = typeof body === 'string' ? body : JSON.stringify(body ?? null);
      response.writeHead(status, {
        'content-type': typeof body === 'string' ? 'text/plain' : 'application/json',
        ...headers,
      });
      response.end(request.method === 'HEAD' ? undefined : text);
    });
  };
  const server: Server = tls ? createTlsServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const { port } = server.address() as AddressInfo;
  return { url: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`, seen };
}
