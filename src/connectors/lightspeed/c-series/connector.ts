import type { ApiConnector } from '../../connector.ts';
import { isObject } from '../json-object.ts';
import { toldWindows } from '../told-windows.ts';
import { count, isList, listRequest, nextPage, rowsOf } from './requests.ts';
import { resources } from './resources.ts';
import { verdict } from './verdict.ts';

/**
 * Lightspeed eCom (C-Series). No OAuth: key and secret go with each request; the key is known on its own cluster only, a
 * wrong one reads as an unknown key (firm). Texts come in the language of the path.
 */
export const lightspeedC: ApiConnector = {
  kind: 'api',
  id: 'lightspeed-c',
  label: 'Lightspeed eCom (C-Series)',
  tile: 'C',
  provider: 'custom',
  baseUri: 'https://{host}/{language}/',
  settings: [
    {
      name: 'apiKey',
      label: 'API key',
      isRequired: true,
      pattern: /^[\x21-\x39\x3b-\x7e]{1,200}$/,
      allowed: 'Copy the API key as the back office shows it, without spaces.',
      choosesHost: false,
      placeholder: undefined,
    },
    {
      name: 'cluster',
      label: 'cluster',
      isRequired: true,
      pattern: /^(eu1|us1)$/,
      allowed: 'The cluster is eu1 or us1.',
      choosesHost: true,
      placeholder: 'host',
      values: { eu1: 'api.webshopapp.com', us1: 'api.shoplightspeed.com' },
    },
    {
      name: 'language',
      label: 'shop language',
      isRequired: true,
      pattern: /^[a-z]{2}$/,
      allowed: 'Give the two letters of a language that is active in the shop, such as en.',
      choosesHost: false,
      placeholder: 'language',
    },
  ],
  client: 'none',
  oauth: { new: undefined, old: undefined },
  standing: { kind: 'basic', user: { setting: 'apiKey' }, secret: 'apiSecret', refusedReason: 'credentials_refused' },
  toldByCallback: undefined,
  scopes: [],
  bundles: [],
  resources,
  // Three windows at once (recorded); the numbers are those commonly quoted (unsure) and stand only until the first reply.
  budget: {
    kind: 'windows',
    windows: [
      { requests: 300, seconds: 300 },
      { requests: 3000, seconds: 3600 },
      { requests: 12_000, seconds: 86_400 },
    ],
  },
  account: { url: 'https://{host}/{language}/account.json', needsScope: false, read: accountOf },
  employee: undefined,
  scopesOf: () => [],
  budgetOf: (headers) => toldWindows(headers, 3, true),
  costOf: () => 1,
  listRequest,
  count,
  isList,
  rowsOf,
  nextPage,
  verdict,
};

/** `{account: {id}}` (recorded); a name is not in it. */
function accountOf(json: unknown): { id: string; name: string } | undefined {
  const account = isObject(json) ? json.account : undefined;
  if (!isObject(account) || account.id === undefined) return undefined;
  return { id: String(account.id), name: `eCom account ${String(account.id)}` };
}
