import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import type { AtEnd } from '../../support/temporary-data-dir.ts';
import type { Reply } from './any-server.ts';
import { tokenFieldsOf } from './stored.ts';
import type { Consent, HttpCall } from './token-servers.ts';

/** An OAuth 2.0 server that other people wrote, behind a real socket. */
export interface OidcServer {
  client: { id: string; secret: string };
  /** What a person's consent gives. */
  consent(): Promise<Consent>;
  answer(call: HttpCall): Promise<Reply>;
}

const client = { id: 'counterflow', secret: 'its secret' };
const SCOPE = 'openid offline_access';
const ACCESS_SECONDS = 1800;

/** Starts npm `oidc-provider`: each refresh spends the token before it, and a spent one that comes again ends the grant. */
export async function startOidcServer(atEnd: AtEnd): Promise<OidcServer> {
  const http = createServer();
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: client.id,
        client_secret: client.secret,
        redirect_uris: ['http://127.0.0.1:4400/connection/oauth2callback'],
        grant_types: ['authorization_code', 'refresh_token'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
    rotateRefreshToken: () => true,
    issueRefreshToken: () => true,
    ttl: { AccessToken: ACCESS_SECONDS, RefreshToken: 86_400, Grant: 86_400 },
    cookies: { keys: ['a key for this test'] },
  });
  http.on('request', provider.callback());
  atEnd(
    () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  );
  /** Refresh tokens by grant, newest last. */
  const given: string[][] = [];
  return {
    client,
    async consent() {
      const grant = new provider.Grant({ accountId: 'olive', clientId: client.id });
      grant.addOIDCScope(SCOPE);
      const grantId = await grant.save();
      const found = (await provider.Client.find(client.id)) ?? {};
      const of = { accountId: 'olive', client: found, grantId, gty: 'authorization_code', scope: SCOPE };
      const accessToken = await new provider.AccessToken(of).save();
      const refreshToken = await new provider.RefreshToken(of).save();
      const mine = [refreshToken];
      given.push(mine);
      return {
        accessToken,
        refreshToken,
        isHonoured: async () => {
          const newest = await provider.RefreshToken.find(mine.at(-1) ?? '');
          return newest !== undefined && newest.consumed === undefined;
        },
        gave: (token) => mine.includes(token),
        revoke: async () => {
          await provider.RefreshToken.revokeByGrantId(grantId);
          await provider.AccessToken.revokeByGrantId(grantId);
        },
        expire: async () => (await provider.AccessToken.find(accessToken))?.destroy(),
      };
    },
    async answer({ method, url, headers, body }) {
      const { pathname } = new URL(url);
      const reply = await fetch(`${issuer}${pathname}`, { method, headers, ...(body === '' ? {} : { body }) });
      const text = await reply.text();
      const [asked, told] = [tokenFieldsOf(body).refresh_token, tokenFieldsOf(text).refresh_token];
      if (asked !== undefined && told !== undefined) given.find((tokens) => tokens.includes(asked))?.push(told);
      return { status: reply.status, headers: Object.fromEntries(reply.headers), text };
    },
  };
}
