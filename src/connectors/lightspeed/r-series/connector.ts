import type { ApiConnector } from '../../connector.ts';
import { plainOAuth } from '../../oauth-server.ts';
import { isObject } from '../json-object.ts';
import * as legacy from './legacy-requests.ts';
import { budgetOf, costOf, count, isList, listRequest, nextPage, rowsOf } from './requests.ts';
import { resources } from './resources.ts';
import { bundles, scopes, scopesOf } from './scopes.ts';
import { verdict } from './verdict.ts';

/**
 * Lightspeed Retail (R-Series), API V3. Tokens of either OAuth server open it. On the server of July 2024 the used refresh
 * token lives until the new access token is first used (rule of 2026-01-15, firm), and an unused one dies after 30 days
 * (firm). The one before, deprecated but still there, has one refresh token that works on and on; it gives the same access
 * token again until less than 10 s of it are left (firm), so a renewal makes sense in the last 8 s only.
 */
export const lightspeedR: ApiConnector = {
  kind: 'api',
  id: 'lightspeed-v3',
  label: 'Lightspeed v3 (Retail R-Series)',
  tile: 'R',
  provider: 'lightspeed-r',
  baseUri: 'https://api.lightspeedapp.com/API/V3/Account/{accountId}/',
  settings: [],
  client: 'chosen',
  oauth: {
    new: {
      ...plainOAuth,
      authorizeUrl: 'https://cloud.lightspeedapp.com/auth/oauth/authorize',
      tokenUrl: 'https://cloud.lightspeedapp.com/auth/oauth/token',
      // Firm: it takes the refresh token, by its own name instead of RFC 7009's.
      revokeUrl: 'https://cloud.lightspeedapp.com/auth/oauth/revoke',
      revokeField: 'refresh_token',
      rotation: 'untilFirstUse',
      tokenBody: 'json',
      pkce: 'S256',
      sendsRedirectUri: false,
      codeLivesSeconds: 60,
      scopesIn: 'accessToken',
      defaultLifeSeconds: 1800,
      idleDays: 30,
    },
    old: {
      ...plainOAuth,
      authorizeUrl: 'https://cloud.lightspeedapp.com/oauth/authorize.php',
      tokenUrl: 'https://cloud.lightspeedapp.com/oauth/access_token.php',
      rotation: 'static',
      sendsRedirectUri: false,
      codeLivesSeconds: 60,
      noScopePrefix: 'systemuserid:',
      defaultLifeSeconds: 1800,
      refreshWindowSeconds: 8,
    },
  },
  standing: undefined,
  toldByCallback: undefined,
  scopes,
  bundles,
  resources,
  budget: { kind: 'bucket', sizeDrips: 90, dripPerSecond: 1, burst: 20 },
  account: { url: 'https://api.lightspeedapp.com/API/V3/Account.json', needsScope: false, read: accountOf },
  employee: { url: 'https://api.lightspeedapp.com/API/Session.json', read: employeeOf },
  scopesOf,
  budgetOf,
  costOf,
  listRequest,
  count,
  isList,
  rowsOf,
  nextPage,
  verdict,
};

/**
 * The API before V3, which its pages call V2: the same account, resources and OAuth servers under a path without a version
 * (firm). Lists go by offset, and each of them tells its total.
 */
export const lightspeedRLegacy: ApiConnector = {
  ...lightspeedR,
  id: 'lightspeed-v2',
  label: 'Lightspeed v2 (Retail R-Series, older API)',
  baseUri: 'https://api.lightspeedapp.com/API/Account/{accountId}/',
  client: 'default',
  account: { url: 'https://api.lightspeedapp.com/API/Account.json', needsScope: false, read: accountOf },
  listRequest: legacy.listRequest,
  count: legacy.count,
  nextPage: legacy.nextPage,
};

/** `{Account: {accountID, name}}`; an object, not a list (firm). */
function accountOf(json: unknown): { id: string; name: string } | undefined {
  const account = isObject(json) ? json.Account : undefined;
  if (!isObject(account) || typeof account.accountID !== 'string') return undefined;
  return { id: account.accountID, name: String(account.name ?? '') };
}

/** Name of the employee behind the grant, from `/API/Session.json`, which has no wrapper (firm). */
function employeeOf(json: unknown): string | undefined {
  const employee = isObject(json) ? json.Employee : undefined;
  if (!isObject(employee)) return undefined;
  const name = [employee.firstName, employee.lastName].filter((part) => typeof part === 'string' && part !== '');
  return name.length > 0 ? name.join(' ') : undefined;
}
