import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Send } from '../../src/transfers/access.ts';

/** An emulated store, read with a grant of its own: real HTTP and real paging without a connection's machinery. */
export interface SandboxSource {
  storeId: string;
  accountId: string;
  send: Send;
  /** Makes things happen in the store (`POST _sandbox/changes`). */
  change(changes: Record<string, number>): Promise<void>;
  /** Every row of a resource, archived ones too. */
  rows(resource: string): Promise<Record<string, unknown>[]>;
}

const API = 'https://api.lightspeedapp.com';

export async function sandboxSource(sandbox: Sandbox, sizes: Record<string, number>): Promise<SandboxSource> {
  const control = async <T>(path: string, body: object): Promise<T> => {
    const reply = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
    return (await reply.json()) as T;
  };
  const store = await control<{ id: string; accountId: string }>('stores', {
    series: 'r',
    name: 'Shop',
    sizes,
    limits: 'off',
  });
  const { accessToken } = await control<{ accessToken: string }>(`stores/${store.id}/grants`, {});

  const send: Send = async (request) => {
    const url = new URL(request.url, `${API}/API/V3/Account/${store.accountId}/`);
    for (const [name, value] of request.query ?? []) url.searchParams.append(name, value);
    const reply = await fetch(url.toString().replace(API, `${sandbox.url}/api.lightspeedapp.com`), {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    const text = (await reply.text()).replaceAll(`${sandbox.url}/api.lightspeedapp.com`, API);
    if (!reply.ok) throw new Error(`${reply.status} ${text}`);
    return {
      status: reply.status,
      headers: reply.headers,
      json: JSON.parse(text),
      text,
      url: url.toString(),
      ms: 1,
      waitedMs: 0,
      bytes: text.length,
      costDrips: request.costDrips,
    };
  };
  return {
    storeId: store.id,
    accountId: store.accountId,
    send,
    change: (changes) => control('changes', { store: store.id, ...changes }),
    async rows(resource) {
      const rows: Record<string, unknown>[] = [];
      let url = `${resource}.json?limit=100&archived=true`;
      while (url !== '') {
        const { json } = await send({ method: 'GET', url, costDrips: 1 }, { lane: 'interactive' });
        const body = json as { '@attributes': { next: string } } & Record<string, unknown>;
        const found = body[resource];
        rows.push(...(Array.isArray(found) ? found : found ? [found] : []));
        url = body['@attributes'].next;
      }
      return rows;
    },
  };
}
