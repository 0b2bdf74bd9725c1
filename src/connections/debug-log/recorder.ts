import type { Credentials } from '../../connectors/outgoing.ts';
import { type HttpClient, HttpFailure, type HttpReply, type HttpRequest } from '../../http/client.ts';
import type { Installation } from '../../installation.ts';
import type { ConnectionRow } from '../../store/connections.ts';
import { addDebugEntries } from '../../store/debug-entries.ts';
import { type Caller, type Exchange, startOf } from './exchange.ts';
import { storedSecretsOf } from './known-secrets.ts';
import { maskedExchange } from './mask-exchange.ts';

/** Exchanges are written this long after the first of them, together. */
const GATHER_MS = 100;
/** So many wait to be written at most; what comes while they do is counted, not kept. */
const MOST_WAITING = 200;
/** Secrets of a connection that are remembered beside its stored ones: those of pairs that were replaced meanwhile. */
const MOST_REMEMBERED = 100;

interface Recorder {
  waiting: Exchange[];
  /** Exchanges by connection that could not be kept since the last one that was. */
  missed: Map<string, number>;
  remembered: Map<string, Set<string>>;
  writing: Promise<void> | undefined;
}

const recorders = new WeakMap<Installation, Recorder>();

/** The secrets in what lets a request in. */
export function secretsIn(credentials: Credentials): string[] {
  if (credentials.kind === 'none') return [];
  return [credentials.kind === 'token' ? credentials.token : credentials.password];
}

/** Whether a person asked to record this connection's requests, and its time is not over. */
export const isRecorded = ({ clock }: Installation, { debugUntil }: Pick<ConnectionRow, 'debugUntil'>): boolean =>
  debugUntil !== null && debugUntil > clock.now();

/**
 * The way out for a request of a connection: the installation's own, unless the connection is recorded. Then each exchange is
 * noted, masked, and stored a moment later; a request never waits for that, nor fails for it. `secrets` are those that the
 * request carries, wherever it does.
 */
export function recordedHttp(
  installation: Installation,
  connection: Pick<ConnectionRow, 'id' | 'debugUntil'>,
  about: { kind: Exchange['kind']; caller: Caller; secrets?: readonly string[] },
): HttpClient {
  const { http } = installation;
  if (!isRecorded(installation, connection)) return http;
  return {
    close: () => http.close(),
    async send(request) {
      const at = installation.clock.now();
      const startedMs = performance.now();
      const note = (outcome: { reply: HttpReply } | { failure: string }) => {
        const ms = performance.now() - startedMs;
        keep(installation, connection.id, { ...about, at, ms, request, ...outcome });
      };
      try {
        const reply = await http.send(request);
        note({ reply });
        return reply;
      } catch (cause) {
        note({ failure: cause instanceof HttpFailure ? cause.message : 'The request was given up.' });
        throw cause;
      }
    },
  };
}

type Noted = {
  kind: Exchange['kind'];
  caller: Caller;
  secrets?: readonly string[];
  at: Date;
  ms: number;
  request: HttpRequest;
} & ({ reply: HttpReply } | { failure: string });

function keep(installation: Installation, connectionId: string, noted: Noted): void {
  const recorder = recorderOf(installation);
  if (recorder.waiting.length >= MOST_WAITING) {
    recorder.missed.set(connectionId, (recorder.missed.get(connectionId) ?? 0) + 1);
    return;
  }
  const { request } = noted;
  const reply = 'reply' in noted ? noted.reply : undefined;
  recorder.waiting.push({
    connectionId,
    at: noted.at,
    kind: noted.kind,
    caller: noted.caller,
    method: request.method,
    url: request.url,
    requestHeaders: request.headers ?? {},
    requestBody: request.body === undefined ? null : startOf(request.body),
    reply: reply
      ? { status: reply.status, headers: Object.fromEntries(reply.headers), body: startOf(reply.text, reply.bytes) }
      : null,
    failure: 'failure' in noted ? noted.failure : null,
    ms: noted.ms,
    secrets: noted.secrets ?? [],
    missed: recorder.missed.get(connectionId) ?? 0,
  });
  recorder.missed.delete(connectionId);
  recorder.writing ??= writeSoon(installation, recorder);
}

function recorderOf(installation: Installation): Recorder {
  const recorder = recorders.get(installation) ?? {
    waiting: [],
    missed: new Map(),
    remembered: new Map(),
    writing: undefined,
  };
  recorders.set(installation, recorder);
  return recorder;
}

/** Waits until all that was recorded is written. Shutdown calls it. */
export async function settleDebugLog(installation: Installation): Promise<void> {
  await recorderOf(installation).writing;
}

async function writeSoon(installation: Installation, recorder: Recorder): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, GATHER_MS));
  while (recorder.waiting.length > 0) {
    const batch = Map.groupBy(recorder.waiting.splice(0), ({ connectionId }) => connectionId);
    for (const [connectionId, exchanges] of batch) {
      await write(installation, recorder, connectionId, exchanges).catch((err) => {
        const lost = exchanges.reduce((sum, { missed }) => sum + missed + 1, 0);
        recorder.missed.set(connectionId, (recorder.missed.get(connectionId) ?? 0) + lost);
        installation.log.warn({ err, connectionId }, 'requests could not be written to the debug log');
      });
    }
  }
  recorder.writing = undefined;
}

async function write(
  installation: Installation,
  { remembered }: Recorder,
  connectionId: string,
  exchanges: Exchange[],
): Promise<void> {
  const known = new Set([
    ...(await storedSecretsOf(installation, connectionId)),
    ...(remembered.get(connectionId) ?? []),
  ]);
  const stored = known.size;
  // Twice: what a later exchange shows for a secret may stand in an earlier one.
  for (const exchange of exchanges) maskedExchange(exchange, known);
  const entries = exchanges.map((exchange) => maskedExchange(exchange, known));
  if (known.size > stored) remembered.set(connectionId, new Set([...known].slice(-MOST_REMEMBERED)));
  await addDebugEntries(installation.db, connectionId, entries);
}
