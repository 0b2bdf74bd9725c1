import { valueAt } from '../connectors/body-path.ts';
import type { TokenRefresh } from '../connectors/http-settings.ts';
import { filledBody, filledHeader, filledUri, type TemplateValues } from '../connectors/templates.ts';
import { CounterflowError } from '../counterflow-error.ts';
import { type HttpClient, HttpFailure } from '../http/client.ts';
import { retryAfterMs } from '../http/retry-after.ts';
import type { Installation } from '../installation.ts';
import type { ConnectionRow } from '../store/connections.ts';
import { apiOf } from './api-of.ts';
import { factsOf, requestOf } from './connection-request.ts';
import { addressOf } from './connector-address.ts';
import { ownRenewalOf } from './own-token.ts';
import { saidSafely } from './said-safely.ts';
import { storedValues } from './template-values.ts';
import type { TokenOutcome, TokenPair } from './token-request.ts';

/** Sends the request that renews a connection's own token, and says how it ended. Throws nothing of the network's or the API's. */
export async function requestOwnRenewal(
  installation: Installation,
  connection: ConnectionRow,
  pair: TokenPair,
  { http, timeoutMs }: { http: HttpClient; timeoutMs: number },
): Promise<TokenOutcome> {
  const api = apiOf(connection);
  const renewal = ownRenewalOf(connection);
  if (!api || !renewal) return { kind: 'notSent', code: 'setting_missing', detail: 'Nothing renews its token.' };
  const safely = (said: string) => {
    const token = { kind: 'token', token: pair.accessToken } as const;
    const hidden = saidSafely(installation, connection, token, said);
    return pair.refreshToken ? hidden.replaceAll(pair.refreshToken, '***') : hidden;
  };
  try {
    const { method, mediaType } = renewal;
    const values = valuesWith(storedValues(installation, connection), pair);
    const uri = filledUri(addressOf(api, connection, renewal.relativeUri), values);
    const wanted = {
      method,
      url: uri.replace(/^\/+/, ''),
      headers: renewal.headers.map(({ name, value }) => ({ name, value: filledHeader(name, value, values) })),
      body: renewal.body === null ? undefined : filledBody(renewal.body, mediaType, values),
      mediaType,
    };
    const request = requestOf(installation, api, connection, wanted, { kind: 'none' });
    const reply = await http.send({ ...request, timeoutMs });
    return outcomeOf(renewal, pair, factsOf(api, reply), safely);
  } catch (cause) {
    if (cause instanceof HttpFailure && cause.sent) return { kind: 'unknown', detail: cause.message };
    if (cause instanceof CounterflowError) return { kind: 'notSent', code: cause.code, detail: cause.message };
    throw cause;
  }
}

/** Templates of a renewal see the tokens of the moment, not those that were typed in once. */
function valuesWith(stored: TemplateValues, { accessToken, refreshToken }: TokenPair): TemplateValues {
  return (path) => {
    if (path === 'connection.settings.token') return accessToken;
    if (path === 'connection.settings.refreshToken') return refreshToken;
    return stored(path);
  };
}

function outcomeOf(
  { tokenPath, refreshTokenPath, expiresInPath }: TokenRefresh,
  before: TokenPair,
  { status, headers, json }: ReturnType<typeof factsOf>,
  safely: (said: string) => string,
): TokenOutcome {
  const textAt = (path: string | null) => {
    const value = path === null ? undefined : valueAt(json, path);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  if (status >= 500 || status < 200) return { kind: 'unknown', detail: `The API answered with status ${status}.` };
  if (status < 300) {
    const accessToken = textAt(tokenPath);
    if (!accessToken)
      return { kind: 'unknown', detail: `The API answered ${status}, but there is no token at ${tokenPath}.` };
    const refreshToken = textAt(refreshTokenPath) ?? before.refreshToken;
    const seconds = expiresInPath === null ? 0 : Number(valueAt(json, expiresInPath));
    const expiresInSeconds = seconds > 0 ? seconds : undefined;
    return { kind: 'pair', pair: { accessToken, refreshToken }, expiresInSeconds, scope: undefined };
  }
  const said = textAt('message') ?? textAt('error_description') ?? textAt('error') ?? `status ${status}`;
  return {
    kind: 'refused',
    error: status === 429 ? 'rate_limited' : [400, 401, 403].includes(status) ? 'invalid_grant' : 'refused',
    detail: safely(said).slice(0, 300),
    status,
    retryAfterMs: retryAfterMs(headers),
    serverTime: undefined,
  };
}
