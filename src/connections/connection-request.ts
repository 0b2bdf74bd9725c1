import type { ReplyFacts } from '../connectors/connector.ts';
import type { ApiInUse } from '../connectors/effective.ts';
import { readReply } from '../connectors/media-types.ts';
import { type Credentials, outgoingRequest, type WantedRequest } from '../connectors/outgoing.ts';
import { filledBody, filledUri } from '../connectors/templates.ts';
import type { HttpReply, HttpRequest } from '../http/client.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { addressOf, baseUriOf } from './connector-address.ts';
import { storedValues } from './template-values.ts';
import { tlsIdentityOf } from './tls-identity.ts';

/**
 * A request of a connection as it leaves: where to, with the headers and credentials its settings say, and to its own
 * origin alone. Throws `setting_missing`, `template_unknown`, `value_unsendable`, `token_needs_body`.
 */
export function requestOf(
  installation: Installation,
  api: ApiInUse,
  connection: ConnectionRow,
  wanted: WantedRequest,
  credentials: Credentials,
): Omit<HttpRequest, 'timeoutMs' | 'signal'> {
  const values = storedValues(installation, connection);
  const baseUri = baseUriOf(api, connection, values);
  const outgoing = outgoingRequest(api.http, baseUri, wanted, credentials, values);
  const { method, headers, body, credentialHeaders } = outgoing;
  const tls = tlsIdentityOf(installation, api.http, connection);
  return {
    method,
    url: outgoing.url,
    headers,
    ...(body === undefined ? {} : { body }),
    ...(api.http.auth.followRedirects ? {} : { notAfterRedirect: credentialHeaders }),
    ...(tls ? { tls } : {}),
    origins: [baseUri],
    environment: connection.environment === 'sandbox' ? 'sandbox' : 'live',
  };
}

/** The request of Test connection, filled in; undefined where the settings name none. Throws as `requestOf`. */
export function pingRequestOf(
  installation: Installation,
  { ping, http, ...api }: ApiInUse,
  connection: ConnectionRow,
): WantedRequest | undefined {
  if (!ping || ping.relativeUri === null) return undefined;
  const values = storedValues(installation, connection);
  const uri = filledUri(addressOf(api, connection, ping.relativeUri), values);
  return {
    method: ping.method,
    // Below the base URI also where it begins with a slash, as users of integrator.io write it.
    url: uri.replace(/^\/+/, ''),
    body: ping.body === null ? undefined : filledBody(ping.body, http.mediaType, values),
  };
}

/** A reply as connectors read it. */
export function factsOf({ http }: ApiInUse, { status, headers, text }: HttpReply): ReplyFacts {
  return { status, headers, text, json: readReply(http, { status, headers, text }) };
}
