import type { ReplyFacts, Verdict } from '../connectors/connector.ts';
import type { ApiInUse } from '../connectors/effective.ts';
import type { Credentials, WantedRequest } from '../connectors/outgoing.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { factsOf, requestOf } from './connection-request.ts';
import { addressOf } from './connector-address.ts';
import { recordedHttp, secretsIn } from './debug-log/recorder.ts';
import { safeVerdict } from './said-safely.ts';

const TIMEOUT_MS = 30_000;

/** What credentials open. `account` is undefined where the answer (`verdict`) names none. */
export interface Opened {
  verdict: Verdict;
  account: { id: string; name: string } | undefined;
  employee: string | undefined;
}

/** Sends one request with credentials, outside of budget and grant: for what is not stored yet. Throws HttpFailure. */
export async function askWith(
  installation: Installation,
  api: ApiInUse,
  connection: ConnectionRow,
  credentials: Credentials,
  wanted: WantedRequest,
  why: 'authorization' | 'test',
): Promise<ReplyFacts> {
  const request = requestOf(installation, api, connection, wanted, credentials);
  const about = { kind: 'api', caller: { type: why }, secrets: secretsIn(credentials) } as const;
  const http = recordedHttp(installation, connection, about);
  const reply = await http.send({ ...request, timeoutMs: TIMEOUT_MS / installation.clock.rate });
  return factsOf(api, reply);
}

/** Asks with credentials, before anything is stored of them, whose account they open and who consented. Throws HttpFailure. */
export async function whoseAccount(
  installation: Installation,
  api: ApiInUse,
  connection: ConnectionRow,
  credentials: Credentials,
  why: 'authorization' | 'test',
): Promise<Opened> {
  const ask = (template: string): Promise<ReplyFacts> => {
    const url = addressOf(api, connection, template);
    return askWith(installation, api, connection, credentials, { method: 'GET', url }, why);
  };
  if (!api.account) return { verdict: { kind: 'ok' }, account: undefined, employee: undefined };
  const reply = await ask(api.account.url);
  const { needsScope, read } = api.account;
  const meant: Verdict = needsScope && isScopeMissing(reply) ? { kind: 'ok' } : api.verdict(reply);
  const verdict = safeVerdict(installation, connection, credentials, meant);
  const account =
    verdict.kind === 'ok' ? read(reply.status === 200 ? reply.json : undefined, connection.settings) : undefined;
  const who = account && api.employee ? await ask(api.employee.url) : undefined;
  return { verdict, account, employee: who?.status === 200 ? api.employee?.read(who.json) : undefined };
}

/** Whether an account's own page was refused for want of a scope: then its credentials are good. */
const isScopeMissing = ({ status }: ReplyFacts) => status === 403;
