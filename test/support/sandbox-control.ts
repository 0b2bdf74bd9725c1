import type { Sandbox } from '../../src/sandbox/sandbox.ts';

/** A store as the sandbox's control interface answers it. */
export interface SandboxStore {
  id: string;
  clientId: string;
  clientSecret: string;
  accountId: string;
  /** X-Series. */
  domainPrefix: string;
  /** C-Series. */
  shopId: string;
  apiKey: string;
  apiSecret: string;
  user: { login: string; password: string };
}

export interface SandboxGrant {
  family: string;
  server: 'new' | 'old' | 'x' | 'personal' | 'app' | 'key';
  generation: number;
  state: 'live' | 'revoked' | 'expired';
  refreshes: number;
  reuseAttempts: number;
}

export interface TokenReply {
  accessToken: string;
  refreshToken: string;
  expiresIn: number;
}

/** Calls a sandbox's control interface; throws unless it answers with 2xx. */
export function sandboxControl(sandbox: Pick<Sandbox, 'url'>) {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const reply = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
  return {
    call,
    createStore: (settings: object = {}) =>
      call<SandboxStore>('POST', 'stores', {
        series: 'r',
        name: 'Demo',
        seed: 1,
        sizes: { items: 30, customers: 5, sales: 5 },
        limits: 'off',
        ...settings,
      }),
    grant: (storeId: string, scopes?: string[]) =>
      call<TokenReply>('POST', `stores/${storeId}/grants`, scopes ? { scopes } : {}),
    /** A grant of another server than the usual one, or by another person than the owner. */
    grantBy: (storeId: string, body: object) => call<TokenReply>('POST', `stores/${storeId}/grants`, body),
    install: (storeId: string, body: object) =>
      call<{ location: string; appKey: string; appSecret: string }>('POST', `stores/${storeId}/install`, body),
    endGrant: (family: string) => call<void>('DELETE', `grants/${family}`),
    grants: (storeId: string) => call<SandboxGrant[]>('GET', `grants?store=${storeId}`),
    fault: (fault: object) => call<{ id: string }>('POST', 'faults', fault),
    clearFaults: () => call<void>('DELETE', 'faults'),
    requests: (storeId: string) =>
      call<{ method: string; host: string; path: string; status: number; at: string }[]>(
        'GET',
        `requests?store=${storeId}`,
      ),
    clock: (setting: { offsetMs?: number; rate?: number }) => call<object>('POST', 'clock', setting),
    consent: async (url: string, answer: { login?: string; decision?: 'allow' | 'deny' } = {}) =>
      (await call<{ location: string }>('POST', 'consent', { url, decision: 'allow', ...answer })).location,
  };
}
export type SandboxControl = ReturnType<typeof sandboxControl>;
