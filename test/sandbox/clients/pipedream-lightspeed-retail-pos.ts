import type { Account, Call, Functions } from './call.ts';

interface Component {
  methods: Functions;
  run(this: object, given: object): Promise<unknown>;
}

/** What Pipedream's components for R-Series send: an action runs with the app's methods, as its service runs it. */
export async function calls(load: (file: string) => Promise<unknown>, account: Account): Promise<Call[]> {
  const component = async (file: string) => ((await load(file)) as { default: Component }).default;
  const { methods } = await component('lightspeed_retail_pos.app.mjs');
  const app: Functions & { $auth?: object } = Object.assign(Object.create(null), methods);
  const auth = { oauth_access_token: account.accessToken };
  for (const [name, method] of Object.entries(methods)) app[name] = method.bind(app);
  Object.assign(app, { $auth: auth });
  const { accountId } = account;
  const $ = { export() {} };
  const read = (name: string, more: object = {}): Call => ({
    name,
    make: async () => app[name]?.({ accountId, $, ...more }),
  });
  const action = (name: string, fields: object): Call => ({
    name,
    make: async () => (await component(`actions/${name}/${name}.mjs`)).run.call({ app, accountId, ...fields }, { $ }),
  });
  /** As its sources do: newest first, then the `next` links. */
  const walk = (name: string, resourceKey: string, sort: string): Call => ({
    name: `paginate ${name}`,
    async make() {
      const rows: unknown[] = [];
      const paginate = app.paginate as unknown as (given: object) => AsyncIterable<unknown>;
      const asked = { resourceFn: app[name], args: { accountId, params: { sort } }, resourceKey, limit: 250 };
      for await (const row of paginate(asked)) rows.push(row);
      return rows;
    },
  });
  return [
    ...['getAccount', 'listCustomerTypes', 'listItems', 'listShops', 'listSales'].map((name) => read(name)),
    read('getItem', { itemId: 1 }),
    walk('getInventoryLog', 'InventoryLog', '-inventoryLogID'),
    walk('listSales', 'Sale', '-completeTime'),
    action('create-customer', { firstName: 'Ada', lastName: 'Example', customerTypeId: '1' }),
    action('create-employee', { firstName: 'Eve', lastName: 'Example' }),
    action('update-inventory', { itemId: '1', shopId: '1', quantity: 7 }),
  ];
}
