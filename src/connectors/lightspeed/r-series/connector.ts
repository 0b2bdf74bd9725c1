import type { ApiConnector } from '../../connector.ts';
import { isObject } from './normalise.ts';
import { budgetOf, costOf, count, isList, listRequest, nextPage, rowsOf } from './requests.ts';
import { resources } from './resources.ts';
import { bundles, scopes, scopesOf } from './scopes.ts';
import { verdict } from './verdict.ts';

/**
 * Lightspeed Retail (R-Series), API V3, with the OAuth server of July 2024. There the used refresh token lives until the
 * new access token is first used (rule of 2026-01-15, firm), and an unused one dies after 30 days (firm).
 */
export const lightspeedR: ApiConnector = {
  kind: 'api',
  id: 'lightspeed-v3',
  label: 'Lightspeed v3 (Retail R-Series)',
  tile: 'R',
  provider: 'lightspeed-r',
  baseUri: 'https://api.lightspeedapp.com/API/V3/Account/{accountId}/',
  oauth: {
    new: {
      authorizeUrl: 'https://cloud.lightspeedapp.com/auth/oauth/authorize',
      tokenUrl: 'https://cloud.lightspeedapp.com/auth/oauth/token',
      rotation: 'untilFirstUse',
      clientAuthentication: 'body',
      tokenBody: 'json',
      pkce: true,
      sendsRedirectUri: false,
      codeLivesSeconds: 60,
      scopesIn: 'accessToken',
      defaultLifeSeconds: 1800,
      idleDays: 30,
      refreshWindowSeconds: undefined,
    },
    old: undefined,
  },
  scopes,
  bundles,
  resources,
  budget: { kind: 'bucket', sizeDrips: 90, dripPerSecond: 1, burst: 20 },
  account: { url: 'https://api.lightspeedapp.com/API/V3/Account.json', read: accountOf },
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
