import type { ApiConnector } from '../../connector.ts';
import { plainOAuth } from '../../oauth-server.ts';
import { isObject } from '../json-object.ts';
import { toldWindows } from '../told-windows.ts';
import { isList, listRequest, nextPage, rowsOf } from './requests.ts';
import { resources } from './resources.ts';
import { bundles, scopes } from './scopes.ts';
import { verdict } from './verdict.ts';

/**
 * Lightspeed Retail (X-Series, formerly Vend), API 2.0. Each retailer has a host of its own, told by the redirect after consent.
 * A refresh ends both tokens before it at once, without a grace (firm since 2025-03). A user can also make a personal
 * token, which is sent as it stands and may carry an end (firm).
 */
export const lightspeedX: ApiConnector = {
  kind: 'api',
  id: 'lightspeed-x',
  label: 'Lightspeed Retail (X-Series)',
  tile: 'X',
  provider: 'lightspeed-x',
  baseUri: 'https://{subdomain}.retail.lightspeed.app/api/2.0/',
  settings: [
    {
      name: 'subdomain',
      label: 'subdomain',
      isRequired: false,
      pattern: /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/,
      allowed: 'Give the part before .retail.lightspeed.app: letters, digits and hyphens, without https or dots.',
      choosesHost: true,
      placeholder: 'subdomain',
    },
  ],
  client: 'chosen',
  oauth: {
    new: {
      ...plainOAuth,
      authorizeUrl: 'https://secure.retail.lightspeed.app/connect',
      tokenUrl: 'https://{subdomain}.retail.lightspeed.app/api/1.0/token',
      rotation: 'immediate',
      codeLivesSeconds: 600,
      defaultLifeSeconds: 86_400,
    },
    old: undefined,
  },
  standing: { kind: 'bearer', secret: 'personalToken', refusedReason: 'personal_token_refused' },
  toldByCallback: { parameter: 'domain_prefix', setting: 'subdomain' },
  scopes,
  bundles,
  resources,
  // 300 for each register and 50 in 5 minutes, of a retailer and application (firm): at least one register.
  budget: { kind: 'windows', windows: [{ requests: 350, seconds: 300 }] },
  account: {
    url: 'https://{subdomain}.retail.lightspeed.app/api/2.0/retailer',
    needsScope: true,
    read: accountOf,
  },
  employee: undefined,
  scopesOf: () => [],
  budgetOf: (headers) => toldWindows(headers, 1, false),
  costOf: () => 1,
  listRequest,
  count: undefined,
  isList,
  rowsOf,
  nextPage,
  verdict,
};

/**
 * A retailer is known by its subdomain: a token opens no other one. Its name is in `{data: {name}}` for those who may read
 * the account's settings (firm).
 */
function accountOf(json: unknown, { subdomain }: Record<string, unknown>): { id: string; name: string } | undefined {
  if (typeof subdomain !== 'string') return undefined;
  const data = isObject(json) ? json.data : undefined;
  const name = isObject(data) && typeof data.name === 'string' && data.name !== '' ? data.name : subdomain;
  return { id: subdomain, name };
}
