/** A request over the guarded client. */
export interface HttpRequest {
  method: string;
  url: string;
  headers?: Record<string, string>;
  body?: string;
  /** Milliseconds until the whole exchange, body included, must be over. */
  timeoutMs: number;
  signal?: AbortSignal;
  /** Origins this request may go to, also after a redirect. */
  origins: string[];
  environment: 'live' | 'sandbox';
}

export interface HttpReply {
  status: number;
  headers: Headers;
  text: string;
  url: string;
  bytes: number;
  ms: number;
}

/** The one way out over HTTP: address rule, origins, limits, time-outs. */
export interface HttpClient {
  /** Throws `HttpFailure` when no whole reply came. */
  send(request: HttpRequest): Promise<HttpReply>;
  close(): Promise<void>;
}
