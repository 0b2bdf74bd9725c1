import type { IncomingHttpHeaders } from 'node:http';
import type { Addressed } from './hosts.ts';

/** A request to an emulated host, read whole. */
export interface Exchange {
  method: string;
  to: Addressed;
  headers: IncomingHttpHeaders;
  body: string;
  /** Token of the Authorization header; empty when there is none. */
  bearer: string;
}

/** What goes out, before faults had their say; store, generation and cost are for the request log. */
export interface Outcome {
  status: number;
  /** Text goes out as it is, nothing as an empty body, all else as JSON. */
  body: unknown;
  contentType?: string;
  headers: Record<string, string>;
  cost: number;
  store: string | null;
  generation: number | null;
}

/** A part of an emulated host. `storeOf` says which store a request concerns before it is answered: faults ask for it. */
export interface Emulation {
  answer(exchange: Exchange): Outcome | Promise<Outcome>;
  storeOf(exchange: Exchange): string | null;
}

/** An outcome that has nothing but a reply. */
export function plainOutcome(reply: { status: number; body: unknown; contentType?: string }): Outcome {
  return { headers: {}, cost: 0, store: null, generation: null, ...reply };
}
