import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { Row } from './sandbox-client.ts';
import type { sandboxControl } from './sandbox-control.ts';

export interface CStore {
  id: string;
  apiKey: string;
  apiSecret: string;
  shopId: string;
}

export interface CReply {
  status: number;
  headers: Headers;
  body: Row;
}

type Control = ReturnType<typeof sandboxControl>;

/** A C-Series shop of a sandbox, and requests with its key. */
export async function openCShop(sandbox: Pick<Sandbox, 'url'>, control: Control, settings: object = {}) {
  const store = await control.call<CStore>('POST', 'stores', {
    series: 'c',
    sizes: { items: 120, customers: 30, sales: 90 },
    limits: 'off',
    ...settings,
  });
  return { store, ...cClient(sandbox, store) };
}

/** Requests to the API with Basic credentials; paths begin below the language, which is English. */
export function cClient(
  sandbox: Pick<Sandbox, 'url'>,
  { apiKey, apiSecret }: Pick<CStore, 'apiKey' | 'apiSecret'>,
  host = 'api.webshopapp.com',
) {
  const authorization = `Basic ${Buffer.from(`${apiKey}:${apiSecret}`).toString('base64')}`;
  const send = async (method: string, path: string, body?: unknown): Promise<CReply> => {
    const address = path.startsWith('http') ? path : `${sandbox.url}/${host}/${path}`;
    const reply = await fetch(address, {
      method,
      headers: { authorization, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === '' ? {} : JSON.parse(text) };
  };
  return {
    send,
    get: (path: string) => send('GET', `en/${path}`),
    post: (path: string, body: unknown) => send('POST', `en/${path}`, body),
    put: (path: string, body: unknown) => send('PUT', `en/${path}`, body),
    remove: (path: string) => send('DELETE', `en/${path}`),
    /** Rows of a list. */
    async rows(path: string): Promise<Row[]> {
      const { body } = await send('GET', `en/${path}`);
      return Object.values(body)[0] as Row[];
    },
    /** All rows of a list, by since_id. */
    async all(resource: string): Promise<Row[]> {
      const rows: Row[] = [];
      for (let last = 0; ; last = Number(rows.at(-1)?.id)) {
        const { body } = await send('GET', `en/${resource}.json?limit=250&since_id=${last}`);
        const page = Object.values(body)[0] as Row[];
        rows.push(...page);
        if (page.length < 250) return rows;
      }
    },
  };
}
