import type { Claims } from '../oauth/access-tokens.ts';
import type { RStore } from '../store.ts';
import { nested, stamp } from './resource.ts';
import { rightNames } from './scopes.ts';
import { SHOPS } from './shops.ts';

/** `/API/V3/Account.json`: which account a token opens. One object, not a list (firm). */
export function accountsOf(store: RStore, base: string): object {
  return {
    '@attributes': { count: '1' },
    Account: {
      accountID: store.accountId,
      name: store.name,
      link: { '@attributes': { href: `${base}/API/V3/Account/${store.accountId}.json` } },
    },
  };
}

/** `/API/V3/Account/{id}.json`, without a wrapper (firm). */
export function accountOf(store: RStore): object {
  return {
    '@attributes': { systemCustomerID: store.accountId },
    status: 'customer',
    name: store.name,
    employeeCount: String(store.employees.length),
    employeeLimit: '30',
    uniqueSubscriptionIdentifier: `SBX-${store.accountId}`,
    defaultCurrency: { code: 'CAD', symbol: '$' },
    purchasingCurrencies: nested('purchasingCurrency', [
      { code: 'CAD', symbol: '$', rate: '1' },
      { code: 'EUR', symbol: '€', rate: '0.68' },
    ]),
  };
}

/** `/API/Session.json`: who the token speaks for, flat; `checkedInAt` has a local offset there (firm). */
export function sessionOf(store: RStore, claims: Claims): object {
  const employee = store.employees.find(({ userId }) => String(userId) === claims.sub) ?? store.employees[0];
  const rights = new Set(employee?.rights ?? []);
  return {
    sessionID: '',
    sessionCookie: 'PHPSESSID=; path=/',
    employeeID: String(employee?.id ?? 0),
    systemCustomerID: store.accountId,
    systemUserID: claims.sub,
    systemAPIClientID: '0',
    systemAPIKeyID: '0',
    ecomUrl: '',
    shopCount: String(SHOPS),
    Employee: {
      employeeID: String(employee?.id ?? 0),
      firstName: employee?.firstName ?? '',
      lastName: employee?.lastName ?? '',
      singleShop: 'false',
      hasPin: 'true',
      isCheckedIn: 'true',
      checkedInAt: stamp(store.bornAt - 4 * 3600).replace('+00:00', '-04:00'),
    },
    Rights: Object.fromEntries(rightNames.map((name) => [name, String(rights.has(name))])),
  };
}
