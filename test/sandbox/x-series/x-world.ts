import { startStillSandbox } from '../../support/sandbox-client.ts';

export type Row = Record<string, unknown>;

export interface XReply {
  status: number;
  headers: Headers;
  body: {
    data?: unknown;
    version?: { min: number; max: number };
    error?: string;
    message?: string;
    [name: string]: unknown;
  };
}

/** An X-Series store in a sandbox whose time stands still, and a client of its API. */
export async function startXWorld(
  { sizes = { items: 60, customers: 40, sales: 80 }, limits = 'off', dataDir, scopes }: XWorldOptions = {},
  world?: Pick<Awaited<ReturnType<typeof startStillSandbox>>, 'sandbox' | 'time' | 'control'>,
) {
  const { sandbox, time, control } = world ?? (await startStillSandbox(dataDir === undefined ? {} : { dataDir }));
  const store = await createXStore(control, { sizes, limits });
  const grant = await xGrant(control, store.id, scopes ? { scopes } : {});
  return {
    sandbox,
    time,
    control,
    store,
    token: grant.accessToken,
    ...xClient(sandbox.url, store.domainPrefix, grant.accessToken),
  };
}

type Control = Awaited<ReturnType<typeof startStillSandbox>>['control'];

export const createXStore = (control: Control, settings: object) =>
  control.call<{ id: string; domainPrefix: string; retailerId: string; clientSecret: string }>('POST', 'stores', {
    series: 'x',
    seed: 1,
    ...settings,
  });

export const xGrant = (control: Control, storeId: string, body: object) =>
  control.call<{ accessToken: string }>('POST', `stores/${storeId}/grants`, body);

interface XWorldOptions {
  sizes?: { items: number; customers: number; sales: number };
  limits?: unknown;
  dataDir?: string;
  scopes?: string[];
}

/** Requests to one retailer's host. Paths stand below `/api/`. */
export function xClient(sandboxUrl: string, prefix: string, token: string) {
  const host = `${sandboxUrl}/${prefix}.retail.lightspeed.app`;
  async function send(method: string, path: string, body?: unknown): Promise<XReply> {
    const reply = await fetch(`${host}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    return { status: reply.status, headers: reply.headers, body: text === '' ? {} : JSON.parse(text) };
  }
  const get = (path: string) => send('GET', path);
  /** Rows of a list, or the row of a single reply in a list of one. */
  const rows = async (path: string) => [(await get(path)).body.data ?? []].flat() as Row[];

  /** All rows of a list, page by page, until a page is empty. */
  async function walk(path: string, pageSize = 50): Promise<Row[]> {
    const found: Row[] = [];
    for (let after = 0; ; ) {
      const { body } = await get(`${path}${path.includes('?') ? '&' : '?'}page_size=${pageSize}&after=${after}`);
      const page = body.data as Row[];
      if (page.length === 0) return found;
      found.push(...page);
      after = body.version?.max ?? 0;
    }
  }
  return { host, send, get, rows, walk };
}
