import type { IncomingHttpHeaders } from 'node:http';
import type { Addressed } from './hosts.ts';

/** A request to an emulated host, read whole. */
export interface Exchange {
  method: string;
  to: Addressed;
  headers: IncomingHttpHeaders;
  /** The body as UTF-8 text, and as it came: a picture is no text. */
  body: string;
  bytes: Buffer;
  /** Token of the Authorization header; empty when there is none. */
  bearer: string;
}

/** How far a limit is used up: units in a bucket that drips out, or requests left in a window. */
export type LimitGauge = { level: number; size: number } | { remaining: number; limit: number };

/** What goes out, before faults had their say; store, generation and cost are for the request log. */
export interface Outcome {
  status: number;
  /** Text and bytes go out as they are, nothing as an empty body, all else as JSON. */
  body: unknown;
  contentType?: string;
  headers: Record<string, string>;
  cost: number;
  store: string | null;
  generation: number | null;
  /** For the request log; left out where nothing was counted. */
  limit?: LimitGauge;
}

/** An answer on order: an error of this status, or what a rate limit would send. */
export type Ordered = { kind: 'status'; status: number } | { kind: 'rateLimit' };

/** A part of an emulated host. `storeOf` says which store a request concerns before it is answered: faults ask for it. */
export interface Emulation {
  answer(exchange: Exchange): Outcome | Promise<Outcome>;
  storeOf(exchange: Exchange): string | null;
  /** The answer on order in the words, headers and shape of this host; the request is not processed. */
  ordered(order: Ordered, exchange: Exchange): Outcome;
  /** Ends the request's token early, by time or with its whole grant as the merchant would; does nothing without one. */
  spoil(exchange: Exchange, how: 'expires' | 'revoked'): void;
}

/** An outcome that has nothing but a reply. */
export function plainOutcome(reply: { status: number; body: unknown; contentType?: string }): Outcome {
  return { headers: {}, cost: 0, store: null, generation: null, ...reply };
}

/** A host that two parts share: `part` answers at this one path, `others` everywhere else. */
export function withPath(path: string, part: Emulation, others: Emulation): Emulation {
  const at = ({ to }: Exchange) => (to.path === path ? part : others);
  return {
    answer: (exchange) => at(exchange).answer(exchange),
    storeOf: (exchange) => at(exchange).storeOf(exchange),
    ordered: (order, exchange) => at(exchange).ordered(order, exchange),
    spoil: (exchange, how) => at(exchange).spoil(exchange, how),
  };
}
