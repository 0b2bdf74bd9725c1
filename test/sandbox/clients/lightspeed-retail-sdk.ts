import { writeFile } from 'node:fs/promises';
import type { Account, Call, Functions } from './call.ts';

interface Sdk {
  [part: string]: Functions;
}
interface Package {
  default: new (settings: object) => Sdk;
  InMemoryTokenStorage: new () => { setTokens(tokens: object): Promise<void> };
}

/** Every call of `lightspeed-retail-sdk` (R-Series, V3, over axios), with the parameters that its manual shows. */
export async function calls(load: (file: string) => Promise<unknown>, account: Account): Promise<Call[]> {
  const { default: Client, InMemoryTokenStorage } = (await load('index.mjs')) as Package;
  const tokenStorage = new InMemoryTokenStorage();
  const { accountId: accountID, clientId: clientID, clientSecret, refreshToken } = account;
  await tokenStorage.setTokens({
    access_token: '',
    refresh_token: refreshToken,
    expires_at: new Date(0).toISOString(),
  });
  const sdk = new Client({ accountID, clientID, clientSecret, refreshToken, tokenStorage });
  const call = (name: string, ...given: unknown[]): Call => {
    const [part = '', verb = ''] = name.split('.');
    return { name, make: async () => sdk[part]?.[verb]?.(...given) };
  };
  const picture = `${process.cwd()}/picture.png`;
  await writeFile(picture, Buffer.from('iVBORw0KGgo=', 'base64'));
  const mug = { description: 'Mug', defaultCost: '3', Prices: { ItemPrice: [{ amount: '9.50', useType: 'Default' }] } };
  const sale = { shopID: 1, registerID: 1, employeeID: 1, SaleLines: { SaleLine: [{ itemID: 1, unitQuantity: 1 }] } };
  return [
    call('account.getAccount'),
    ...['category.getCategory', 'customer.getCustomer', 'customerType.getCustomerType', 'employee.getEmployee'].map(
      (name) => call(name, 1),
    ),
    ...['itemAttribute.getItemAttribute', 'manufacturer.getManufacturer', 'matrix.getMatrixItem', 'order.getOrder'].map(
      (name) => call(name, 1),
    ),
    ...['item.getItem', 'item.getVendorItems', 'item.getItemsByCategory', 'sale.getSale', 'vendor.getVendor'].map(
      (name) => call(name, 1),
    ),
    ...['order.getOrdersByVendorID', 'order.getOpenOrdersByVendorID', 'saleLine.getSaleLinesByItem'].map((name) =>
      call(name, 1),
    ),
    call('saleLine.getSaleLinesByVendorID', 1),
    ...[
      'category.getCategories',
      'customer.getCustomers',
      'customerType.getCustomerTypes',
      'employee.getEmployees',
    ].map((name) => call(name, {})),
    ...['giftCard.getGiftCards', 'itemAttribute.getItemAttributes', 'manufacturer.getManufacturers'].map((name) =>
      call(name, {}),
    ),
    ...['matrix.getMatrixItems', 'order.getOrders', 'paymentType.getPaymentTypes', 'register.getRegisters'].map(
      (name) => call(name, {}),
    ),
    ...['sale.getSales', 'specialOrder.getSpecialOrders', 'taxClass.getTaxClasses', 'vendor.getVendors'].map((name) =>
      call(name, {}),
    ),
    call('giftCard.getGiftCard', '1'),
    call('customer.searchCustomersByEmail', '%example%'),
    call('item.getMultipleItems', [1, 2, 3]),
    call('item.getItems', { relations: ['ItemShops', 'Images'] }),
    call('item.getItems', { relations: 'all', limit: 3 }),
    call('item.getItems', ['ItemShops']),
    call('item.getItems', '["Images"]'),
    call('item.getItems', { timeStamp: '2020-01-01T00:00:00.000Z', limit: 2, sort: '-timeStamp' }),
    call('item.getItems', { or: 'itemID=1|itemID=2' }),
    call('item.getItemsWithLowStock', { threshold: 5 }),
    call('sale.getMultipleSales', [1, 2], { saleID: 'IN,[1,2]' }),
    call('sale.getSalesByDateRange', { startDate: '2025-01-01', endDate: '2030-01-01', limit: 5 }),
    call('sale.getSales', { relations: ['SaleLines.Item', 'Customer', 'SalePayments.PaymentType'], limit: 2 }),
    call('item.postItem', mug),
    call('category.postCategory', { name: 'New', parentID: 1 }),
    call('category.putCategory', 1, { name: 'Renamed' }),
    call('customer.postCustomer', { firstName: 'Ada', lastName: 'Example' }),
    call('customer.putCustomer', 1, { firstName: 'Ada' }),
    call('vendor.postVendor', { name: 'New' }),
    call('vendor.putVendor', 1, { name: 'Renamed' }),
    call('manufacturer.postManufacturer', { name: 'New' }),
    call('manufacturer.putManufacturer', 1, { name: 'Renamed' }),
    call('matrix.postMatrixItem', { description: 'Shirt', itemAttributeSetID: 1 }),
    call('matrix.putMatrixItem', 1, { description: 'Shirt' }),
    call('sale.postSale', sale),
    call('sale.putSale', 1, { referenceNumber: 'R1' }),
    call('employee.createEmployee', { firstName: 'Eve', lastName: 'Example' }),
    call('employee.updateEmployee', 1, { firstName: 'Eve' }),
    call('image.postImage', picture, { description: 'A mug', itemID: 1 }),
    call('image.getImages', {}),
    call('image.getImage', 1),
  ];
}
