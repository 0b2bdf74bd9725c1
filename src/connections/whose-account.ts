import type { ApiConnector, ReplyFacts, Verdict } from '../connectors/connector.ts';
import type { HttpReply } from '../http/client.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { addressOf } from './connector-address.ts';

const TIMEOUT_MS = 30_000;

/** What credentials open. `account` is undefined where the answer (`verdict`) names none. */
export interface Opened {
  verdict: Verdict;
  account: { id: string; name: string } | undefined;
  employee: string | undefined;
}

/** Asks with credentials, before anything is stored of them, whose account they open and who consented. Throws HttpFailure. */
export async function whoseAccount(
  installation: Installation,
  connector: ApiConnector,
  connection: ConnectionRow,
  authorization: string,
): Promise<Opened> {
  const ask = async (template: string): Promise<ReplyFacts> => {
    const url = addressOf(connector, connection, template);
    const reply = await installation.http.send({
      method: 'GET',
      url,
      headers: { accept: 'application/json', authorization },
      timeoutMs: TIMEOUT_MS / installation.clock.rate,
      origins: [url],
      environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
    });
    return factsOf(reply);
  };
  if (!connector.account) return { verdict: { kind: 'ok' }, account: undefined, employee: undefined };
  const reply = await ask(connector.account.url);
  const { needsScope, read } = connector.account;
  const verdict: Verdict = needsScope && isScopeMissing(reply) ? { kind: 'ok' } : connector.verdict(reply);
  const account =
    verdict.kind === 'ok' ? read(reply.status === 200 ? reply.json : undefined, connection.settings) : undefined;
  const who = account && connector.employee ? await ask(connector.employee.url) : undefined;
  return { verdict, account, employee: who?.status === 200 ? connector.employee?.read(who.json) : undefined };
}

/** Whether an account's own page was refused for want of a scope: then its credentials are good. */
const isScopeMissing = ({ status }: ReplyFacts) => status === 403;

function factsOf({ status, headers, text }: HttpReply): ReplyFacts {
  try {
    return { status, headers, text, json: JSON.parse(text) };
  } catch {
    return { status, headers, text, json: undefined };
  }
}
