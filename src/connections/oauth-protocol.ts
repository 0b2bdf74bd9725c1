import * as oauth from 'oauth4webapi';
import type { OAuthServer } from '../connectors/oauth-server.ts';
import type { HttpReply, HttpRequest } from '../http/client.ts';

/** Who asks at an OAuth 2.0 server. */
export interface ClientCredentials {
  clientId: string;
  clientSecret: string | undefined;
}

export type TokenGrant =
  | { type: 'authorization_code'; code: string; codeVerifier: string | undefined; redirectUri: string | undefined }
  | { type: 'refresh_token'; refreshToken: string }
  | { type: 'client_credentials'; scope: string | undefined }
  | { type: 'password'; username: string; password: string; scope: string | undefined };

/** What an OAuth server is asked with, or the request of an API that is none, with the tokens it may send along. */
export type Renewal =
  | TokenGrant
  | { type: 'own_request'; pair: { accessToken: string; refreshToken: string | undefined } };

/** A request as the protocol wants it, before time-outs, origins and address rule. */
export type ProtocolRequest = Pick<HttpRequest, 'method' | 'url' | 'headers' | 'body'>;

/** Sends one request by counterflow's own client. What it throws comes out as it is. */
export type Send = (request: ProtocolRequest) => Promise<HttpReply>;

/**
 * The border to `oauth4webapi`, which builds requests and judges redirects by the specifications. It never reaches the
 * network: requests leave by `send`. What replies mean is read elsewhere, since a token's life hangs on what they leave open.
 */

/** A code verifier and a state that nobody can guess. */
export const newCodeVerifier = () => oauth.generateRandomCodeVerifier();
export const newState = () => oauth.generateRandomState();

/** Parameters of an authorization request that bind its code to `codeVerifier` (RFC 7636). */
export async function pkceParameters({ pkce }: OAuthServer, codeVerifier: string): Promise<Record<string, string>> {
  if (pkce === 'none') return {};
  const challenge = pkce === 'plain' ? codeVerifier : await oauth.calculatePKCECodeChallenge(codeVerifier);
  return { code_challenge: challenge, code_challenge_method: pkce };
}

/**
 * Whether the parameters of a redirect, each with its one value, are an answer of this server: RFC 6749 4.1.2 and RFC 9207.
 * An answer that says no is one, too. The state is the caller's to look up.
 */
export function isAnswerOf(server: OAuthServer, clientId: string, parameters: Record<string, string>): boolean {
  const issuer = issuerOf(server, parameters.iss);
  try {
    oauth.validateAuthResponse(
      { issuer },
      { client_id: clientId },
      new URLSearchParams(parameters),
      oauth.skipStateCheck,
    );
    return true;
  } catch (cause) {
    return cause instanceof oauth.AuthorizationResponseError;
  }
}

/** The issuer that an answer must name, given what it does. */
function issuerOf({ issuer, tokenUrl }: OAuthServer, told: string | undefined): string {
  if (issuer && 'exactly' in issuer) return issuer.exactly;
  const isMeant = issuer === undefined || (URL.canParse(told ?? '') && new URL(told ?? '').origin === issuer.origin);
  return isMeant && told ? told : (issuer?.origin ?? tokenUrl);
}

/** Sends a token request: RFC 6749 sections 4.1.3, 4.3.2, 4.4.2 and 6, in the form that the server takes. */
export function sendTokenRequest(
  server: OAuthServer,
  client: ClientCredentials,
  grant: TokenGrant,
  send: Send,
): Promise<HttpReply> {
  const parameters = new URLSearchParams();
  for (const { name, value } of server.tokenFields) parameters.set(name, value);
  for (const [name, value] of Object.entries(fieldsOf(grant))) if (value !== undefined) parameters.set(name, value);
  return sentInItsForm(server, server.tokenMethod, send, (options) =>
    oauth.genericTokenEndpointRequest(
      { issuer: server.tokenUrl, token_endpoint: server.tokenUrl },
      { client_id: client.clientId },
      clientAuthentication(server, client),
      grant.type,
      parameters,
      options,
    ),
  );
}

/** Sends a revoke request (RFC 7009) for one token. */
export function sendRevokeRequest(
  server: OAuthServer & { revokeUrl: string },
  client: ClientCredentials,
  { token, kind }: { token: string; kind: 'access_token' | 'refresh_token' },
  send: Send,
): Promise<HttpReply> {
  const rename = (body: URLSearchParams) => {
    if (server.revokeField === 'token') return;
    body.set(server.revokeField, token);
    body.delete('token');
    body.delete('token_type_hint');
  };
  return sentInItsForm(
    server,
    'POST',
    send,
    (options) =>
      oauth.revocationRequest(
        { issuer: server.tokenUrl, revocation_endpoint: server.revokeUrl },
        { client_id: client.clientId },
        clientAuthentication(server, client),
        token,
        { ...options, additionalParameters: { token_type_hint: kind } },
      ),
    rename,
  );
}

function fieldsOf(grant: TokenGrant): Record<string, string | undefined> {
  switch (grant.type) {
    case 'authorization_code':
      return { code: grant.code, code_verifier: grant.codeVerifier, redirect_uri: grant.redirectUri };
    case 'refresh_token':
      return { refresh_token: grant.refreshToken };
    case 'client_credentials':
      return { scope: grant.scope };
    case 'password':
      return { username: grant.username, password: grant.password, scope: grant.scope };
  }
}

function clientAuthentication(server: OAuthServer, { clientSecret }: ClientCredentials): oauth.ClientAuth {
  if (server.clientAuthentication === 'basic') return basic(clientSecret ?? '');
  return clientSecret ? oauth.ClientSecretPost(clientSecret) : oauth.None();
}

/**
 * RFC 6749 section 2.3.1: both are form-encoded before they are joined. By hand, since the library also encodes `-`, `_` and
 * `.`, which is right, but lost on the many servers that don't decode: client IDs are full of them.
 */
function basic(clientSecret: string): oauth.ClientAuth {
  return (_server, client, _body, headers) => {
    const pair = [client.client_id, clientSecret].map(formEncoded).join(':');
    headers.set('authorization', `Basic ${Buffer.from(pair).toString('base64')}`);
  };
}

const formEncoded = (text: string) => new URLSearchParams({ t: text }).toString().slice(2);

interface SendOptions {
  headers: Headers;
  [oauth.allowInsecureRequests]: true;
  [oauth.customFetch]: (
    url: string,
    options: { body: URLSearchParams; headers: Record<string, string> },
  ) => Promise<Response>;
}

/** Lets the library build a request, and sends it as GET or JSON where a server wants that. */
async function sentInItsForm(
  server: OAuthServer,
  method: 'POST' | 'GET',
  send: Send,
  build: (options: SendOptions) => Promise<Response>,
  change: (body: URLSearchParams) => void = () => {},
): Promise<HttpReply> {
  const headers = new Headers({ 'user-agent': 'counterflow' });
  for (const { name, value } of server.tokenHeaders) headers.set(name, value);
  let reply: HttpReply | undefined;
  await build({
    headers,
    // Which addresses may be reached is for the client that sends to say.
    [oauth.allowInsecureRequests]: true,
    async [oauth.customFetch](url, built) {
      change(built.body);
      reply = await send(inForm(server, method, url, built));
      return new Response();
    },
  });
  if (!reply) throw new Error('a request was built and not sent');
  return reply;
}

function inForm(
  { tokenBody }: OAuthServer,
  method: 'POST' | 'GET',
  url: string,
  { body, headers }: { body: URLSearchParams; headers: Record<string, string> },
): ProtocolRequest {
  const { 'content-type': _, ...rest } = headers;
  if (method === 'GET') {
    const address = new URL(url);
    for (const [name, value] of body) address.searchParams.set(name, value);
    return { method, url: address.toString(), headers: rest };
  }
  const json = tokenBody === 'json';
  return {
    method,
    url,
    headers: { ...rest, 'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: json ? JSON.stringify(Object.fromEntries(body)) : body.toString(),
  };
}
