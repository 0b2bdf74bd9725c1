type Series = 'r' | 'x' | 'c';

interface StoreView {
  id: string;
  series: Series;
  clientId: string;
  clientSecret: string;
  accountId: string;
  domainPrefix: string;
  apiKey: string;
  apiSecret: string;
}

/** The stores that scripts count on: small, with real limits. */
const demo = { name: 'Demo', sizes: { items: 60, customers: 40, sales: 80 } };

/**
 * A store of each series (those of earlier starts are used again) with fresh grants, as lines `NAME=value` for a script to
 * read. Calls the control interface of the sandbox at `url`.
 */
export async function environmentLines(url: string): Promise<string[]> {
  const call = async <T>(method: 'GET' | 'POST', path: string, body?: object) => {
    const json = body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {};
    return (await fetch(`${url}/_sandbox/${path}`, { method, ...json })).json() as Promise<T>;
  };
  const kept = await call<StoreView[]>('GET', 'stores');
  const storeOf = async (series: Series) =>
    kept.find((store) => store.series === series) ?? (await call<StoreView>('POST', 'stores', { series, ...demo }));
  const refreshToken = async ({ id }: StoreView, of: object) =>
    (await call<{ refreshToken: string }>('POST', `stores/${id}/grants`, of)).refreshToken;
  const [r, x, c] = [await storeOf('r'), await storeOf('x'), await storeOf('c')];
  return Object.entries({
    R_CLIENT_ID: r.clientId,
    R_CLIENT_SECRET: r.clientSecret,
    R_REFRESH_TOKEN: await refreshToken(r, {}),
    R_OLD_REFRESH_TOKEN: await refreshToken(r, { server: 'old' }),
    R_ACCOUNT_ID: r.accountId,
    X_CLIENT_ID: x.clientId,
    X_CLIENT_SECRET: x.clientSecret,
    X_REFRESH_TOKEN: await refreshToken(x, {}),
    X_DOMAIN_PREFIX: x.domainPrefix,
    C_API_KEY: c.apiKey,
    C_API_SECRET: c.apiSecret,
  }).map(([name, value]) => `${name}=${value}`);
}
