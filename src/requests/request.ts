import type { Caller } from '../connections/debug-log/exchange.ts';
import type { ReplyFacts } from '../connectors/connector.ts';
import type { HttpHeader } from '../connectors/http-settings.ts';

/** Who waits for a request: a person, a schedule, or a first long read. */
export type Lane = 'interactive' | 'scheduled' | 'backfill';

/** A request to a connection's API. `url` is absolute, or a path below the connection's base URI. */
export interface ApiRequest {
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  url: string;
  query?: [name: string, value: string][] | undefined;
  headers?: HttpHeader[] | undefined;
  /** In the media type of the connection's requests. */
  body?: string | undefined;
  costDrips: number;
}

/** A reply that was understood. `ms` is the time on the network, `waitedMs` the time before it for budget and token. */
export interface ApiReply extends ReplyFacts {
  url: string;
  ms: number;
  waitedMs: number;
  bytes: number;
  costDrips: number;
}

/** Why a request has not been sent yet; `untilMs` is epoch milliseconds. */
export interface Waiting {
  for: 'budget' | 'connection' | 'source' | 'destination' | 'queue';
  untilMs: number;
  detail?: string;
}

export interface SendOptions {
  lane: Lane;
  /** The flow that the request is for. */
  flowId?: string;
  /** For whom it is sent, where more than the lane is known. */
  caller?: Caller;
  signal?: AbortSignal;
  /** Called when waiting begins or its end moves, and with null when it is over. */
  onWait?: (waiting: Waiting | null) => void;
}
