import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxStore } from './sandbox-control.ts';

export interface TokenAnswer {
  status: number;
  headers: Headers;
  body: Record<string, string> & { expires_in: number; expires: number };
}

type Url = Pick<Sandbox, 'url'>;

/** Token URLs of the emulated servers. */
export const tokenUrl = {
  new: ({ url }: Url) => `${url}/cloud.lightspeedapp.com/auth/oauth/token`,
  old: ({ url }: Url) => `${url}/cloud.lightspeedapp.com/oauth/access_token.php`,
  x: ({ url }: Url, { domainPrefix }: SandboxStore) => `${url}/${domainPrefix}.retail.lightspeed.app/api/1.0/token`,
};

/** Posts fields, as a form unless another body is given. */
export async function post(url: string, fields: Record<string, string>, body?: RequestInit): Promise<TokenAnswer> {
  const reply = await fetch(url, { method: 'POST', body: new URLSearchParams(fields), ...body });
  return { status: reply.status, headers: reply.headers, body: (await reply.json()) as TokenAnswer['body'] };
}

/** Fields that refresh a store's grant with its own client. */
export const refreshing = ({ clientId, clientSecret }: SandboxStore, refreshToken: string) => ({
  grant_type: 'refresh_token',
  client_id: clientId,
  client_secret: clientSecret,
  refresh_token: refreshToken,
});

/** The status that an API answers to an access token, with a path that needs no scope or exists for all. */
export async function statusWith({ url }: Url, store: SandboxStore, accessToken: string): Promise<number> {
  const path = store.domainPrefix
    ? `${store.domainPrefix}.retail.lightspeed.app/api/2.0/outlets`
    : 'api.lightspeedapp.com/API/V3/Account.json';
  const reply = await fetch(`${url}/${path}`, { headers: { authorization: `Bearer ${accessToken}` } });
  await reply.arrayBuffer();
  return reply.status;
}
