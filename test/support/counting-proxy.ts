import { createServer, request as forward } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** Stands before a sandbox and counts what goes to its emulated hosts. */
export interface CountingProxy {
  url: string;
  /** Calls back once, when `count` more requests have come, before the last of them is passed on. */
  after(count: number, then: () => void): void;
}

/** Opens a proxy in front of a sandbox; what comes is passed on as it is, its Host header too. */
export async function countingProxy(sandboxUrl: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(sandboxUrl);
  let left = Number.POSITIVE_INFINITY;
  let then: () => void = () => {};
  const server = createServer((incoming, outgoing) => {
    if (!incoming.url?.startsWith('/_sandbox')) {
      left -= 1;
      if (left === 0) then();
    }
    const passed = forward(
      { hostname, port, path: incoming.url, method: incoming.method, headers: incoming.headers },
      (reply) => {
        outgoing.writeHead(reply.statusCode ?? 502, reply.headers);
        reply.pipe(outgoing);
      },
    );
    passed.on('error', () => outgoing.destroy());
    incoming.pipe(passed);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    after(count, callback) {
      left = count;
      then = callback;
    },
  };
}
