/** For whom a request was sent, as far as the sender says. */
export type Caller =
  | { type: 'run'; runId: string; flowId: string }
  | { type: 'preview' | 'test' | 'keeper' | 'authorization' | 'renewal' | 'revocation' }
  | { type: 'lane'; lane: 'interactive' | 'scheduled' | 'backfill' };

/** A request and what came of it, as they went over the network: with secrets, so only ever in memory. */
export interface Exchange {
  connectionId: string;
  at: Date;
  kind: 'api' | 'token';
  caller: Caller;
  method: string;
  url: string;
  requestHeaders: Record<string, string>;
  requestBody: Text | null;
  /** Null where no whole reply came; `failure` says why. */
  reply: { status: number; headers: Record<string, string>; body: Text } | null;
  failure: string | null;
  ms: number;
  /** Secrets that the request carries under a name that doesn't tell. */
  secrets: readonly string[];
  /** Exchanges just before this one that could not be kept. */
  missed: number;
}

/** The beginning of a text, and how long all of it is. */
export interface Text {
  start: string;
  bytes: number;
  isCut: boolean;
}

/** Characters of a body that are kept. */
export const KEPT_CHARACTERS = 64 * 1024;
/** Read beyond that, so that a secret which stands across the end is known for one. */
const MARGIN = 16 * 1024;

/** A copy of the beginning: a slice would hold all of a large reply in memory. */
export function startOf(text: string, bytes = Buffer.byteLength(text)): Text {
  const isCut = text.length > KEPT_CHARACTERS + MARGIN;
  return { start: isCut ? Buffer.from(text.slice(0, KEPT_CHARACTERS + MARGIN)).toString() : text, bytes, isCut };
}
