import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { type SandboxStore, sandboxControl } from './sandbox-control.ts';

export type Row = Record<string, unknown>;

/** A list or error as the emulated API sends it. */
export interface ApiReply {
  status: number;
  headers: Headers;
  body: Row & { '@attributes'?: { next: string; previous: string; count?: string } };
}

/** A sandbox in this process whose real time stands still until a test moves it, so that limits and expiry are exact. */
export async function startStillSandbox(options: SandboxOptions = {}) {
  const time = { ms: Date.parse('2026-03-20T10:00:00Z') };
  const sandbox = await startSandbox({ realMs: () => time.ms, ...options });
  return { sandbox, time, control: sandboxControl(sandbox), client: sandboxClient(sandbox) };
}

/** Requests as a client of the emulated hosts sends them. */
export function sandboxClient(sandbox: Sandbox) {
  const api = `${sandbox.url}/api.lightspeedapp.com`;
  const oauth = `${sandbox.url}/cloud.lightspeedapp.com/auth/oauth`;

  const get = async (url: string, accessToken: string): Promise<ApiReply> => {
    const reply = await fetch(url, { headers: { authorization: `Bearer ${accessToken}` } });
    return { status: reply.status, headers: reply.headers, body: (await reply.json()) as ApiReply['body'] };
  };
  return {
    api,
    oauth,
    get: (path: string, accessToken: string) => get(path.startsWith('http') ? path : `${api}${path}`, accessToken),
    /** A list of a store: `Item.json?limit=10`. */
    list: (store: SandboxStore, path: string, accessToken: string) =>
      get(`${api}/API/V3/Account/${store.accountId}/${path}`, accessToken),
    /** A write to a store: a record is sent as JSON, text as it is. */
    async write(store: SandboxStore, method: string, path: string, accessToken: string, body?: object | string) {
      const reply = await fetch(`${api}/API/V3/Account/${store.accountId}/${path}`, {
        method,
        headers: { authorization: `Bearer ${accessToken}` },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, Row> & Row };
    },
    async token(fields: Record<string, string>) {
      const reply = await fetch(`${oauth}/token`, { method: 'POST', body: new URLSearchParams(fields) });
      return { status: reply.status, headers: reply.headers, body: (await reply.json()) as Record<string, string> };
    },
    authorizeUrl: (query: Record<string, string>) => `${oauth}/authorize?${new URLSearchParams(query)}`,
  };
}

/** Rows of a list reply, whether none, one or many. */
export const rowsIn = (reply: ApiReply, resource: string): Row[] => [reply.body[resource] ?? []].flat() as Row[];

/** Rows of a list that hangs in a row: `{SaleLines: {SaleLine: ...}}`. */
export function below(row: Row | undefined, container: string, rowName: string): Row[] {
  const list = row?.[container];
  return typeof list === 'object' && list !== null ? ([(list as Row)[rowName] ?? []].flat() as Row[]) : [];
}
