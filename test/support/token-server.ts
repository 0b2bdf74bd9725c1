import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

/** A token request as it came in. */
export interface TokenCall {
  method: string;
  headers: IncomingMessage['headers'];
  /** Of the body, or of the address where there is none. */
  fields: Record<string, string>;
}

/** What is answered; `lost`: the connection ends instead. */
export type TokenAnswer = { status?: number; body: unknown } | 'lost';

export interface TokenServer {
  url: string;
  /** Token requests, in order. */
  calls: TokenCall[];
  /** Tokens that came to the revoke endpoint. */
  revoked: Record<string, string>[];
  /** Decides the next answers; `n` counts token requests from 1. */
  answer: (call: TokenCall, n: number) => TokenAnswer | Promise<TokenAnswer>;
  /** Access tokens that the API at `/api` takes; those of answers at the top level are put in by themselves. */
  good: Set<string>;
}

/** An OAuth 2.0 token server that a test scripts, and an API beside it that knows its tokens. Ends with the test. */
export async function startTokenServer(): Promise<TokenServer> {
  const server: TokenServer = {
    url: '',
    calls: [],
    revoked: [],
    answer: (_, n) => ({ body: { access_token: `token-${n}`, token_type: 'Bearer', expires_in: 3600 } }),
    good: new Set(),
  };
  const http = createServer((request, response) => void handle(server, request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  onTestFinished(
    () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  );
  return server;
}

async function handle(server: TokenServer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', server.url);
  let text = '';
  for await (const part of request) text += part;
  const fields = fieldsOf(text, searchParams);
  const send = (status: number, body: unknown) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (pathname.startsWith('/api')) {
    const isGood = server.good.has((request.headers.authorization ?? '').replace('Bearer ', ''));
    return send(isGood ? 200 : 401, { ok: isGood });
  }
  if (pathname === '/revoke') {
    server.revoked.push(fields);
    server.good.delete(fields.token ?? '');
    return send(200, {});
  }
  const call = { method: request.method ?? '', headers: request.headers, fields };
  server.calls.push(call);
  const answer = await server.answer(call, server.calls.length);
  if (answer === 'lost') return void request.socket.destroy();
  const token = (answer.body as { access_token?: string } | null)?.access_token;
  if (token) server.good.add(token);
  send(answer.status ?? 200, answer.body);
}

function fieldsOf(body: string, query: URLSearchParams): Record<string, string> {
  if (body.startsWith('{')) return JSON.parse(body);
  return Object.fromEntries(body === '' ? query : new URLSearchParams(body));
}
