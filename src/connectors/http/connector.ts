import type { ApiConnector, ReplyFacts, Verdict } from '../connector.ts';

/**
 * Any HTTP API behind an OAuth 2.0 server that the iClient describes. Knows no resources of its own; a base URI comes
 * from the connection's HTTP settings. Budget: none is known, so none holds back.
 */
export const httpApi: ApiConnector = {
  kind: 'api',
  id: 'http',
  label: 'HTTP',
  tile: 'H',
  provider: 'custom',
  baseUri: '',
  settings: [],
  client: 'chosen',
  oauth: { new: undefined, old: undefined },
  standing: undefined,
  toldByCallback: undefined,
  scopes: [],
  bundles: [],
  resources: [],
  budget: { kind: 'bucket', sizeDrips: 1e9, dripPerSecond: 1e9, burst: 1e9 },
  account: undefined,
  employee: undefined,
  scopesOf: () => [],
  budgetOf: () => undefined,
  costOf: () => 1,
  listRequest: ({ resource }) => ({ path: resource.path, query: [] }),
  isList: (json) => json !== undefined,
  rowsOf: () => [],
  nextPage: () => undefined,
  count: undefined,
  verdict,
};

function verdict({ status, json }: ReplyFacts): Verdict {
  if (status >= 200 && status < 300) return { kind: 'ok' };
  if (status === 401) return { kind: 'tokenRefused' };
  if (status === 429) return { kind: 'rateLimited' };
  if (status >= 500)
    return { kind: 'retry', code: 'provider_unavailable', message: `The API is not answering (status ${status}).` };
  const detail = typeof json === 'object' && json !== null && 'message' in json ? `: ${String(json.message)}` : '.';
  return {
    kind: 'refused',
    code: 'refused_by_api',
    message: `The API refused the request (status ${status})${detail}`,
  };
}
