import type { Account, Call } from './call.ts';

type Ask = (...given: unknown[]) => Promise<unknown>;
type Part = { [name: string]: Ask | Part };

const silent = { debug() {}, info() {}, error() {}, silly() {}, warn() {}, verbose() {} };

/** Every call of `vend-nodejs-sdk` (X-Series, the paths before 2.0 and some of 2.0, over request), from an expired token on. */
export async function calls(load: (file: string) => Promise<unknown>, account: Account): Promise<Call[]> {
  const { default: make } = (await load('vend.js')) as { default: (dependencies: object) => Part };
  const vend = make({ winston: silent });
  const connection = {
    domainPrefix: account.domainPrefix,
    vendClientId: account.clientId,
    vendClientSecret: account.clientSecret,
    vendTokenService: 'https://{DOMAIN_PREFIX}.vendhq.com/api/1.0/token',
    refreshToken: account.refreshToken,
    accessToken: 'expired',
  };
  const ask = (name: string) => name.split('.').reduce<unknown>((at, key) => (at as Part)[key], vend) as Ask;
  /** Each argument in the form that the package wants, `key` being its name in the query. */
  const args = (values: object) =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        { value, key: name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`) },
      ]),
    );
  const none = { page: undefined, pageSize: undefined, after: undefined, before: undefined, since: undefined };
  const more = { orderBy: undefined, orderDirection: undefined, active: undefined, outletApiId: undefined };
  const others = {
    apiId: undefined,
    status: undefined,
    tag: undefined,
    email: undefined,
    code: undefined,
    sku: undefined,
  };
  const list = (name: string, values: object = { page: 1, pageSize: 5 }): Call => ({
    name,
    make: () => ask(name)(args({ ...none, ...more, ...others, ...values }), connection),
  });
  const all = (name: string): Call => ({ name, make: () => ask(name)(connection) });
  const create = (name: string, body: object): Call => ({
    name,
    make: () => ask(name)({ body: { value: body } }, connection),
  });
  /** The id of a list's first row. */
  const first = async (name: string): Promise<string> => {
    const reply = (await list(name).make()) as Record<string, unknown>;
    const [row] = (Object.values(reply).find(Array.isArray) ?? []) as { id: string }[];
    return row?.id ?? '';
  };
  const withFirst = (name: string, from: string, given: (id: string) => object): Call => ({
    name,
    make: async () => ask(name)(args(given(await first(from))), connection),
  });
  const byId = (name: string, from: string) => withFirst(name, from, (apiId) => ({ apiId }));
  return [
    list('products.fetch'),
    all('products.fetchAll'),
    byId('products.fetchById', 'products.fetch'),
    list('products.fetchByHandle', { handle: 'product-1' }),
    list('products.fetchBySku', { sku: 'SKU-00001' }),
    list('products.fetchPaginationInfo'),
    list('registers.fetch'),
    list('registers.fetchAll'),
    byId('registers.fetchById', 'registers.fetch'),
    list('paymentTypes.fetch'),
    list('productTypes.fetch'),
    list('taxes.fetch'),
    list('brands.fetch'),
    list('tags.fetch'),
    list('tags.fetchAll'),
    list('sales.fetch', { page: 1, pageSize: 5, since: '2020-01-01 00:00:00' }),
    list('sales.fetchAll'),
    list('customers.fetch'),
    list('outlets.fetch'),
    list('outlets.fetchAll'),
    byId('outlets.fetchById', 'outlets.fetch'),
    list('suppliers.fetch'),
    all('suppliers.fetchAll'),
    byId('suppliers.fetchById', 'suppliers.fetch'),
    list('consignments.stockOrders.fetch'),
    all('consignments.stockOrders.fetchAll'),
    byId('consignments.fetchById', 'consignments.stockOrders.fetch'),
    withFirst('consignments.products.fetch', 'consignments.stockOrders.fetch', (consignmentId) => ({
      ...none,
      consignmentId,
    })),
    create('products.create', { name: 'Mug', handle: 'mug', sku: 'MUG1', retail_price: 5, supply_price: 2 }),
    {
      name: 'customers.create',
      make: () => ask('customers.create')({ first_name: 'Ada', last_name: 'Example' }, connection),
    },
    create('suppliers.create', { name: 'New' }),
    create('brands.create', { name: 'New' }),
    create('tags.create', { name: 'New' }),
    create('taxes.create', { name: 'New', rate: 0.1 }),
    create('productTypes.create', { name: 'New' }),
    {
      name: 'sales.create',
      async make() {
        const sold = await first('products.fetch');
        const body = {
          register_id: await first('registers.fetch'),
          status: 'CLOSED',
          register_sale_products: [{ product_id: sold, quantity: 1, price: 5, tax: 0 }],
          register_sale_payments: [{ retailer_payment_type_id: await first('paymentTypes.fetch'), amount: 5 }],
        };
        return ask('sales.create')({ body: { value: body } }, connection);
      },
    },
    {
      name: 'consignments.stockOrders.create',
      async make() {
        const places = { outletId: await first('outlets.fetch'), supplierId: await first('suppliers.fetch') };
        return ask('consignments.stockOrders.create')(
          args({ name: 'New', dueAt: '2030-01-01 00:00:00', ...places }),
          connection,
        );
      },
    },
    byId('products.delete', 'products.fetch'),
  ];
}
